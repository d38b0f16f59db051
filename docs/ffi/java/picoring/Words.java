// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What Ring and ByteStream have in common: the frozen words (docs/abi.md), on which the
 * hot verbs run without a call. wrote and freed follow each access to the elements, so
 * that the object lives for as long.
 */
abstract class Words extends Handle {
    private static final int WRITE = 0, READ = 8, END = 16, LIMIT = 32, USED = 40;

    private ByteBuffer words; // CLOSED once it is
    final ByteBuffer data;    // both copies
    final long base;          // their address
    final int elementSize;

    Words(String what, Pointer handle, Consumer<Pointer> destroy, Pointer mirror, int elementSize) {
        super(what, handle, destroy);
        this.elementSize = elementSize;
        try {
            base = Library.picoring_mirror_data(mirror);
            data = memory(base, 2 * Library.picoring_mirror_size(mirror));
            words = memory(Pointer.nativeValue(handle), 56);
        } catch (PicoringException e) {
            close();
            throw e;
        }
    }

    @Override void leaving() { words = CLOSED; }

    private long get(int word) {
        long value = words.getLong(word);
        Reference.reachabilityFence(this);
        return value;
    }

    private void put(int word, long value) {
        words.putLong(word, value);
        Reference.reachabilityFence(this);
    }

    final long used() { return get(USED); }
    final long room() { return Math.max(get(LIMIT) - get(USED), 0); }
    final boolean full() { return get(USED) >= get(LIMIT); }
    final long limit() { return get(LIMIT); }
    final int writeIndex() { return (int) (get(WRITE) - base); }
    final int readIndex() { return (int) (get(READ) - base); }

    /** n elements from writeIndex on have been written. */
    final void wrote(long n) {
        if (n == 0) return;
        long place = get(WRITE) + n * elementSize;
        put(WRITE, place < get(END) ? place : number(words -> Library.picoring_seam_write(words, place)));
        put(USED, get(USED) + n);
    }

    final void freed(long n) {
        if (n == 0) return;
        long place = get(READ) + n * elementSize;
        put(READ, place < get(END) ? place : number(words -> Library.picoring_seam_read(words, place)));
        put(USED, get(USED) - n);
    }

    /** Where n elements from `offset` on are whole, in the first copy if there are two. */
    final int reachable(long offset, long n) {
        if (get(END) == 0) {
            return (int) (number(words -> Library.picoring_seam_reach(words, offset * elementSize,
                    n * elementSize)) - base);
        }
        return (int) (readIndex() + offset * elementSize);
    }

    final int refused(int verb, long n) { return code(words -> Library.picoring_seam_refuse(words, verb, n)); }

    final View view(int at, long n, View.Mark mark) {
        ByteBuffer bytes = data.slice(at, (int) (n * elementSize)).order(data.order());
        return new View(this, bytes, elementSize, mark);
    }

    final long written() { return get(WRITE); }
    final long freedUpTo() { return get(READ); }

    /** Elements that are readable. */
    public final long len() { return used(); }
    /** Elements that fit now. */
    public final long free() { return room(); }

    final void checkSize(int size) {
        if (size != elementSize) {
            throw new PicoringException(PicoringException.Code.EINVAL, "an element of " + size
                    + " bytes in a ring of " + elementSize + " each");
        }
    }
}
