// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import picoring.PicoringException.Code;

public class PicoringTest {
    private static final String[] TECHNIQUES = {"auto", "emulated"};

    private static Options technique(String name) {
        return name.equals("auto") ? new Options() : new Options().technique(name);
    }

    private static PicoringException refused(Code code, ThrowingRunnable call) {
        PicoringException e = assertThrows(PicoringException.class, call);
        assertEquals(e.getMessage(), code, e.code());
        return e;
    }

    @Test public void ringKeepsTheOrderOverManyLapsAndIsFullAtCapacity() {
        for (String technique : TECHNIQUES) {
            try (Ring ring = new Ring(5, 8, technique(technique).exact())) {
                assertEquals(5, ring.capacity());
                for (long lap = 0; lap < 5000; ++lap) {
                    for (int i = 0; i < 5; ++i) assertTrue(ring.pushLong(lap * 5 + i));
                    assertFalse(ring.pushLong(0));
                    for (int i = 0; i < 5; ++i) assertEquals(lap * 5 + i, ring.popLong());
                }
                refused(Code.EAGAIN, ring::popLong);
            }
        }
    }

    @Test public void ringHoldsElementsThatLieAcrossTheSeam() {
        for (String technique : TECHNIQUES) {
            try (Ring ring = new Ring(100, 24, technique(technique))) {
                for (int i = 0; i < 7 * ring.capacity(); ++i) {
                    byte[] element = ByteBuffer.allocate(24).putInt(i).putInt(20, ~i).array();
                    assertTrue(ring.push(element));
                    assertArrayEquals(element, ring.peek().toByteArray());
                    assertArrayEquals(element, ring.pop());
                }
            }
        }
    }

    @Test public void ringIsWrittenAndReadInPlaceAcrossTheSeam() {
        for (String technique : TECHNIQUES) {
            try (Ring ring = new Ring(1024, 4, technique(technique))) {
                int n = (int) ring.capacity() - 10;
                ring.claim(n);
                ring.commit(n);
                ring.release(n);
                View place = ring.claim(20);
                for (int i = 0; i < 20; ++i) place.putInt(i, 100 + i);
                ring.commit(20);
                View view = ring.peek();
                assertEquals(20, view.size());
                for (int i = 0; i < 20; ++i) assertEquals(100 + i, view.getInt(i));
                assertEquals(105, ring.view(5, 3).getInt(0));
                refused(Code.ERANGE, () -> ring.view(18, 3));
                refused(Code.ERANGE, () -> ring.release(21));
                refused(Code.ERANGE, () -> ring.release(-1));
                refused(Code.ERANGE, () -> ring.commit((int) ring.free() + 1));
                refused(Code.ERANGE, () -> ring.claim((int) ring.capacity() + 1));
                refused(Code.EINVAL, () -> ring.claim(0));
                refused(Code.EINVAL, () -> ring.pushLong(1));
                assertNull(ring.claim((int) ring.capacity()));
                ring.clear();
                assertNull(ring.peek());
            }
        }
    }

    @Test public void ringCopiesWhatFitsAndOverwrites() {
        try (Ring ring = new Ring(8, 8, new Options().exact())) {
            long[] from = {1, 2, 3, 4, 5, 6, 7, 8}, out = new long[8];
            assertEquals(6, ring.pushSome(from, 0, 6));
            assertEquals(2, ring.pushSome(from, 0, 8));
            assertEquals(0, ring.pushSome(from, 0, 8));
            assertEquals(7, ring.popSome(out, 1, 7));
            assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 1}, out);
            assertEquals(1, ring.popSome(out, 0, 8));
            assertEquals(0, ring.popSome(out, 0, 8));
            for (int i = 1; i <= 20; ++i) ring.pushOverwriteDouble(i);
            assertEquals(13, ring.popDouble(), 0);
            assertTrue(ring.describe().techniqueName().length() > 0);
        }
    }

    @Test public void viewsAreRefusedAfterTheirReleaseAndOutside() {
        Ring ring = new Ring(8, 8);
        View claimed = ring.claim(1);
        claimed.putLong(0, 7);
        ring.commit(1);
        refused(Code.ESTATE, () -> claimed.putLong(0, 1));
        View view = ring.peek();
        assertEquals(7, view.getLong(0));
        refused(Code.ERANGE, () -> view.getLong(1));
        refused(Code.ERANGE, () -> view.getLong(-1));
        refused(Code.EINVAL, () -> view.getByte(0));
        ring.release(1);
        refused(Code.ESTATE, () -> view.getLong(0));
        refused(Code.ESTATE, view::buffer);
        ring.close();
        refused(Code.EFAULT, view::toByteArray);
    }

    @Test public void errorsHaveTheLibrarysSentence() {
        PicoringException e = refused(Code.EINVAL, () -> new Ring(0, 8));
        assertEquals("picoring_ring_create: a capacity of 0", e.getMessage());
        for (Code code : Code.values()) {
            assertEquals("PICORING_" + code, Library.picoring_errname(code.number()));
        }
        refused(Code.EOVERFLOW, () -> new Ring(Long.MAX_VALUE / 2, 8));
        refused(Code.EINVAL, () -> new Options().technique("magic"));
        refused(Code.EVERSION, () -> PicoringException.check(Library.picoring_ring_open(
                Library.INLINE_ABI + 1, 1, 8, null, new com.sun.jna.ptr.PointerByReference())));
    }

    @Test public void negativeSizesAreIllegalArguments() {
        for (ThrowingRunnable make : new ThrowingRunnable[] {() -> new Ring(-1, 8), () -> new Ring(8, -1),
            () -> new Spsc(-1, 8), () -> new Mpsc(-1, 8), () -> new ByteStream(-1), () -> new Records(-1),
            () -> new Mirror(-1, null), () -> new PicoList(-1), () -> new Options().alignment(-1),
            () -> new PicoList.Options().reserve(-1)}) {
            assertEquals("picoring: a size of -1", assertThrows(IllegalArgumentException.class, make).getMessage());
        }
    }

    @Test public void closedObjectsAreRefusedAndCloseAgain() {
        Ring ring = new Ring(4, 8);
        ByteStream stream = new ByteStream(4);
        PicoList list = new PicoList(8);
        Spsc spsc = new Spsc(4, 8);
        Mpsc mpsc = new Mpsc(4, 8);
        Records records = new Records(64);
        Mirror mirror = new Mirror(1, null);
        Spsc.Writer writer = spsc.writer();
        Reader reader = spsc.reader();
        Mpsc.Producer producer = mpsc.producer();
        Records.MessageReader messages = records.reader();
        View all = mirror.view();
        for (Handle handle : new Handle[] {ring, stream, list, spsc, mpsc, records, mirror, writer, reader,
            producer, messages}) {
            handle.close();
            handle.close();
        }
        for (ThrowingRunnable call : new ThrowingRunnable[] {() -> ring.pushLong(1), ring::popLong, ring::peek,
            () -> ring.commit(1), ring::capacity, () -> stream.write(ByteBuffer.allocate(1)), stream::end,
            () -> stream.read(ByteBuffer.allocate(1)), () -> list.pushLong(1), () -> list.getLong(0), spsc::writer,
            mpsc::producer, () -> writer.pushLong(1), reader::popLong, reader::peek, () -> reader.await(1, null),
            reader::ended, () -> producer.pushLong(1), messages::read, () -> all.getByte(0), mirror::size,
            () -> list.claim(1), () -> writer.claim(1), writer::free, list::popLong, () -> writer.commit(1)}) {
            refused(Code.EFAULT, call);
        }
        assertEquals(0, ring.len() + list.len() + stream.free());
    }

    @Test public void streamTellsShortEmptyAndEnded() throws IOException {
        for (String technique : TECHNIQUES) {
            try (ByteStream stream = new ByteStream(10, technique(technique).exact())) {
                assertEquals(10, stream.write(ByteBuffer.wrap("0123456789abc".getBytes(UTF_8))));
                assertEquals(0, stream.write(ByteBuffer.allocate(1)));
                assertEquals(3, stream.find("345".getBytes(UTF_8), 0));
                assertEquals(-1, stream.find("345".getBytes(UTF_8), 4));
                refused(Code.EINVAL, () -> stream.find(new byte[0], 0));
                assertEquals("0123456789", new String(stream.peek().toByteArray(), UTF_8));
                ByteBuffer four = ByteBuffer.allocate(4);
                assertEquals(4, stream.read(four));
                assertEquals("0123", new String(four.array(), UTF_8));
                stream.outputStream().write("12".getBytes(UTF_8));
                refused(Code.ERANGE, () -> stream.truncate(9));
                stream.truncate(6);
                stream.outputStream().write("wxyz".getBytes(UTF_8));
                assertThrows(IOException.class, () -> stream.outputStream().write(1));
                stream.outputStream().close();
                refused(Code.EPIPE, () -> stream.write(ByteBuffer.allocate(1)));
                assertFalse(stream.ended());
                assertEquals("456789wxyz", new String(stream.inputStream().readAllBytes(), UTF_8));
                assertTrue(stream.ended());
                assertEquals(-1, stream.read(ByteBuffer.allocate(1)));
                assertNull(stream.peek());
            }
        }
        try (ByteStream empty = new ByteStream(10)) {
            assertEquals(0, empty.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> empty.inputStream().read());
        }
    }

    /** Lines come over TCP, more than the stream holds, and go back in capitals. */
    @Test public void streamCarriesATcpConversation() throws Exception {
        final int lines = 20000;
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel peer = server.accept();
                ByteStream in = new ByteStream(4096); ByteStream out = new ByteStream(4096)) {
            Future<?> sender = threads.submit(() -> {
                OutputStream to = peer.socket().getOutputStream();
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < lines; ++i) text.append("line ").append(i).append(" of the server\n");
                to.write(text.toString().getBytes(UTF_8));
                peer.shutdownOutput();
                return null;
            });
            Future<Integer> echoed = threads.submit(() -> {
                BufferedReader back = new BufferedReader(new InputStreamReader(peer.socket().getInputStream(), UTF_8));
                int n = 0;
                for (String line; (line = back.readLine()) != null; ++n) {
                    assertEquals("LINE " + n + " OF THE SERVER", line);
                }
                return n;
            });
            while (in.fill(client) >= 0) {
                for (int n; (n = in.find(new byte[] {'\n'}, 0)) >= 0; in.release(n + 1)) {
                    while (out.free() < n + 1) out.drain(client);
                    View line = in.peek(), place = out.claim(n + 1);
                    for (int i = 0; i <= n; ++i) place.putByte(i, (byte) Character.toUpperCase(line.getByte(i)));
                    out.commit(n + 1);
                }
            }
            while (out.len() > 0) out.drain(client);
            client.shutdownOutput();
            sender.get();
            assertEquals(lines, (int) echoed.get());
            assertEquals(0, in.len());
        } finally {
            threads.shutdown();
        }
    }

    @Test public void listGrowsWhileAnotherThreadReadsIt() throws Exception {
        final int n = 300000;
        ExecutorService threads = Executors.newCachedThreadPool();
        try (PicoList list = new PicoList(8)) {
            Future<Long> reader = threads.submit(() -> {
                long seen = 0;
                while (seen < n) {
                    for (long len = list.len(); seen < len; ++seen) assertEquals(seen, list.getLong(seen));
                }
                return seen;
            });
            View first = null;
            for (long i = 0; i < n; ++i) {
                list.pushLong(i);
                if (i == 0) first = list.view(0, 1);
            }
            assertEquals(n, (long) reader.get());
            assertEquals(0, first.getLong(0));
        } finally {
            threads.shutdown();
        }
    }

    @Test public void listIsReadByIndexAndEndsWithItsReservation() {
        try (PicoList list = new PicoList(8, new PicoList.Options().chunk(4))) {
            for (int i = 0; i < 6; ++i) list.pushDouble(i);
            View place = list.claim(2);
            place.putDouble(0, 6);
            place.putDouble(1, 7);
            list.commit(2);
            refused(Code.ESTATE, () -> place.putDouble(0, 1));
            assertEquals(7, list.getDouble(7), 0);
            refused(Code.ERANGE, () -> list.getLong(8));
            refused(Code.ERANGE, () -> list.getLong(-1));
            refused(Code.ERANGE, () -> list.setLong(8, 0));
            list.setLong(0, 100);
            assertEquals(100, list.getLong(0));
            assertEquals(2, list.chunkCount());
            assertEquals(7, list.chunk(1).getDouble(3), 0);
            assertNull(list.chunk(2));
            View all = list.view(0, 8);
            list.popLong();
            refused(Code.ESTATE, () -> all.getLong(0));
            list.append(new byte[16]);
            refused(Code.EINVAL, () -> list.append(new byte[7]));
            assertEquals(9, list.len());
            refused(Code.ERANGE, () -> list.truncate(10));
            refused(Code.ERANGE, () -> list.view(5, 5));
            list.reserve(1000);
            list.shrink();
            list.clear();
            refused(Code.EAGAIN, list::popLong);
        }
        try (PicoList small = new PicoList(8, new PicoList.Options().reserve(1))) {
            for (long n = small.capacity(); n > 0; --n) small.pushLong(n);
            refused(Code.ENOBUFS, () -> small.pushLong(0));
            assertEquals(small.capacity(), small.len());
        }
    }

    @Test public void mirrorShowsEachByteTwice() {
        for (String technique : TECHNIQUES) {
            try (Mirror mirror = new Mirror(Mirror.granularity(), technique(technique))) {
                View view = mirror.view();
                int size = (int) mirror.size();
                view.putByte(3, (byte) 42);
                mirror.sync(3, 1);
                assertEquals(42, view.getByte(size + 3));
                refused(Code.ERANGE, () -> mirror.sync(2L * size, 1));
                assertEquals(size, mirror.describe().size);
            }
        }
    }

    @Test public void spscCarriesAMillionBetweenThreads() throws Exception {
        final int n = 1000000;
        for (String technique : TECHNIQUES) {
            ExecutorService threads = Executors.newCachedThreadPool();
            try (Spsc channel = new Spsc(500, 8, technique(technique)); Reader reader = channel.reader()) {
                Spsc.Writer writer = channel.writer();
                Future<?> sender = threads.submit((Callable<Void>) () -> {
                    try (writer) {
                        for (long i = 0; i < n; ) {
                            if (writer.pushLong(i)) ++i;
                            else writer.await(1, null);
                        }
                    }
                    return null;
                });
                long expected = 0;
                while (!reader.ended()) {
                    reader.await(1, null);
                    for (long there = reader.len(); there > 0; --there) assertEquals(expected++, reader.popLong());
                }
                sender.get();
                assertEquals(n, expected);
            } finally {
                threads.shutdown();
            }
        }
    }

    @Test public void spscIsUsedInPlaceAndInBatchesAndEnds() throws Exception {
        Spsc channel = new Spsc(4, 8, new Options().exact());
        Spsc.Writer writer = channel.writer();
        Reader reader = channel.reader();
        refused(Code.EBUSY, channel::writer);
        assertEquals(2, writer.pushSome(new long[] {1, 2}, 0, 2));
        assertEquals(2, writer.pushSome(new long[9], 0, 9));
        assertEquals(0, writer.pushSome(new long[9], 0, 9));
        assertFalse(writer.pushLong(0));
        assertFalse(writer.await(1, Duration.ofMillis(1)));
        refused(Code.ERANGE, () -> writer.claim(5));
        assertNull(writer.claim(1));
        View view = reader.peek();
        assertEquals(4, view.size());
        assertEquals(2, view.getLong(1));
        refused(Code.ERANGE, () -> reader.release(5));
        reader.release(1);
        refused(Code.ESTATE, () -> view.getLong(1));
        writer.claim(1).putLong(0, 9);
        writer.commit(1);
        writer.close();
        long[] out = new long[9];
        assertEquals(4, reader.popSome(out, 0, 9));
        assertEquals(9, out[3]);
        assertEquals(-1, reader.popSome(out, 0, 9));
        refused(Code.EEND, reader::popLong);
        assertTrue(reader.ended());
        assertTrue(reader.await(1, null));

        Spsc left = new Spsc(4, 8);
        Spsc.Writer alone = left.writer();
        left.reader().close();
        refused(Code.EPIPE, () -> {
            while (alone.pushLong(1)) { // until it looks at the reader's side
            }
        });
    }

    @Test public void waitIsInterruptedByAnotherThread() throws Exception {
        Reader reader = new Spsc(4, 8).reader();
        Thread other = new Thread(reader::interrupt);
        other.start();
        assertThrows(InterruptedException.class, () -> reader.await(1, null));
        other.join();
        assertFalse(reader.await(1, Duration.ZERO));
    }

    @Test public void ringBecomesAChannelAndComesBack() {
        Ring ring = new Ring(4, 8);
        ring.pushLong(1);
        Spsc channel = ring.intoSpsc();
        refused(Code.EFAULT, ring::popLong);
        Spsc.Writer writer = channel.writer();
        Reader reader = channel.reader();
        writer.pushLong(2);
        refused(Code.EBUSY, reader::intoRing);
        writer.close();
        channel.close();
        Ring back = reader.intoRing();
        refused(Code.EFAULT, reader::popLong);
        assertEquals(12, back.popLong() * 10 + back.popLong());
        Mpsc many = back.intoMpsc();
        assertTrue(many.producer().pushLong(3));
        assertEquals(3, many.reader().popLong());
    }

    @Test public void mpscCarriesWhatManyPushEachInItsOrder() throws Exception {
        final int producers = 3, each = 30000;
        ExecutorService threads = Executors.newCachedThreadPool();
        Mpsc channel = new Mpsc(300, 8);
        Reader reader = channel.reader();
        for (long id = 0; id < producers; ++id) {
            Mpsc.Producer producer = channel.producer();
            final long from = id << 32;
            threads.submit((Callable<Void>) () -> {
                try (producer) {
                    for (int i = 0; i < each; ) {
                        if (producer.pushLong(from + i)) ++i;
                        else producer.await(1, null);
                    }
                }
                return null;
            });
        }
        channel.close();
        int[] next = new int[producers];
        while (!reader.ended()) {
            reader.await(1, null);
            View view = reader.peek();
            if (view == null) continue;
            for (int i = 0; i < view.size(); ++i) {
                long value = view.getLong(i);
                assertEquals(next[(int) (value >> 32)]++, (int) value);
            }
            reader.release(view.size());
        }
        threads.shutdown();
        assertArrayEquals(new int[] {each, each, each}, next);
    }

    @Test public void mpscSettlesClaimsInOrder() {
        Mpsc channel = new Mpsc(16, 8);
        Mpsc.Producer one = channel.producer(), two = channel.producer();
        Reader reader = channel.reader();
        View place = one.claim(3);
        assertTrue(two.pushLong(3));
        refused(Code.EAGAIN, reader::popLong);
        place.putLong(0, 1);
        place.putLong(1, 2);
        refused(Code.ESTATE, () -> one.claim(1));
        one.commit(2);
        refused(Code.ESTATE, () -> one.commit(1));
        refused(Code.ESTATE, () -> place.putLong(0, 1));
        long[] out = new long[4];
        assertEquals(2, reader.popSome(out, 0, 4));
        assertEquals(3, reader.popLong());
        one.claim(1);
        one.abort();
        assertTrue(two.push(new byte[16]));
        refused(Code.EINVAL, () -> two.push(new byte[9]));
        assertEquals(0, reader.popLong());
        one.end();
        refused(Code.EPIPE, () -> two.pushLong(0));
        assertEquals(0, reader.popLong());
        refused(Code.EEND, reader::popLong);
    }

    @Test public void recordsCarryMessagesOfAnyLength() throws Exception {
        for (boolean one : new boolean[] {false, true}) {
            try (Records records = new Records(4096, one, null); Records.Producer producer = records.producer();
                    Records.MessageReader reader = records.reader()) {
                for (int i = 0; i < 1000; ++i) {
                    byte[] message = new byte[i % 97];
                    Arrays.fill(message, (byte) i);
                    assertTrue(producer.push(message));
                    assertArrayEquals(message, reader.read().toByteArray());
                    reader.release();
                }
                View place = producer.claim(10);
                place.putByte(0, (byte) 'h');
                place.putByte(1, (byte) 'i');
                producer.commit(2);
                producer.claim(5);
                producer.abort();
                assertTrue(reader.await(null));
                View message = reader.read();
                assertEquals("hi", new String(message.toByteArray(), UTF_8));
                reader.release();
                refused(Code.ESTATE, message::toByteArray);
                refused(Code.ERANGE, () -> producer.push(new byte[(int) records.longest() + 1]));
                assertFalse(reader.await(Duration.ofMillis(1)));
                producer.end();
                assertNull(reader.read());
                assertTrue(reader.ended());
            }
        }
    }

    private static long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("memfd:picoring")).count();
        }
    }

    @Test public void forgottenObjectsAreGivenBackButNotWhileAViewIsHeld() throws Exception {
        long before = mappings();
        View held = null;
        for (int i = 0; i < 50; ++i) {
            Ring ring = new Ring(512, 8, new Options().technique("memfd"));
            ring.pushLong(i);
            held = ring.peek();
        }
        assertTrue(mappings() >= before + 2);
        while (mappings() > before + 2) { // cleaners run some time after
            System.gc();
            Thread.yield();
        }
        assertEquals(49, held.getLong(0));
    }
}
