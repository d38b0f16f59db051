// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;

/** How memory is made; null means the defaults. capi/picoring/options.h says more. */
public final class Options {
    private int technique, huge, exact, prefault, lock, dump, guard;
    private long alignment, spin;

    /** The capacity that was asked for, not what fits its pages. */
    public Options exact() { exact = 1; return this; }
    /** Every page is there when it is created. */
    public Options prefault() { prefault = 1; return this; }
    /** And stays. */
    public Options lock() { lock = 1; return this; }
    /** Huge pages where the system grants them, or if required or not at all. */
    public Options huge(boolean required) { huge = required ? 2 : 1; return this; }
    /** Nothing goes into a core dump. */
    public Options noDump() { dump = 1; return this; }
    /** An inaccessible page before and behind. */
    public Options guard() { guard = 1; return this; }
    /** Bytes that every element is aligned to. */
    public Options alignment(long bytes) { alignment = Handle.size(bytes); return this; }
    /** Channels: nanoseconds that a wait looks before it sleeps; negative for not at all. */
    public Options spin(long nanoseconds) { spin = nanoseconds; return this; }

    /** By name: "memfd", "emulated", ... */
    public Options technique(String name) {
        for (int i = 0; i < 64; ++i) {
            if (Library.picoring_technique_name(i).equals(name)) {
                technique = i;
                return this;
            }
        }
        throw new PicoringException(PicoringException.Code.EINVAL, "no technique is called " + name);
    }

    /** picoring_options. */
    @Structure.FieldOrder({"struct_size", "technique", "exact", "prefault", "lock", "huge", "inherit",
        "dump", "guard", "alignment", "allocate", "deallocate", "user"})
    public static class Struct extends Structure {
        public long struct_size;
        public int technique, exact, prefault, lock, huge, inherit, dump, guard;
        public long alignment;
        public Pointer allocate, deallocate, user;
    }

    /** picoring_channel_options. */
    @Structure.FieldOrder({"struct_size", "memory", "spin", "drop", "user"})
    public static class ChannelStruct extends Structure {
        public long struct_size;
        public Options.ByReference memory;
        public long spin;
        public Pointer drop, user;
    }

    static Struct memory(Options o) { return fill(new Struct(), o); }

    private static <S extends Struct> S fill(S c, Options o) {
        PicoringException.check(Library.picoring_options_init(c, c.size()));
        c.read();
        if (o == null) return c;
        c.technique = o.technique;
        c.exact = o.exact;
        c.prefault = o.prefault;
        c.lock = o.lock;
        c.huge = o.huge;
        c.dump = o.dump;
        c.guard = o.guard;
        c.alignment = o.alignment;
        c.write();
        return c;
    }

    static ChannelStruct channel(Options o) {
        ChannelStruct c = new ChannelStruct();
        PicoringException.check(Library.picoring_channel_options_init(c, c.size()));
        c.read();
        c.memory = fill(new ByReference(), o);
        c.spin = o == null ? 0 : o.spin;
        c.write();
        return c;
    }

    /** A Struct that another points to. */
    public static class ByReference extends Struct implements Structure.ByReference {}
}
