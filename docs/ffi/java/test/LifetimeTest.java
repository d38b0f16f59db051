// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.junit.Test;

/** No handle is given back while somebody is in the library with it. */
public class LifetimeTest {
    /**
     * Objects are forgotten while their last call is on, with the collector always at work.
     * tests/ffi/long_calls.c lets these calls last until mirrors made meanwhile are cleaned up.
     */
    @Test public void objectsLiveUntilTheirLastCallIsOver() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!over.get()) {
                new Mirror(1, null);
                System.gc();
            }
        });
        collector.start();
        try {
            assertEquals(5, new Spsc(5, 8, new Options().exact()).capacity());
            Spsc channel = new Spsc(5, 8);
            PicoringException e = assertThrows(PicoringException.class, () -> channel.reader().popLong());
            assertEquals(PicoringException.Code.EAGAIN, e.code());
            Reference.reachabilityFence(channel); // or else the reader finds its writer gone
        } finally {
            over.set(true);
            collector.join();
        }
    }

    private static final class Fake extends Side {
        Fake(Consumer<Pointer> destroy, ToIntFunction<Pointer> interrupt) {
            super("side", new Pointer(1), destroy, null, interrupt, 1);
        }
    }

    @Test public void aSideIsNotGivenBackWhileItIsInterrupted() throws InterruptedException {
        AtomicBoolean inside = new AtomicBoolean(), early = new AtomicBoolean(), destroyed = new AtomicBoolean();
        Thread[] closer = new Thread[1];
        Fake side = new Fake(handle -> {
            early.set(inside.get());
            destroyed.set(true);
        }, handle -> {
            inside.set(true);
            closer[0].start();
            while (!destroyed.get() && closer[0].getState() != Thread.State.BLOCKED) Thread.onSpinWait();
            inside.set(false);
            return 0;
        });
        closer[0] = new Thread(side::close);
        side.interrupt();
        closer[0].join();
        assertTrue(destroyed.get());
        assertFalse(early.get());
        side.interrupt(); // nothing is left to be interrupted
    }
}
