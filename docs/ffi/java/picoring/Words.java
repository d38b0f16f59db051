// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What Ring and ByteStream have in common: the frozen words (docs/abi.md), on which the
 * hot verbs run without a call.
 */
abstract class Words extends Handle {
    private static final int WRITE = 0, READ = 8, END = 16, LIMIT = 32, USED = 40;

    private ByteBuffer words; // CLOSED once it is
    final ByteBuffer data;    // both copies
    private final long base;
    final int elementSize;

    Words(String what, Pointer handle, Consumer<Pointer> destroy, Pointer mirror, int elementSize) {
        super(what, handle, destroy);
        this.elementSize = elementSize;
        try {
            base = Pointer.nativeValue(Library.picoring_mirror_data(mirror));
            data = memory(base, 2 * Library.picoring_mirror_size(mirror));
            words = memory(Pointer.nativeValue(handle), 56);
        } catch (PicoringException e) {
            close();
            throw e;
        }
    }

    @Override void leaving() { words = CLOSED; }

    final long used() { return words.getLong(USED); }
    final long room() { return Math.max(words.getLong(LIMIT) - words.getLong(USED), 0); }
    final boolean full() { return words.getLong(USED) >= words.getLong(LIMIT); }
    final long limit() { return words.getLong(LIMIT); }
    final int writeIndex() { return (int) (words.getLong(WRITE) - base); }
    final int readIndex() { return (int) (words.getLong(READ) - base); }

    /** n elements from writeIndex on have been written. */
    final void wrote(long n) {
        if (n == 0) return;
        long place = words.getLong(WRITE) + n * elementSize;
        if (place >= words.getLong(END)) {
            place = Pointer.nativeValue(Library.picoring_seam_write(handle(), new Pointer(place)));
        }
        words.putLong(WRITE, place);
        words.putLong(USED, words.getLong(USED) + n);
    }

    final void freed(long n) {
        if (n == 0) return;
        long place = words.getLong(READ) + n * elementSize;
        if (place >= words.getLong(END)) {
            place = Pointer.nativeValue(Library.picoring_seam_read(handle(), new Pointer(place)));
        }
        words.putLong(READ, place);
        words.putLong(USED, words.getLong(USED) - n);
    }

    /** Where n elements from `offset` on are whole, in the first copy if there are two. */
    final int reachable(long offset, long n) {
        if (words.getLong(END) == 0) {
            return (int) (Pointer.nativeValue(Library.picoring_seam_reach(handle(), offset * elementSize,
                    n * elementSize)) - base);
        }
        return (int) (readIndex() + offset * elementSize);
    }

    final int refused(int verb, long n) { return Library.picoring_seam_refuse(handle(), verb, n); }

    final View view(int at, long n, View.Mark mark) {
        ByteBuffer bytes = data.slice(at, (int) (n * elementSize)).order(data.order());
        return new View(this, bytes, elementSize, mark);
    }

    final long written() { return words.getLong(WRITE); }
    final long freedUpTo() { return words.getLong(READ); }

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
