// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * A ring of equal elements, a queue in place, a window over the last: capi/picoring/ring.h.
 * Elements are bytes; those of 4 and 8 are ints, longs and doubles, too. push answers
 * false if there is no room, pop throws EAGAIN if there is nothing; len tells before.
 */
public final class Ring extends Words {
    /** An empty ring for at least so many elements of so many bytes. */
    public Ring(long capacity, int elementSize, Options options) {
        this(open(capacity, elementSize, options), elementSize);
    }

    public Ring(long capacity, int elementSize) { this(capacity, elementSize, null); }

    Ring(Pointer handle, int elementSize) {
        super("ring", handle, Library::picoring_ring_destroy, Library.picoring_ring_mirror(handle), elementSize);
    }

    private static Pointer open(long capacity, int elementSize, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_ring_open(Library.INLINE_ABI, size(capacity), size(elementSize),
                Options.memory(options), out));
        return out.getValue();
    }

    /** The channel that this ring becomes, with what is in it; the ring is closed. */
    public Spsc intoSpsc() {
        return new Spsc(become((ring, out) -> Library.picoring_spsc_from_ring(ring, null, out)), elementSize);
    }

    public Mpsc intoMpsc() {
        return new Mpsc(become((ring, out) -> Library.picoring_mpsc_from_ring(ring, null, out)), elementSize);
    }

    private boolean ready() { return !full() || PicoringException.went(refused(Library.PUSH, 1)); }

    private int oldest() {
        if (used() == 0) throw PicoringException.of(refused(Library.POP, 1));
        return readIndex();
    }

    private boolean pushed() {
        wrote(1);
        return true;
    }

    public boolean pushLong(long element) {
        checkSize(8);
        if (!ready()) return false;
        data.putLong(writeIndex(), element);
        return pushed();
    }

    public long popLong() {
        checkSize(8);
        long element = data.getLong(oldest());
        freed(1);
        return element;
    }

    public boolean pushDouble(double element) { return pushLong(Double.doubleToRawLongBits(element)); }
    public double popDouble() { return Double.longBitsToDouble(popLong()); }

    public boolean pushInt(int element) {
        checkSize(4);
        if (!ready()) return false;
        data.putInt(writeIndex(), element);
        return pushed();
    }

    public int popInt() {
        checkSize(4);
        int element = data.getInt(oldest());
        freed(1);
        return element;
    }

    /** An element of any size. */
    public boolean push(byte[] element) {
        checkSize(element.length);
        if (!ready()) return false;
        data.put(writeIndex(), element);
        return pushed();
    }

    public byte[] pop() {
        byte[] element = new byte[elementSize];
        data.get(oldest(), element);
        freed(1);
        return element;
    }

    /** Drops the oldest element if the ring is full. */
    public void pushOverwriteLong(long element) {
        if (full() && limit() > 0) freed(1);
        pushLong(element);
    }

    public void pushOverwriteDouble(double element) { pushOverwriteLong(Double.doubleToRawLongBits(element)); }

    /** As many of n elements as fit: how many that was. */
    public int pushSome(long[] elements, int from, int n) {
        checkSize(8);
        int some = (int) Math.min(n, room());
        if (some == 0 && n > 0) PicoringException.went(refused(Library.PUSH_SOME, 1));
        data.slice(writeIndex(), some * 8).order(data.order()).asLongBuffer().put(elements, from, some);
        wrote(some);
        return some;
    }

    /** As many as there are, at most n: how many that was. */
    public int popSome(long[] out, int from, int n) {
        checkSize(8);
        int some = (int) Math.min(n, used());
        if (some == 0) return 0;
        data.slice(reachable(0, some), some * 8).order(data.order()).asLongBuffer().get(out, from, some);
        freed(some);
        return some;
    }

    /** The next n free places, to be written and then committed; null: not so many are free now. */
    public View claim(int n) {
        if (n < 1 || n > room()) {
            int code = code(ring -> Library.picoring_ring_claim_status(ring, count(n)));
            return PicoringException.went(code) ? claim(n) : null;
        }
        return view(writeIndex(), n, this::written);
    }

    /** The next n places, written in place, become readable. */
    public void commit(int n) {
        if (count(n) > room()) throw PicoringException.of(refused(Library.COMMIT, count(n)));
        wrote(n);
    }

    /** All that is readable, oldest first; null if there is nothing. */
    public View peek() {
        long n = used();
        if (n == 0) return PicoringException.went(refused(Library.POP, 1)) ? peek() : null;
        return view(reachable(0, n), n, this::freedUpTo);
    }

    /** The n oldest elements are done with; their views end here. */
    public void release(int n) {
        if (count(n) > used()) throw PicoringException.of(refused(Library.RELEASE, count(n)));
        freed(n);
    }

    /** A window: n readable elements from `offset` on, 0 being the oldest. */
    public View view(long offset, int n) {
        long place = number(ring -> Library.picoring_ring_view(ring, offset, count(n)));
        if (place == 0) {
            throw new PicoringException(PicoringException.Code.ERANGE, n + " elements from " + offset + " on, of "
                    + len());
        }
        return view((int) (place - base), n, this::freedUpTo);
    }

    /** Elements that fit at all. */
    public long capacity() { return number(Library::picoring_ring_capacity); }

    /** Forgets all readable elements. */
    public void clear() { freed(used()); }

    /** What memory was really got. */
    public Mirror.Info describe() {
        return call(ring -> Mirror.describe(Library.picoring_ring_mirror(ring)));
    }
}
