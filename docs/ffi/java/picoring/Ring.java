// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;

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
        PicoringException.check(Library.picoring_ring_open(Library.INLINE_ABI, capacity, elementSize,
                Options.memory(options), out));
        return out.getValue();
    }

    /** The channel that this ring becomes, with what is in it; the ring is closed. */
    public Spsc intoSpsc() {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_spsc_from_ring(handle(), null, out));
        left();
        return new Spsc(out.getValue(), elementSize);
    }

    public Mpsc intoMpsc() {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_mpsc_from_ring(handle(), null, out));
        left();
        return new Mpsc(out.getValue(), elementSize);
    }

    private boolean ready() { return !full() || PicoringException.went(refused(Library.PUSH, 1)); }

    private int oldest() {
        if (used() == 0) throw PicoringException.of(refused(Library.POP, 1));
        return readIndex();
    }

    // What follows an access to the memory: the ring lives until here.
    private boolean pushed() {
        wrote(1);
        Reference.reachabilityFence(this);
        return true;
    }

    private void popped() {
        freed(1);
        Reference.reachabilityFence(this);
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
        popped();
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
        popped();
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
        popped();
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
        Reference.reachabilityFence(this);
        return some;
    }

    /** As many as there are, at most n: how many that was. */
    public int popSome(long[] out, int from, int n) {
        checkSize(8);
        int some = (int) Math.min(n, used());
        if (some == 0) return 0;
        data.slice(reachable(0, some), some * 8).order(data.order()).asLongBuffer().get(out, from, some);
        freed(some);
        Reference.reachabilityFence(this);
        return some;
    }

    /** The next n free places, to be written and then committed; null: not so many are free now. */
    public View claim(int n) {
        if (n < 1 || n > room()) {
            return PicoringException.went(Library.picoring_ring_claim_status(handle(), count(n))) ? claim(n) : null;
        }
        return view(writeIndex(), n, this::written);
    }

    /** The next n places, written in place, become readable. */
    public void commit(int n) {
        if (count(n) > room()) throw PicoringException.of(refused(Library.COMMIT, count(n)));
        wrote(n);
        Reference.reachabilityFence(this);
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
        Reference.reachabilityFence(this);
    }

    /** A window: n readable elements from `offset` on, 0 being the oldest. */
    public View view(long offset, int n) {
        Pointer place = Library.picoring_ring_view(handle(), offset, count(n));
        if (place == null) {
            throw new PicoringException(PicoringException.Code.ERANGE, n + " elements from " + offset + " on, of "
                    + len());
        }
        long at = Pointer.nativeValue(place) - Pointer.nativeValue(Library.picoring_mirror_data(mirror()));
        return view((int) at, n, this::freedUpTo);
    }

    /** Elements that fit at all. */
    public long capacity() { return Library.picoring_ring_capacity(handle()); }

    /** Forgets all readable elements. */
    public void clear() {
        freed(used());
        Reference.reachabilityFence(this);
    }

    private Pointer mirror() { return Library.picoring_ring_mirror(handle()); }

    /** What memory was really got. */
    public Mirror.Info describe() { return Mirror.describe(mirror()); }
}
