// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A growing array for gigabytes that never moves an element: capi/picoring/list.h. One
 * thread appends; any number may call len, getLong and view meanwhile. setLong, popLong,
 * truncate, clear and close want the readers gone.
 */
public final class PicoList extends Handle {
    /** How a list grows; null means the defaults. */
    public static final class Options {
        private long reserve, chunk, keep, leastStep, mostStep;
        private int smallPages, dump;

        /** Elements that ever find place; 0: as many as memory holds. */
        public Options reserve(long elements) { reserve = size(elements); return this; }
        /** Elements of a piece of chunk(). */
        public Options chunk(long elements) { chunk = size(elements); return this; }
        /** Bytes that truncate keeps behind the last element. */
        public Options keep(long bytes) { keep = size(bytes); return this; }
        /** Bytes committed at once. */
        public Options steps(long least, long most) { leastStep = size(least); mostStep = size(most); return this; }
        public Options smallPages() { smallPages = 1; return this; }
        public Options noDump() { dump = 1; return this; }

        /** picoring_list_options. */
        @Structure.FieldOrder({"struct_size", "reserve", "chunk", "least_step", "most_step", "keep",
            "alignment", "small_pages", "dump", "allocate", "deallocate", "user"})
        public static class Struct extends Structure {
            public long struct_size, reserve, chunk, least_step, most_step, keep, alignment;
            public int small_pages, dump;
            public Pointer allocate, deallocate, user;
        }

        private static Struct struct(Options o) {
            Struct c = new Struct();
            PicoringException.check(Library.picoring_list_options_init(c, c.size()));
            c.read();
            if (o == null) return c;
            c.reserve = o.reserve;
            c.chunk = o.chunk;
            c.keep = o.keep;
            c.least_step = o.leastStep;
            c.most_step = o.mostStep;
            c.small_pages = o.smallPages;
            c.dump = o.dump;
            c.write();
            return c;
        }
    }

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int LEN = 8, READY = 16;
    private static final int WINDOW = 30; // a ByteBuffer shows 1 GiB of the elements

    private volatile ByteBuffer words;
    private final long data;
    private final int elementSize;
    private final ByteBuffer[] windows;

    public PicoList(int elementSize, Options options) { this(create(elementSize, options), elementSize); }

    public PicoList(int elementSize) { this(elementSize, null); }

    private PicoList(Pointer handle, int elementSize) {
        super("list", handle, Library::picoring_list_destroy);
        this.elementSize = elementSize;
        words = memory(Pointer.nativeValue(handle), 32);
        data = words.getLong(0);
        long bytes = Library.picoring_list_capacity(handle) * elementSize;
        windows = new ByteBuffer[(int) (((bytes - 1) >> WINDOW) + 1)];
        for (int i = 0; i < windows.length; ++i) {
            long from = (long) i << WINDOW;
            windows[i] = memory(data + from, Math.min(bytes - from, 1L << WINDOW));
        }
    }

    private static Pointer create(int elementSize, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_list_open(Library.INLINE_ABI, size(elementSize),
                Options.struct(options), out));
        return out.getValue();
    }

    @Override void leaving() { words = CLOSED; }

    private ByteBuffer longs(int size) {
        if (size != elementSize) {
            throw new PicoringException(PicoringException.Code.EINVAL, "an element of " + size
                    + " bytes in a list of " + elementSize + " each");
        }
        return words;
    }

    private void ready(ByteBuffer words, int verb, long n) {
        if (n > words.getLong(READY) - words.getLong(LEN)) {
            check(list -> Library.picoring_step_ready(list, verb, n));
        }
    }

    public void pushLong(long element) {
        ByteBuffer w = longs(8);
        long len = w.getLong(LEN);
        if (len >= w.getLong(READY)) ready(w, Library.PUSH, 1);
        windows[(int) (len >> WINDOW - 3)].putLong((int) (len << 3) & (1 << WINDOW) - 1, element);
        LONG.setRelease(w, LEN, len + 1);
        Reference.reachabilityFence(this);
    }

    public void pushDouble(double element) { pushLong(Double.doubleToRawLongBits(element)); }

    /** The element at index; throws ERANGE if there is none. */
    public long getLong(long index) {
        checkIndex(longs(8), index, Library.GET);
        long element = windows[(int) (index >> WINDOW - 3)].getLong((int) (index << 3) & (1 << WINDOW) - 1);
        Reference.reachabilityFence(this);
        return element;
    }

    public double getDouble(long index) { return Double.longBitsToDouble(getLong(index)); }

    private void checkIndex(ByteBuffer w, long index, int verb) {
        if (index < 0 || index >= (long) LONG.getAcquire(w, LEN)) {
            check(list -> Library.picoring_step_refuse(list, verb, index));
        }
    }

    public void setLong(long index, long element) {
        checkIndex(longs(8), index, Library.SET);
        windows[(int) (index >> WINDOW - 3)].putLong((int) (index << 3) & (1 << WINDOW) - 1, element);
        Reference.reachabilityFence(this);
    }

    /** Takes the last element away; throws EAGAIN if there is none. */
    public long popLong() {
        long len = len();
        long element = len == 0 ? 0 : getLong(len - 1);
        check(list -> Library.picoring_list_pop(list, null));
        return element;
    }

    /** Copies whole elements behind the last, all or none. */
    public void append(byte[] elements) {
        if (elements.length % elementSize != 0) {
            throw new PicoringException(PicoringException.Code.EINVAL, elements.length
                    + " bytes are not elements of " + elementSize);
        }
        int n = elements.length / elementSize;
        if (n == 0) return;
        ready(words, Library.APPEND, n);
        claim(n).buffer().put(elements);
        commit(n);
    }

    /** n places behind the last element, to be written and then committed. */
    public View claim(int n) {
        if (n < 1) throw new PicoringException(PicoringException.Code.EINVAL, "a claim of " + n);
        ready(words, Library.CLAIM, n);
        return places(len(), n, this::len);
    }

    public void commit(int n) {
        ByteBuffer w = words;
        long len = w.getLong(LEN);
        if (count(n) > w.getLong(READY) - len) {
            check(list -> Library.picoring_step_refuse(list, Library.COMMIT, count(n)));
        }
        if (n > 0) LONG.setRelease(w, LEN, len + n);
        Reference.reachabilityFence(this);
    }

    private View places(long from, int n, View.Mark mark) {
        return new View(this, memory(data + from * elementSize, (long) n * elementSize), elementSize, mark);
    }

    /** n elements from `from` on; good until they are taken away. */
    public View view(long from, int n) {
        if (from < 0 || n < 0 || from > len() - n) {
            throw new PicoringException(PicoringException.Code.ERANGE, n + " elements from " + from
                    + " on, of " + len());
        }
        checkOpen();
        return places(from, n, () -> len() >= from + n ? 1 : 0);
    }

    /** A piece of the list, for passing it on; null: no such. */
    public View chunk(long index) {
        LongByReference n = new LongByReference();
        if (call(list -> Library.picoring_list_chunk(list, index, n)) == null) return null;
        return view(index * number(Library::picoring_list_chunk_size), (int) n.getValue());
    }

    public long len() {
        long len = (long) LONG.getAcquire(words, LEN);
        Reference.reachabilityFence(this);
        return len;
    }

    public long chunkCount() { return number(Library::picoring_list_chunk_count); }
    public long capacity() { return number(Library::picoring_list_capacity); }
    public void reserve(long n) { check(list -> Library.picoring_list_reserve(list, n)); }
    public void truncate(long n) { check(list -> Library.picoring_list_truncate(list, n)); }
    public void clear() { truncate(0); }
    public void shrink() { check(Library::picoring_list_shrink); }
}
