// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A byte stream between whoever writes and whoever parses: capi/picoring/stream.h. As a
 * channel it does not wait: read gives 0 if nothing is there now, -1 after end() once all
 * is read; write gives what fitted.
 */
public final class ByteStream extends Words implements ByteChannel {
    public ByteStream(long capacity, Options options) { this(create(capacity, options)); }

    public ByteStream(long capacity) { this(capacity, null); }

    private ByteStream(Pointer handle) {
        super("stream", handle, Library::picoring_stream_destroy, Library.picoring_stream_mirror(handle), 1);
    }

    private static Pointer create(long capacity, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_stream_open(Library.INLINE_ABI, size(capacity),
                Options.memory(options), out));
        return out.getValue();
    }

    @Override public boolean isOpen() { return !isClosed(); }

    /** Copies in as much as fits, and tells how much; throws EPIPE after end(). */
    @Override public int write(ByteBuffer from) {
        int n = (int) Math.min(from.remaining(), room());
        if (n == 0 && from.hasRemaining()) PicoringException.went(refused(Library.WRITE, 1));
        data.put(writeIndex(), from, from.position(), n);
        from.position(from.position() + n);
        wrote(n);
        return n;
    }

    /** Copies out what there is: 0 if that is nothing now, -1 if nothing will come. */
    @Override public int read(ByteBuffer to) {
        int n = (int) Math.min(to.remaining(), used());
        if (n == 0) return to.hasRemaining() ? nothing() : 0;
        to.put(to.position(), data, reachable(0, n), n);
        to.position(to.position() + n);
        freed(n);
        return n;
    }

    private int nothing() {
        int code = refused(Library.READ, 1);
        if (code == PicoringException.EAGAIN) return 0;
        if (code == PicoringException.EEND) return -1;
        throw PicoringException.of(code);
    }

    /**
     * Lets a channel read once, into the free block: what it says. 0 without asking it if
     * the stream is full.
     */
    public int fill(ReadableByteChannel from) throws IOException {
        if (room() == 0) return PicoringException.went(refused(Library.WRITE, 1)) ? fill(from) : 0;
        View free = claim((int) Math.min(room(), Integer.MAX_VALUE));
        int n = from.read(free.buffer());
        if (n > 0) commit(n);
        return n;
    }

    /** Lets a channel write once, out of the readable block: how many bytes it took. */
    public int drain(WritableByteChannel to) throws IOException {
        View all = peek();
        if (all == null) return 0;
        int n = to.write(all.buffer());
        release(n);
        return n;
    }

    /** The next n free bytes, to be written and committed; null: not so many are free now. */
    public View claim(int n) {
        if (n < 1 || n > room()) {
            int code = code(stream -> Library.picoring_stream_claim_status(stream, count(n)));
            return PicoringException.went(code) ? claim(n) : null;
        }
        return view(writeIndex(), n, this::written);
    }

    public void commit(int n) {
        if (count(n) > room()) throw PicoringException.of(refused(Library.COMMIT, count(n)));
        wrote(n);
    }

    /** All that is readable; null if nothing is: ended() tells whether something may come. */
    public View peek() {
        long n = used();
        if (n == 0) {
            nothing();
            return null;
        }
        return view(reachable(0, n), n, this::freedUpTo);
    }

    public void release(int n) {
        if (count(n) > used()) throw PicoringException.of(refused(Library.RELEASE, count(n)));
        freed(n);
    }

    /** Bytes before the first delimiter at or behind `from`; -1: it is not there (yet). */
    public int find(byte[] delimiter, int from) {
        LongByReference out = new LongByReference();
        int code = code(stream -> Library.picoring_stream_find(stream, count(from), delimiter, delimiter.length, out));
        if (code == PicoringException.EAGAIN || code == PicoringException.EEND) return -1;
        PicoringException.check(code);
        return (int) out.getValue();
    }

    /** One read(2) into the free block; -1 at the end of the file. */
    public int readFd(int fd) {
        LongByReference out = new LongByReference();
        int code = code(stream -> Library.picoring_stream_read_from_fd(stream, fd, -1, out));
        if (code == PicoringException.EEND) return -1;
        return PicoringException.went(code) ? (int) out.getValue() : 0;
    }

    /** One write(2) of the readable block. */
    public int writeFd(int fd) {
        LongByReference out = new LongByReference();
        int code = code(stream -> Library.picoring_stream_write_to_fd(stream, fd, -1, out));
        return PicoringException.went(code) ? (int) out.getValue() : 0;
    }

    /** Nothing more will be written; what is there can be read. (close gives all back.) */
    public void end() { check(Library::picoring_stream_close); }

    /** Whether the stream has been ended and all of it read. */
    public boolean ended() { return code(Library::picoring_stream_ended) == 1; }

    public long capacity() { return number(Library::picoring_stream_capacity); }

    /** Keeps the n oldest bytes; what was claimed is given up. */
    public void truncate(long n) { check(stream -> Library.picoring_stream_truncate(stream, n)); }

    public void clear() { freed(used()); }

    public Mirror.Info describe() {
        return call(stream -> Mirror.describe(Library.picoring_stream_mirror(stream)));
    }

    /** The stream to be read as a file: an empty one that has not ended is an IOException. */
    public InputStream inputStream() {
        return new InputStream() {
            @Override public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override public int read(byte[] out, int from, int n) throws IOException {
                int came = ByteStream.this.read(ByteBuffer.wrap(out, from, n));
                if (came == 0 && n > 0) throw new IOException(PicoringException.of(PicoringException.EAGAIN));
                return came;
            }

            @Override public int available() { return (int) Math.min(len(), Integer.MAX_VALUE); }
        };
    }

    /** The stream to be written as a file; its close is end(). What does not fit is an IOException. */
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override public void write(byte[] from, int at, int n) throws IOException {
                if (ByteStream.this.write(ByteBuffer.wrap(from, at, n)) < n) {
                    throw new IOException(PicoringException.of(PicoringException.EAGAIN));
                }
            }

            @Override public void close() { end(); }
        };
    }
}
