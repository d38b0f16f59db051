// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A channel from any number of threads to one, first claimed, first read:
 * capi/picoring/mpsc.h. It ends when it is closed and so are all its producers.
 */
public final class Mpsc extends Handle {
    private static final Reader.Calls READER = new Reader.Calls(Library::picoring_mpsc_reader_destroy,
            Library::picoring_mpsc_wait_readable, Library::picoring_mpsc_reader_interrupt,
            Library::picoring_mpsc_reader_close, Library::picoring_mpsc_peek_status, Library::picoring_mpsc_len,
            Library::picoring_mpsc_into_ring);

    private final int elementSize;

    public Mpsc(long capacity, int elementSize, Options options) {
        this(create(capacity, elementSize, options), elementSize);
    }

    public Mpsc(long capacity, int elementSize) { this(capacity, elementSize, null); }

    Mpsc(Pointer handle, int elementSize) {
        super("channel", handle, Library::picoring_mpsc_destroy);
        this.elementSize = elementSize;
    }

    private static Pointer create(long capacity, int elementSize, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_mpsc_open(Library.INLINE_ABI, size(capacity), size(elementSize),
                Options.channel(options), out));
        return out.getValue();
    }

    /** One more producer. */
    public Producer producer() {
        return new Producer(open(Library::picoring_mpsc_producer_open), elementSize);
    }

    /** The reading side; throws EBUSY if it was opened before. */
    public Reader reader() {
        return call(channel -> new Reader(open(Library::picoring_mpsc_reader_open),
                Library.picoring_mpsc_mirror(channel), elementSize, READER));
    }

    public long capacity() { return number(Library::picoring_mpsc_capacity); }

    public Mirror.Info describe() {
        return call(channel -> Mirror.describe(Library.picoring_mpsc_mirror(channel)));
    }

    /** One thread's producing side. Every verb calls the library: claims of many cost less. */
    public static final class Producer extends Side {
        private final ByteBuffer scratch; // one element
        private final Pointer address;    // of it
        private long settled;             // claims

        Producer(Pointer handle, int elementSize) {
            super("producer", handle, Library::picoring_mpsc_producer_destroy, Library::picoring_mpsc_wait_writable,
                    Library::picoring_mpsc_producer_interrupt, elementSize);
            scratch = ByteBuffer.allocateDirect(elementSize).order(ByteOrder.nativeOrder());
            address = Native.getDirectBufferPointer(scratch);
        }

        /** False: the channel is full now. Throws EPIPE once it is closed. */
        public boolean pushLong(long element) {
            checkSize(8);
            scratch.putLong(0, element);
            return PicoringException.went(code(side -> Library.picoring_mpsc_push(side, address)));
        }

        /** Whole elements, all or none, and nothing of others between them. */
        public boolean push(byte[] elements) {
            if (elements.length % elementSize != 0) {
                throw new PicoringException(PicoringException.Code.EINVAL, elements.length
                        + " bytes are not elements of " + elementSize);
            }
            return PicoringException.went(code(side -> Library.picoring_mpsc_push_n(side, elements,
                    elements.length / elementSize)));
        }

        /** The next n free places, this producer's until commit or abort; null: not so many. */
        public View claim(int n) {
            Pointer place = call(side -> Library.picoring_mpsc_claim(side, count(n)));
            if (place == null) {
                int code = code(side -> Library.picoring_mpsc_claim_status(side, count(n)));
                return PicoringException.went(code) ? claim(n) : null;
            }
            ByteBuffer bytes = memory(Pointer.nativeValue(place), (long) n * elementSize);
            return new View(this, bytes, elementSize, () -> settled);
        }

        /** The first n elements of the open claim become readable; the rest is aborted. */
        public void commit(int n) {
            check(side -> Library.picoring_mpsc_commit(side, count(n)));
            ++settled;
        }

        public void abort() {
            check(Library::picoring_mpsc_abort);
            ++settled;
        }

        /** Until n are free, then true; others may take them first. False: the time is over. */
        public boolean await(long n, Duration timeout) throws InterruptedException { return waitFor(n, timeout); }

        /** Ends the channel for all producers. */
        public void end() { check(Library::picoring_mpsc_close); }
    }
}
