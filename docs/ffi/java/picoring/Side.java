// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * One side of a channel. Waiting, and for sides that have them the frozen words of
 * docs/abi.md: the counts that threads meet by are read with acquire and published by a
 * volatile store, behind which no load of the sleepers' word can come to lie before it.
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
    final void useWords(Pointer mirror) {
        cursor = memory(Pointer.nativeValue(handle()), 80);
        published = memory(cursor.getLong(PUBLISHED), 8);
        other = memory(cursor.getLong(OTHER), 8);
        sleeping = memory(cursor.getLong(SLEEPING), 4);
        base = Pointer.nativeValue(Library.picoring_mirror_data(mirror));
        data = memory(base, 2 * Library.picoring_mirror_size(mirror));
    }

    @Override void leaving() { cursor = CLOSED; }

    final boolean none() { return cursor.getLong(POSITION) >= cursor.getLong(LIMIT); }
    final long granted() { return Math.max(cursor.getLong(LIMIT) - cursor.getLong(POSITION), 0); }
    final int index() { return (int) (cursor.getLong(PLACE) - base); }
    final long position() { return cursor.getLong(POSITION); }

    /** Looks at the other side: how many are granted now. */
    final long look() {
        handle();
        cursor.putLong(LIMIT, (long) LONG.getAcquire(other, 0) + cursor.getLong(SLACK));
        return granted();
    }

    /** 0: at least n are granted; or why not. */
    final int grant(int verb, long n) {
        if (n <= granted() || n <= look()) return 0;
        return Library.picoring_cursor_refuse(handle(), verb, n);
    }

    /** n elements go over to the other side. */
    final void pass(long n) {
        ByteBuffer c = cursor;
        long place = c.getLong(PLACE) + n * elementSize;
        if (place >= c.getLong(END)) {
            place = Pointer.nativeValue(Library.picoring_cursor_wrap(handle(), new Pointer(place)));
        }
        c.putLong(PLACE, place);
        long position = c.getLong(POSITION) + n;
        c.putLong(POSITION, position);
        LONG.setVolatile(published, 0, position);
        if ((int) INT.getVolatile(sleeping, 0) != 0) Library.picoring_cursor_wake(handle());
    }

    /** Where n granted elements are whole. */
    final int reachable(long n) {
        if (cursor.getLong(END) != 0) return index();
        return (int) (Pointer.nativeValue(Library.picoring_cursor_reach(handle(), 0, n * elementSize)) - base);
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
            int code = wait.call(handle(), n, until, ABSOLUTE);
            if (code == 0 || code == PicoringException.EEND) return true;
            if (code == PicoringException.ETIMEDOUT) return false;
            if (code != PicoringException.EINTR) throw PicoringException.of(code);
            if (interrupted) { // and not by a signal
                interrupted = false;
                throw new InterruptedException("picoring: the wait was interrupted");
            }
        }
    }

    /** Any thread: the wait of this side, or its next one, throws InterruptedException. */
    public final void interrupt() {
        interrupted = true;
        PicoringException.check(interrupt.applyAsInt(handle()));
    }
}
