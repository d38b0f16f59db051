// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The library's functions, mapped directly. They are the headers' functions; size_t, and an
 * address that is only counted with, is a long, so this is for 64-bit machines. Loading says
 * what is wrong with a library that is not there, not ours, too old or of another soname.
 */
final class Library {
    /** The layout of the frozen words that this package knows. */
    static final int INLINE_ABI = 1;
    /** 0.1.0: the first that has all the functions below. */
    private static final int VERSION = 100;

    static final int PUSH = 0, POP = 1, PUSH_N = 2, POP_N = 3, PUSH_SOME = 4, POP_SOME = 5,
            CLAIM = 7, COMMIT = 8, PEEK = 9, RELEASE = 10, SET = 11, WRITE = 12, READ = 13,
            APPEND = 18, GET = 19; // enum picoring_verb

    private Library() {}

    /** What is installed for running; libpicoring.so is there for compilers only. */
    private static final String INSTALLED = Platform.isWindows() ? "libpicoring-0.dll"
            : Platform.isMac() ? "libpicoring.0.dylib" : "libpicoring.so.0";

    static {
        String name = System.getProperty("picoring.library",
                System.getenv().getOrDefault("PICORING_LIBRARY", INSTALLED));
        NativeLibrary library = load(name);
        try {
            checkVersion(name, library);
            Native.register(Library.class, library);
        } catch (UnsatisfiedLinkError e) { // it lacks a function
            throw new UnsatisfiedLinkError(name + " is not libpicoring, or not all of it: " + e.getMessage());
        }
    }

    private static NativeLibrary load(String name) {
        if (Native.SIZE_T_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("picoring: this package is for 64-bit machines");
        }
        try {
            return NativeLibrary.getInstance(name);
        } catch (UnsatisfiedLinkError e) {
            throw new UnsatisfiedLinkError("libpicoring was not found: " + e.getMessage()
                    + "\n(install it, or let the property picoring.library name the file)");
        }
    }

    private static void checkVersion(String name, NativeLibrary library) {
        int number = library.getFunction("picoring_version").invokeInt(new Object[0]);
        String version = library.getFunction("picoring_version_string").invokeString(new Object[0], false);
        if (number < VERSION || number / 10000 != VERSION / 10000) {
            throw new LinkageError(name + " is version " + version
                    + "; this package needs 0.1.0 or later of soname 0");
        }
    }

    static native String picoring_version_string();
    static native long picoring_granularity();
    static native long picoring_now();
    static native String picoring_strerror(int code);
    static native String picoring_errname(int code);
    static native String picoring_last_error();
    static native int picoring_options_init(Options.Struct options, long size);
    static native int picoring_list_options_init(PicoList.Options.Struct options, long size);
    static native int picoring_channel_options_init(Options.ChannelStruct options, long size);
    static native String picoring_technique_name(int technique);

    static native int picoring_mirror_create(long size, Options.Struct options, PointerByReference out);
    static native void picoring_mirror_destroy(Pointer mirror);
    static native long picoring_mirror_data(Pointer mirror);
    static native long picoring_mirror_size(Pointer mirror);
    static native int picoring_mirror_sync(Pointer mirror, long offset, long n);
    static native int picoring_mirror_describe(Pointer mirror, Mirror.Info info);

    static native long picoring_seam_write(Pointer words, long reached);
    static native long picoring_seam_read(Pointer words, long reached);
    static native long picoring_seam_reach(Pointer words, long offset, long bytes);
    static native int picoring_seam_refuse(Pointer words, int verb, long n);

    static native int picoring_ring_open(int abi, long capacity, long size, Options.Struct options,
            PointerByReference out);
    static native void picoring_ring_destroy(Pointer ring);
    static native int picoring_ring_claim_status(Pointer ring, long n);
    static native long picoring_ring_view(Pointer ring, long offset, long n);
    static native long picoring_ring_capacity(Pointer ring);
    static native Pointer picoring_ring_mirror(Pointer ring);

    static native int picoring_stream_open(int abi, long capacity, Options.Struct options,
            PointerByReference out);
    static native void picoring_stream_destroy(Pointer stream);
    static native int picoring_stream_claim_status(Pointer stream, long n);
    static native int picoring_stream_find(Pointer stream, long from, byte[] delimiter, long n,
            LongByReference out);
    static native int picoring_stream_read_from_fd(Pointer stream, int fd, long n, LongByReference out);
    static native int picoring_stream_write_to_fd(Pointer stream, int fd, long n, LongByReference out);
    static native int picoring_stream_truncate(Pointer stream, long n);
    static native int picoring_stream_close(Pointer stream);
    static native int picoring_stream_ended(Pointer stream);
    static native long picoring_stream_capacity(Pointer stream);
    static native Pointer picoring_stream_mirror(Pointer stream);

    static native int picoring_list_open(int abi, long size, PicoList.Options.Struct options,
            PointerByReference out);
    static native void picoring_list_destroy(Pointer list);
    static native int picoring_step_ready(Pointer words, int verb, long n);
    static native int picoring_step_refuse(Pointer words, int verb, long n);
    static native int picoring_list_reserve(Pointer list, long n);
    static native int picoring_list_pop(Pointer list, Pointer out);
    static native int picoring_list_truncate(Pointer list, long n);
    static native int picoring_list_shrink(Pointer list);
    static native Pointer picoring_list_chunk(Pointer list, long index, LongByReference out);
    static native long picoring_list_chunk_count(Pointer list);
    static native long picoring_list_chunk_size(Pointer list);
    static native long picoring_list_capacity(Pointer list);

    static native long picoring_cursor_wrap(Pointer cursor, long reached);
    static native long picoring_cursor_reach(Pointer cursor, long offset, long bytes);
    static native int picoring_cursor_refuse(Pointer cursor, int verb, long n);
    static native void picoring_cursor_wake(Pointer cursor);

    static native int picoring_spsc_open(int abi, long capacity, long size, Options.ChannelStruct options,
            PointerByReference out);
    static native int picoring_spsc_from_ring(Pointer ring, Pointer options, PointerByReference out);
    static native int picoring_spsc_into_ring(Pointer reader, PointerByReference out);
    static native void picoring_spsc_destroy(Pointer spsc);
    static native int picoring_spsc_writer_open(Pointer spsc, PointerByReference out);
    static native int picoring_spsc_reader_open(Pointer spsc, PointerByReference out);
    static native void picoring_spsc_writer_destroy(Pointer writer);
    static native void picoring_spsc_reader_destroy(Pointer reader);
    static native int picoring_spsc_wait_writable(Pointer writer, long n, long timeout, int clock);
    static native int picoring_spsc_wait_readable(Pointer reader, long n, long timeout, int clock);
    static native int picoring_spsc_writer_interrupt(Pointer writer);
    static native int picoring_spsc_reader_interrupt(Pointer reader);
    static native int picoring_spsc_writer_close(Pointer writer);
    static native int picoring_spsc_reader_close(Pointer reader);
    static native int picoring_spsc_peek_status(Pointer reader);
    static native long picoring_spsc_len(Pointer reader);
    static native int picoring_spsc_claim_status(Pointer writer, long n);
    static native long picoring_spsc_capacity(Pointer spsc);
    static native Pointer picoring_spsc_mirror(Pointer spsc);

    static native int picoring_mpsc_open(int abi, long capacity, long size, Options.ChannelStruct options,
            PointerByReference out);
    static native int picoring_mpsc_from_ring(Pointer ring, Pointer options, PointerByReference out);
    static native int picoring_mpsc_into_ring(Pointer reader, PointerByReference out);
    static native void picoring_mpsc_destroy(Pointer mpsc);
    static native int picoring_mpsc_producer_open(Pointer mpsc, PointerByReference out);
    static native int picoring_mpsc_reader_open(Pointer mpsc, PointerByReference out);
    static native void picoring_mpsc_producer_destroy(Pointer producer);
    static native void picoring_mpsc_reader_destroy(Pointer reader);
    static native int picoring_mpsc_push(Pointer producer, Pointer element);
    static native int picoring_mpsc_push_n(Pointer producer, byte[] elements, long n);
    static native Pointer picoring_mpsc_claim(Pointer producer, long n);
    static native int picoring_mpsc_claim_status(Pointer producer, long n);
    static native int picoring_mpsc_commit(Pointer producer, long n);
    static native int picoring_mpsc_abort(Pointer producer);
    static native int picoring_mpsc_wait_writable(Pointer producer, long n, long timeout, int clock);
    static native int picoring_mpsc_wait_readable(Pointer reader, long n, long timeout, int clock);
    static native int picoring_mpsc_producer_interrupt(Pointer producer);
    static native int picoring_mpsc_reader_interrupt(Pointer reader);
    static native int picoring_mpsc_close(Pointer producer);
    static native int picoring_mpsc_reader_close(Pointer reader);
    static native int picoring_mpsc_peek_status(Pointer reader);
    static native long picoring_mpsc_len(Pointer reader);
    static native long picoring_mpsc_capacity(Pointer mpsc);
    static native Pointer picoring_mpsc_mirror(Pointer mpsc);

    static native int picoring_records_open(int abi, long size, int producers,
            Options.ChannelStruct options, PointerByReference out);
    static native void picoring_records_destroy(Pointer records);
    static native int picoring_records_producer_open(Pointer records, PointerByReference out);
    static native int picoring_records_reader_open(Pointer records, PointerByReference out);
    static native void picoring_records_producer_destroy(Pointer producer);
    static native void picoring_records_reader_destroy(Pointer reader);
    static native int picoring_records_push(Pointer producer, byte[] message, long length);
    static native Pointer picoring_records_claim(Pointer producer, long length);
    static native int picoring_records_claim_status(Pointer producer, long length);
    static native int picoring_records_commit(Pointer producer, long length);
    static native int picoring_records_abort(Pointer producer);
    static native int picoring_records_wait_writable(Pointer producer, long length, long timeout, int clock);
    static native int picoring_records_wait_readable(Pointer reader, long timeout, int clock);
    static native int picoring_records_producer_interrupt(Pointer producer);
    static native int picoring_records_reader_interrupt(Pointer reader);
    static native int picoring_records_close(Pointer producer);
    static native int picoring_records_reader_close(Pointer reader);
    static native Pointer picoring_records_read(Pointer reader, LongByReference out);
    static native int picoring_records_read_status(Pointer reader);
    static native int picoring_records_release(Pointer reader);
    static native long picoring_records_longest(Pointer records);
    static native Pointer picoring_records_mirror(Pointer records);
}
