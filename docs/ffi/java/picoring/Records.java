// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.time.Duration;

/**
 * Messages of any length from one or many threads to one, written and read in place:
 * capi/picoring/records.h.
 */
public final class Records extends Handle {
    /** A channel of so many bytes. With one producer at the most it is wait-free. */
    public Records(long size, boolean oneProducer, Options options) {
        super("channel", create(size, oneProducer, options), Library::picoring_records_destroy);
    }

    public Records(long size) { this(size, false, null); }

    private static Pointer create(long size, boolean oneProducer, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_records_open(Library.INLINE_ABI, size(size), oneProducer ? 1 : 0,
                Options.channel(options), out));
        return out.getValue();
    }

    public Producer producer() {
        return new Producer(open(Library::picoring_records_producer_open));
    }

    public MessageReader reader() {
        return new MessageReader(open(Library::picoring_records_reader_open));
    }

    /** The longest message that fits, in bytes. */
    public long longest() { return number(Library::picoring_records_longest); }

    public Mirror.Info describe() {
        return call(channel -> Mirror.describe(Library.picoring_records_mirror(channel)));
    }

    /** One thread's producing side. */
    public static final class Producer extends Side {
        private long settled; // claims

        Producer(Pointer handle) {
            super("producer", handle, Library::picoring_records_producer_destroy,
                    Library::picoring_records_wait_writable, Library::picoring_records_producer_interrupt, 1);
        }

        /** Copies a message in; false: there is no room now. */
        public boolean push(byte[] message) {
            return PicoringException.went(
                    code(side -> Library.picoring_records_push(side, message, message.length)));
        }

        /** A place for a message of up to so many bytes; null: there is no room now. */
        public View claim(int length) {
            Pointer place = call(side -> Library.picoring_records_claim(side, count(length)));
            if (place == null) {
                int code = code(side -> Library.picoring_records_claim_status(side, count(length)));
                return PicoringException.went(code) ? claim(length) : null;
            }
            return new View(this, memory(Pointer.nativeValue(place), length), 1, () -> settled);
        }

        /** The first bytes of the open claim are the message. */
        public void commit(int length) {
            check(side -> Library.picoring_records_commit(side, count(length)));
            ++settled;
        }

        public void abort() {
            check(Library::picoring_records_abort);
            ++settled;
        }

        /** Until there is room for so many bytes, then true; false: the time is over. */
        public boolean await(long length, Duration timeout) throws InterruptedException {
            return waitFor(length, timeout);
        }

        /** Ends the channel for all producers. */
        public void end() { check(Library::picoring_records_close); }
    }

    /** The reading side. */
    public static final class MessageReader extends Side {
        private long releases;

        MessageReader(Pointer handle) {
            super("reader", handle, Library::picoring_records_reader_destroy,
                    (side, n, timeout, clock) -> Library.picoring_records_wait_readable(side, timeout, clock),
                    Library::picoring_records_reader_interrupt, 1);
        }

        /** The next message, until release; null: none now. Throws ERANGE: release first. */
        public View read() {
            LongByReference length = new LongByReference();
            Pointer place = call(side -> Library.picoring_records_read(side, length));
            if (place == null) {
                int code = code(Library::picoring_records_read_status);
                if (code == PicoringException.EEND || !PicoringException.went(code)) return null;
                return read();
            }
            return new View(this, memory(Pointer.nativeValue(place), length.getValue()), 1, () -> releases);
        }

        /** All messages read so far are done with. */
        public void release() {
            check(Library::picoring_records_release);
            ++releases;
        }

        /** Whether the channel is closed, and all of it read. */
        public boolean ended() {
            return code(Library::picoring_records_read_status) == PicoringException.EEND;
        }

        /** Until there is a message or the channel has ended, then true; false: the time is over. */
        public boolean await(Duration timeout) throws InterruptedException { return waitFor(1, timeout); }

        public void end() { check(Library::picoring_records_reader_close); }
    }
}
