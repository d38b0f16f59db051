// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * One side of a channel. Waiting, and for sides that have them the frozen words of
 * docs/abi.md: the counts that threads meet by are read with acquire and published by a
 * volatile store, behind which no load of the sleepers' word can come to lie before it.
 * pass follows each access to the elements, so that the object lives for as long.
 */
abstract class Side extends Handle {
    /** wait_readable or wait_writable of a kind of channel. */
    interface Wait {
        int call(Pointer side, long n, long timeout, int clock);
    }

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int POSITION = 0, LIMIT = 8, SLACK = 16, PUBLISHED = 24, OTHER = 32, SLEEPING = 40,
            PLACE = 48, END = 56;
    private static final int ABSOLUTE = 1;

    private final Wait wait;
    private final ToIntFunction<Pointer> interrupt;
    private volatile boolean interrupted;

    final int elementSize;
    private ByteBuffer cursor = CLOSED; // of closed sides, and of those without
    private ByteBuffer published, other, sleeping;
    ByteBuffer data;
    private long base;

    Side(String what, Pointer handle, Consumer<Pointer> destroy, Wait wait, ToIntFunction<Pointer> interrupt,
            int elementSize) {
        super(what, handle, destroy);
        this.wait = wait;
        this.interrupt = interrupt;
        this.elementSize = elementSize;
    }

    /** This side has a cursor, and elements in that mirror. */
    final void useWords(Pointer handle, Pointer mirror) {
        cursor = memory(Pointer.nativeValue(handle), 80);
        published = memory(cursor.getLong(PUBLISHED), 8);
        other = memory(cursor.getLong(OTHER), 8);
        sleeping = memory(cursor.getLong(SLEEPING), 4);
        base = Library.picoring_mirror_data(mirror);
        data = memory(base, 2 * Library.picoring_mirror_size(mirror));
    }

    @Override void leaving() { cursor = CLOSED; }

    private long get(int word) {
        long value = cursor.getLong(word);
        Reference.reachabilityFence(this);
        return value;
    }

    final boolean none() { return get(POSITION) >= get(LIMIT); }
    final long granted() { return Math.max(get(LIMIT) - get(POSITION), 0); }
    final int index() { return (int) (get(PLACE) - base); }
    final long position() { return get(POSITION); }

    /** Looks at the other side: how many are granted now. */
    final long look() {
        checkOpen();
        cursor.putLong(LIMIT, (long) LONG.getAcquire(other, 0) + cursor.getLong(SLACK));
        return granted();
    }

    /** 0: at least n are granted; or why not. */
    final int grant(int verb, long n) {
        if (n <= granted() || n <= look()) return 0;
        return refused(verb, n);
    }

    final int refused(int verb, long n) { return code(side -> Library.picoring_cursor_refuse(side, verb, n)); }

    /** n elements go over to the other side. */
    final void pass(long n) {
        ByteBuffer c = cursor;
        long place = c.getLong(PLACE) + n * elementSize;
        c.putLong(PLACE, place < c.getLong(END) ? place
                : number(side -> Library.picoring_cursor_wrap(side, place)));
        long position = c.getLong(POSITION) + n;
        c.putLong(POSITION, position);
        LONG.setVolatile(published, 0, position);
        if ((int) INT.getVolatile(sleeping, 0) != 0) {
            number(side -> {
                Library.picoring_cursor_wake(side);
                return 0;
            });
        }
        Reference.reachabilityFence(this);
    }

    /** Where n granted elements are whole. */
    final int reachable(long n) {
        if (get(END) != 0) return index();
        return (int) (number(side -> Library.picoring_cursor_reach(side, 0, n * elementSize)) - base);
    }

    final View view(int at, long n) {
        return new View(this, data.slice(at, (int) (n * elementSize)).order(data.order()), elementSize,
                this::position);
    }

    final void checkSize(int size) {
        if (size != elementSize) {
            throw new PicoringException(PicoringException.Code.EINVAL, "an element of " + size
                    + " bytes in a channel of " + elementSize + " each");
        }
    }

    /**
     * Waits until n go: are readable, or free. True: they are, or a reader's channel has
     * ended; false: the time is over; null is for ever. Thread.interrupt does not reach it:
     * interrupt() of this object does.
     */
    final boolean waitFor(long n, Duration timeout) throws InterruptedException {
        long until = timeout == null ? -1 : Library.picoring_now() + Math.max(timeout.toNanos(), 0);
        for (;;) {
            int code = code(side -> wait.call(side, n, until, ABSOLUTE));
            if (code == 0 || code == PicoringException.EEND) return true;
            if (code == PicoringException.ETIMEDOUT) return false;
            if (code != PicoringException.EINTR) throw PicoringException.of(code);
            if (interrupted) { // and not by a signal
                interrupted = false;
                throw new InterruptedException("picoring: the wait was interrupted");
            }
        }
    }

    /**
     * Any thread: the wait of this side, or its next one, throws InterruptedException. Does
     * nothing once the side is closed, which may happen meanwhile.
     */
    public final void interrupt() {
        interrupted = true;
        unlessClosed(interrupt);
    }
}
