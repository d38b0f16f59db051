// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Elements in place: what claim, peek and view give. A view keeps its object alive, and
 * every access looks whether the elements have been given back since (ESTATE) or the
 * object closed (EFAULT). Indices count elements from 0.
 */
public final class View {
    /** Tells where the elements of an owner begin now, or something that changes with them. */
    interface Mark {
        long now();
    }

    private final Handle owner;
    private final ByteBuffer bytes;
    private final int elementSize;
    private final Mark mark;
    private final long made;

    View(Handle owner, ByteBuffer bytes, int elementSize, Mark mark) {
        this.owner = owner;
        this.bytes = bytes;
        this.elementSize = elementSize;
        this.mark = mark;
        made = mark.now();
        Reference.reachabilityFence(owner);
    }

    private ByteBuffer valid() {
        owner.checkOpen();
        if (mark.now() != made) {
            throw new PicoringException(PicoringException.Code.ESTATE,
                    "the view's elements have been given back");
        }
        return bytes;
    }

    /** How many elements. */
    public int size() { return bytes.capacity() / elementSize; }

    public byte getByte(int index) {
        byte value = at(index, 1).get(index);
        Reference.reachabilityFence(owner);
        return value;
    }

    public int getInt(int index) {
        int value = at(index, 4).getInt(index * 4);
        Reference.reachabilityFence(owner);
        return value;
    }

    public long getLong(int index) {
        long value = at(index, 8).getLong(index * 8);
        Reference.reachabilityFence(owner);
        return value;
    }

    public double getDouble(int index) {
        double value = at(index, 8).getDouble(index * 8);
        Reference.reachabilityFence(owner);
        return value;
    }

    public void putByte(int index, byte value) {
        at(index, 1).put(index, value);
        Reference.reachabilityFence(owner);
    }

    public void putInt(int index, int value) {
        at(index, 4).putInt(index * 4, value);
        Reference.reachabilityFence(owner);
    }

    public void putLong(int index, long value) {
        at(index, 8).putLong(index * 8, value);
        Reference.reachabilityFence(owner);
    }

    public void putDouble(int index, double value) {
        at(index, 8).putDouble(index * 8, value);
        Reference.reachabilityFence(owner);
    }

    private ByteBuffer at(int index, int size) {
        if (size != elementSize) {
            throw new PicoringException(PicoringException.Code.EINVAL, "an element of " + size
                    + " bytes in a view of " + elementSize + " each");
        }
        if (index < 0 || index >= size()) {
            throw new PicoringException(PicoringException.Code.ERANGE, "element " + index + " of a view of "
                    + size());
        }
        return valid();
    }

    /** All of its bytes, copied. */
    public byte[] toByteArray() {
        byte[] copy = new byte[bytes.capacity()];
        valid().get(0, copy);
        Reference.reachabilityFence(owner);
        return copy;
    }

    /**
     * The bytes themselves, a direct buffer in the machine's order: for channels, and for
     * loops without a check each time. Nothing guards it: after the release it shows stale
     * data, and after the object's close, touching it ends the process. Keep the view, or
     * the object, for as long as it is used.
     */
    public ByteBuffer buffer() { return valid().duplicate().order(bytes.order()); }
}
