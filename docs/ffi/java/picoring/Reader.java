// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * The reading side of an Spsc or Mpsc. pop throws EAGAIN if nothing is there now, EEND
 * if nothing will come:
 *
 * <pre>while (!reader.ended()) { reader.await(1, null); View view = reader.peek(); ... }</pre>
 */
public final class Reader extends Side {
    /** What Spsc and Mpsc have functions of their own for. */
    record Calls(Consumer<Pointer> destroy, Wait waiting, ToIntFunction<Pointer> interrupt,
            ToIntFunction<Pointer> close, ToIntFunction<Pointer> status, ToLongFunction<Pointer> len,
            ToIntBiFunction<Pointer, PointerByReference> intoRing) {}

    private final Calls calls;

    Reader(Pointer handle, Pointer mirror, int elementSize, Calls calls) {
        super("reader", handle, calls.destroy, calls.waiting, calls.interrupt, elementSize);
        this.calls = calls;
        useWords(handle, mirror);
    }

    private int oldest() {
        if (none()) PicoringException.check(grant(Library.POP, 1));
        return index();
    }

    public long popLong() {
        checkSize(8);
        long element = data.getLong(oldest());
        pass(1);
        return element;
    }

    public double popDouble() { return Double.longBitsToDouble(popLong()); }

    public int popInt() {
        checkSize(4);
        int element = data.getInt(oldest());
        pass(1);
        return element;
    }

    /** An element of any size. */
    public byte[] pop() {
        byte[] element = new byte[elementSize];
        data.get(oldest(), element);
        pass(1);
        return element;
    }

    /** As many as there are, at most n: how many; 0: none now, -1: none will come. */
    public int popSome(long[] out, int from, int n) {
        checkSize(8);
        if (n > granted()) len();
        int code = n == 0 ? 0 : grant(Library.POP_SOME, 1);
        if (code == PicoringException.EEND) return -1;
        if (!PicoringException.went(code)) return 0;
        int some = (int) Math.min(n, granted());
        data.slice(reachable(some), some * 8).order(data.order()).asLongBuffer().get(out, from, some);
        if (some > 0) pass(some);
        return some;
    }

    /** The readable elements that this side knows of, oldest first; null: none now. */
    public View peek() {
        int code = grant(Library.PEEK, 1);
        if (code == PicoringException.EEND || !PicoringException.went(code)) return null;
        return view(reachable(granted()), granted());
    }

    /** The n oldest elements that were peeked at are done with; their views end here. */
    public void release(int n) {
        if (n == 0) return;
        if (count(n) > granted()) throw PicoringException.of(refused(Library.RELEASE, count(n)));
        pass(n);
    }

    /** Looks at the writing side: how many are readable now. */
    public long len() { return number(calls.len); }

    /** Whether the channel is closed, and all of it read. */
    public boolean ended() { return none() && code(calls.status) == PicoringException.EEND; }

    /** Until n are readable or the channel has ended, then true; false: the time is over. */
    public boolean await(long n, Duration timeout) throws InterruptedException { return waitFor(n, timeout); }

    /** Ends the channel from this side. (close does, too, and gives the side back.) */
    public void end() { check(calls.close); }

    /** The channel, all other handles of which have been closed, as a ring; else EBUSY. */
    public Ring intoRing() {
        return new Ring(become(calls.intoRing), elementSize);
    }
}
