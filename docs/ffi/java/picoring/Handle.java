// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Who owns something of the library: close gives it back, or a cleaner does when it is
 * forgotten. An object is one thread's at a time; that includes its close.
 */
public abstract class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    /** What is done with a handle once; no reference to its owner. */
    private static final class Destroy implements Runnable {
        private Pointer handle;
        private final Consumer<Pointer> destroy;

        Destroy(Pointer handle, Consumer<Pointer> destroy) {
            this.handle = handle;
            this.destroy = destroy;
        }

        @Override public void run() {
            if (handle != null) destroy.accept(handle);
        }
    }

    private final String what;
    private final Destroy destroy;
    private final Cleaner.Cleanable cleanable;

    Handle(String what, Pointer handle, Consumer<Pointer> destroy) {
        this.what = what;
        this.destroy = new Destroy(handle, destroy);
        cleanable = CLEANER.register(this, this.destroy);
    }

    /** The handle; throws EFAULT once it is closed. */
    final Pointer handle() {
        Pointer handle = destroy.handle;
        if (handle == null) throw PicoringException.closed(what);
        return handle;
    }

    public final boolean isClosed() { return destroy.handle == null; }

    /** Gives it back. Closing twice does nothing. */
    @Override public void close() {
        leaving();
        cleanable.clean();
        destroy.handle = null;
    }

    /** The handle has gone over to something else. */
    final void left() {
        leaving();
        destroy.handle = null;
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

    /** A number of elements that an int can be asked for: a negative one is more than any. */
    static long count(int n) { return n < 0 ? Long.MAX_VALUE : n; }
}
