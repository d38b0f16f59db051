// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;

/** Memory that appears twice, side by side: capi/picoring/mirror.h. */
public final class Mirror extends Handle {
    /** picoring_mirror_info: what was really got. */
    @Structure.FieldOrder({"struct_size", "size", "granularity", "page_size", "huge_bytes", "technique",
        "prefaulted", "locked", "inherited", "guarded", "dumped"})
    public static class Info extends Structure {
        public long struct_size, size, granularity, page_size, huge_bytes;
        public int technique, prefaulted, locked, inherited, guarded, dumped;

        public String techniqueName() { return Library.picoring_technique_name(technique); }
    }

    static Info describe(Pointer mirror) {
        Info info = new Info();
        info.struct_size = info.size();
        PicoringException.check(Library.picoring_mirror_describe(mirror, info));
        return info;
    }

    /** What the size of a mirror is a multiple of, in bytes. */
    public static long granularity() { return Library.picoring_granularity(); }

    /** A zeroed mirror of at least so many bytes. */
    public Mirror(long size, Options options) {
        super("mirror", create(size, options), Library::picoring_mirror_destroy);
    }

    private static Pointer create(long size, Options options) {
        PointerByReference out = new PointerByReference();
        PicoringException.check(Library.picoring_mirror_create(size(size), Options.memory(options), out));
        return out.getValue();
    }

    /** Both copies, byte by byte: byte i is byte size + i. */
    public View view() {
        return new View(this, memory(number(Library::picoring_mirror_data), 2 * size()), 1, () -> 0);
    }

    /** Bytes of one copy. */
    public long size() { return number(Library::picoring_mirror_size); }

    /** What was written at [offset, offset + n) may be read in the other copy now. */
    public void sync(long offset, long n) {
        check(mirror -> Library.picoring_mirror_sync(mirror, offset, n));
    }

    public Info describe() { return call(mirror -> describe(mirror)); }
}
