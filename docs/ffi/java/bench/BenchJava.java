// SPDX-License-Identifier: MIT OR Apache-2.0
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import picoring.PicoList;
import picoring.Reader;
import picoring.Ring;
import picoring.Spsc;
import picoring.Mpsc;
import picoring.View;

/**
 * Nanoseconds an element, and a batch of 64, beside the queues of java.util: the median
 * of nine runs, after two that are not counted. docs/ffi/README.md has the figures.
 */
public class BenchJava {
    private static final int BATCH = 64, RUNS = 9, WARM = 2;

    private interface Work {
        long run(int n) throws Exception;
    }

    private static void measure(String name, int n, Work work) throws Exception {
        double[] times = new double[RUNS];
        for (int run = -WARM; run < RUNS; ++run) {
            long start = System.nanoTime();
            long sum = work.run(n);
            double time = (System.nanoTime() - start) / (double) n;
            if (sum == 0) throw new AssertionError(name);
            if (run >= 0) times[run] = time;
        }
        Arrays.sort(times);
        System.out.printf("%-52s %9.1f ns%n", name, times[RUNS / 2]);
    }

    public static void main(String[] arguments) throws Exception {
        oneThread();
        twoThreads();
    }

    private static void oneThread() throws Exception {
        measure("ArrayDeque<Long>, add + remove", 10_000_000, n -> {
            ArrayDeque<Long> queue = new ArrayDeque<>(1024);
            long sum = 0;
            for (int i = 1; i <= n; ++i) {
                queue.addLast((long) i);
                sum += queue.removeFirst();
            }
            return sum;
        });
        Ring ring = new Ring(1024, 8);
        measure("Ring, pushLong + popLong", 10_000_000, n -> {
            long sum = 0;
            for (int i = 1; i <= n; ++i) {
                ring.pushLong(i);
                sum += ring.popLong();
            }
            return sum;
        });
        measure("ArrayDeque<Long>, 64 adds + 64 removes", 200_000, n -> {
            ArrayDeque<Long> queue = new ArrayDeque<>(1024);
            long sum = 0;
            for (int i = 0; i < n; ++i) {
                for (long j = 1; j <= BATCH; ++j) queue.addLast(j + i);
                for (int j = 0; j < BATCH; ++j) sum += queue.removeFirst();
            }
            return sum;
        });
        measure("Ring, 64 in place: claim, commit, peek, release", 200_000, n -> {
            long sum = 0;
            for (int i = 0; i < n; ++i) {
                LongBuffer place = ring.claim(BATCH).buffer().asLongBuffer();
                for (int j = 0; j < BATCH; ++j) place.put(j, j + i + 1);
                ring.commit(BATCH);
                View view = ring.peek();
                LongBuffer there = view.buffer().asLongBuffer();
                for (int j = 0; j < BATCH; ++j) sum += there.get(j);
                ring.release(BATCH);
            }
            return sum;
        });
        measure("ArrayList<Long>, add", 2_000_000, n -> {
            ArrayList<Long> list = new ArrayList<>();
            for (long i = 1; i <= n; ++i) list.add(i);
            return list.size();
        });
        measure("PicoList, pushLong", 2_000_000, n -> {
            try (PicoList list = new PicoList(8)) {
                for (long i = 1; i <= n; ++i) list.pushLong(i);
                return list.len();
            }
        });
    }

    private static void twoThreads() throws Exception {
        measure("ArrayBlockingQueue<Long>, two threads", 1_000_000, n -> {
            ArrayBlockingQueue<Long> queue = new ArrayBlockingQueue<>(4096);
            Thread writer = start(() -> {
                for (long i = 1; i <= n; ++i) queue.put(i);
            });
            long sum = 0;
            for (int i = 0; i < n; ++i) sum += queue.take();
            writer.join();
            return sum;
        });
        measure("Spsc, pushLong, popLong, two threads", 5_000_000, n -> {
            Spsc channel = new Spsc(4096, 8);
            Spsc.Writer to = channel.writer();
            Thread writer = start(() -> {
                for (int i = 1; i <= n; ) {
                    if (to.pushLong(i)) ++i;
                    else to.await(BATCH, null);
                }
                to.close();
            });
            long sum = 0;
            try (Reader reader = channel.reader()) {
                while (!reader.ended()) {
                    reader.await(1, null);
                    for (long there = reader.len(); there > 0; --there) sum += reader.popLong();
                }
            }
            writer.join();
            channel.close();
            return sum;
        });
        measure("ArrayBlockingQueue<long[64]>, two threads", 200_000, n -> {
            ArrayBlockingQueue<long[]> queue = new ArrayBlockingQueue<>(4096 / BATCH);
            Thread writer = start(() -> {
                for (int i = 0; i < n; ++i) {
                    long[] message = new long[BATCH];
                    Arrays.setAll(message, j -> j + 1);
                    queue.put(message);
                }
            });
            long sum = 0;
            for (int i = 0; i < n; ++i) {
                for (long value : queue.take()) sum += value;
            }
            writer.join();
            return sum;
        });
        measure("Spsc, 64 in place, two threads", 200_000, n -> {
            Spsc channel = new Spsc(4096, 8);
            Spsc.Writer to = channel.writer();
            Thread writer = start(() -> {
                for (int i = 0; i < n; ) {
                    View view = to.claim(BATCH);
                    if (view == null) {
                        to.await(BATCH, null);
                        continue;
                    }
                    LongBuffer place = view.buffer().asLongBuffer();
                    for (int j = 0; j < BATCH; ++j) place.put(j, j + 1);
                    to.commit(BATCH);
                    ++i;
                }
                to.close();
            });
            long sum;
            try (Reader reader = channel.reader()) {
                sum = drain(reader);
            }
            writer.join();
            channel.close();
            return sum;
        });
        measure("Mpsc by JNA, pushLong, two threads", 500_000, n -> mpsc(n, 1));
        measure("Mpsc by JNA, claim and commit of 64, two threads", 100_000, n -> mpsc(n, BATCH));
    }

    private static long drain(Reader reader) throws InterruptedException {
        long sum = 0;
        while (!reader.ended()) {
            reader.await(1, null);
            View view = reader.peek();
            if (view == null) continue;
            LongBuffer there = view.buffer().asLongBuffer();
            for (int j = 0; j < view.size(); ++j) sum += there.get(j);
            reader.release(view.size());
        }
        return sum;
    }

    private static long mpsc(int n, int batch) throws Exception {
        Mpsc channel = new Mpsc(4096, 8);
        Mpsc.Producer to = channel.producer();
        Reader reader = channel.reader();
        channel.close();
        Thread writer = start(() -> {
            for (int i = 0; i < n; ) {
                if (batch == 1) {
                    if (to.pushLong(i + 1)) ++i;
                    else to.await(BATCH, null);
                    continue;
                }
                View view = to.claim(batch);
                if (view == null) {
                    to.await(BATCH, null);
                    continue;
                }
                LongBuffer place = view.buffer().asLongBuffer();
                for (int j = 0; j < batch; ++j) place.put(j, j + 1);
                to.commit(batch);
                ++i;
            }
            to.close();
        });
        long sum = drain(reader);
        writer.join();
        reader.close();
        return sum;
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }
}
