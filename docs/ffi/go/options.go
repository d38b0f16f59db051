// SPDX-License-Identifier: MIT OR Apache-2.0

package picoring

/*
#include <picoring.h>
*/
import "C"

import "time"

// A Technique is how the same memory gets to two addresses.
type Technique uint32

// The techniques of the systems that Go programs run on most; Auto tries them in turn.
const (
	Auto     = Technique(C.PICORING_TECHNIQUE_AUTO)
	Memfd    = Technique(C.PICORING_TECHNIQUE_MEMFD)
	Mremap   = Technique(C.PICORING_TECHNIQUE_MREMAP)
	Shm      = Technique(C.PICORING_TECHNIQUE_SHM)
	Emulated = Technique(C.PICORING_TECHNIQUE_EMULATED)
)

// String is the name that the library has for it.
func (t Technique) String() string { return C.GoString(C.picoring_technique_name(C.uint32_t(t))) }

// HugePages tells what is wanted of them.
type HugePages uint32

const (
	HugeOff     = HugePages(C.PICORING_HUGE_OFF)
	HugeTry     = HugePages(C.PICORING_HUGE_TRY)
	HugeRequire = HugePages(C.PICORING_HUGE_REQUIRE)
)

// Options tell how memory is made; nil is the same as the zero value, the defaults.
// capi/picoring/options.h says more.
type Options struct {
	Technique Technique
	Exact     bool // the capacity that was asked for, not what fits its pages
	Prefault  bool // every page is there when it is created
	Lock      bool // and stays
	Huge      HugePages
	Inherit   bool // a forked child shares the memory
	NoDump    bool // nothing goes into a core dump
	Guard     bool // an inaccessible page before and behind
	Alignment int  // bytes that every element is aligned to

	Spin time.Duration // channels: how long a wait looks before it sleeps
}

func word(flag bool) C.uint32_t {
	if flag {
		return 1
	}
	return 0
}

func (o *Options) fill(c *C.picoring_options) C.int64_t {
	C.picoring_options_init(c, C.sizeof_picoring_options)
	if o == nil {
		return 0
	}
	c.technique, c.huge = C.uint32_t(o.Technique), C.uint32_t(o.Huge)
	c.exact, c.prefault, c.lock = word(o.Exact), word(o.Prefault), word(o.Lock)
	c.inherit, c.dump, c.guard = word(o.Inherit), word(o.NoDump), word(o.Guard)
	c.alignment = count(o.Alignment)
	return C.int64_t(o.Spin)
}

// Info is what memory was really got.
type Info struct {
	Size, Granularity, PageSize, HugeBytes int
	Technique                              Technique
	Prefaulted, Locked, Inherited, Guarded bool
	Dumped                                 int
}

func describe(mirror *C.picoring_mirror) (Info, error) {
	var c C.picoring_mirror_info
	c.struct_size = C.sizeof_picoring_mirror_info
	err := check(func() C.int { return C.picoring_mirror_describe(mirror, &c) })
	return Info{int(c.size), int(c.granularity), int(c.page_size), int(c.huge_bytes),
		Technique(c.technique), c.prefaulted != 0, c.locked != 0, c.inherited != 0,
		c.guarded != 0, int(c.dumped)}, err
}
