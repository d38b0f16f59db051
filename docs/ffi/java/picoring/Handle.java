// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Who owns something of the library: close gives it back, or a cleaner does when it is
 * forgotten. An object is one thread's at a time; that includes its close. Nothing checks
 * it: two threads at once corrupt the object silently.
 *
 * The cleaner may run as soon as nothing will name the object any more, be a method of it
 * still in the library. So only what is here sees the handle, and names the object behind
 * each call; those who look into the library's memory themselves do the same.
 */
public abstract class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    /** A handle, and what is done with it once; no reference to its owner. */
    private static final class Owned implements Runnable {
        private Pointer handle; // written under the lock of this
        private final Consumer<Pointer> destroy;

        Owned(Pointer handle, Consumer<Pointer> destroy) {
            this.handle = handle;
            this.destroy = destroy;
        }

        @Override public synchronized void run() {
            if (handle != null) destroy.accept(handle);
            handle = null;
        }
    }

    private final String what;
    private final Owned owned;
    private final Cleaner.Cleanable cleanable;

    Handle(String what, Pointer handle, Consumer<Pointer> destroy) {
        this.what = what;
        owned = new Owned(handle, destroy);
        cleanable = CLEANER.register(this, owned);
    }

    /** The handle; throws EFAULT once it is closed. */
    private Pointer handle() {
        Pointer handle = owned.handle;
        if (handle == null) throw PicoringException.closed(what);
        return handle;
    }

    final void checkOpen() { handle(); }

    public final boolean isClosed() { return owned.handle == null; }

    /** What `call` answers of the handle. */
    final <R> R call(Function<Pointer, R> call) {
        try {
            return call.apply(handle());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    final long number(ToLongFunction<Pointer> call) {
        try {
            return call.applyAsLong(handle());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    final int code(ToIntFunction<Pointer> call) { return (int) number(call::applyAsInt); }

    final void check(ToIntFunction<Pointer> call) { PicoringException.check(code(call)); }

    /** Another handle, which `open` makes of this one. */
    final Pointer open(ToIntBiFunction<Pointer, PointerByReference> open) {
        PointerByReference out = new PointerByReference();
        check(handle -> open.applyAsInt(handle, out));
        return out.getValue();
    }

    /** What `convert` makes of the handle, which is gone then. */
    final Pointer become(ToIntBiFunction<Pointer, PointerByReference> convert) {
        synchronized (owned) {
            Pointer other = open(convert);
            owned.handle = null;
            close();
            return other;
        }
    }

    /** Any thread: `call`, while nobody can give the handle back; nothing once that is done. */
    final void unlessClosed(ToIntFunction<Pointer> call) {
        synchronized (owned) {
            if (owned.handle != null) check(call);
        }
    }

    /** Gives it back. Closing twice does nothing. */
    @Override public void close() {
        leaving();
        cleanable.clean();
    }

    /** Before it is given back: nobody uses its words from now on. */
    void leaving() {}

    // ---- The library's memory ----

    /** Words of a closed object: no room, nothing to read. */
    static final ByteBuffer CLOSED = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());

    static ByteBuffer memory(long address, long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new PicoringException(PicoringException.Code.EOVERFLOW, "picoring: " + bytes
                    + " bytes are more than a ByteBuffer holds");
        }
        return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** What a constructor is given: a number that is not negative. */
    static long size(long n) {
        if (n < 0) throw new IllegalArgumentException("picoring: a size of " + n);
        return n;
    }

    /** A number of elements that an int can be asked for: a negative one is more than any. */
    static long count(int n) { return n < 0 ? Long.MAX_VALUE : n; }
}
