// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.time.Duration;

/** A wait-free channel from one thread to one other: capi/picoring/spsc.h. */
public final class Spsc extends Handle {
    private static final Reader.Calls READER = new Reader.Calls(Library::picoring_spsc_reader_destroy,
            Library::picoring_spsc_wait_readable, Library::picoring_spsc_reader_interrupt,
            Library::picoring_spsc_reader_close, Library::picoring_spsc_peek_status, Library::picoring_spsc_len,
            Library::picoring_spsc_into_ring);

    private final int elementSize;

    public Spsc(long capacity, int elementSize, Options options) {
        this(create(capacity, elementSize, options), elementSize);
    }

    public Spsc(long capacity, int elementSize) { this(capacity, elementSize, null); }

    Spsc(Pointer handle, int elementSize) {
        super("channel", handle, Library::picoring_spsc_destroy);
        this.elementSize = elementSize;
    }

    private static Pointer create(long capacity, int elementSize, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_spsc_open(Library.INLINE_ABI, size(capacity), size(elementSize),
                Options.channel(options), out));
        return out.getValue();
    }

    /** The writing side; throws EBUSY if it was opened before. */
    public Writer writer() {
        return call(channel -> new Writer(open(Library::picoring_spsc_writer_open),
                Library.picoring_spsc_mirror(channel), elementSize));
    }

    /** The reading side; throws EBUSY if it was opened before. */
    public Reader reader() {
        return call(channel -> new Reader(open(Library::picoring_spsc_reader_open),
                Library.picoring_spsc_mirror(channel), elementSize, READER));
    }

    public long capacity() { return number(Library::picoring_spsc_capacity); }

    public Mirror.Info describe() {
        return call(channel -> Mirror.describe(Library.picoring_spsc_mirror(channel)));
    }

    /** The writing side of an Spsc; its close is the reader's end. */
    public static final class Writer extends Side {
        Writer(Pointer handle, Pointer mirror, int elementSize) {
            super("writer", handle, Library::picoring_spsc_writer_destroy, Library::picoring_spsc_wait_writable,
                    Library::picoring_spsc_writer_interrupt, elementSize);
            useWords(handle, mirror);
        }

        private boolean ready() { return !none() || PicoringException.went(grant(Library.PUSH, 1)); }

        private boolean pushed() {
            pass(1);
            return true;
        }

        /** False: the channel is full now. Throws EPIPE once it is closed. */
        public boolean pushLong(long element) {
            checkSize(8);
            if (!ready()) return false;
            data.putLong(index(), element);
            return pushed();
        }

        public boolean pushDouble(double element) { return pushLong(Double.doubleToRawLongBits(element)); }

        public boolean pushInt(int element) {
            checkSize(4);
            if (!ready()) return false;
            data.putInt(index(), element);
            return pushed();
        }

        /** An element of any size. */
        public boolean push(byte[] element) {
            checkSize(element.length);
            if (!ready()) return false;
            data.put(index(), element);
            return pushed();
        }

        /** As many as fit: how many that was. */
        public int pushSome(long[] elements, int from, int n) {
            checkSize(8);
            if (n > granted()) look();
            if (n == 0 || !PicoringException.went(grant(Library.PUSH_SOME, 1))) return 0;
            int some = (int) Math.min(n, granted());
            data.slice(index(), some * 8).order(data.order()).asLongBuffer().put(elements, from, some);
            pass(some);
            return some;
        }

        /** The next n free places, to be written and committed; null: not so many are free now. */
        public View claim(int n) {
            int code = n < 1 ? code(side -> Library.picoring_spsc_claim_status(side, count(n)))
                    : grant(Library.CLAIM, n);
            return PicoringException.went(code) ? view(index(), n) : null;
        }

        public void commit(int n) {
            if (n == 0) return;
            if (count(n) > granted()) throw PicoringException.of(refused(Library.COMMIT, count(n)));
            pass(n);
        }

        /** Looks at the reading side: how many fit now. */
        public long free() { return look(); }

        /** Until n are free, then true; false: the time is over. Throws EPIPE once it is closed. */
        public boolean await(long n, Duration timeout) throws InterruptedException { return waitFor(n, timeout); }

        /** Ends the channel from this side. */
        public void end() { check(Library::picoring_spsc_writer_close); }
    }
}
