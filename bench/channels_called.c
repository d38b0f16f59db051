/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* channels_called.c: the loops of table h. Built with -DPICORING_NO_INLINE. */
#ifndef PICORING_NO_INLINE
#error "compile this file with -DPICORING_NO_INLINE"
#endif

#include <picoring/spsc.h>

uint64_t bench_spsc_calls(picoring_spsc_writer *writer, picoring_spsc_reader *reader,
                          uint64_t items);
uint64_t bench_spsc_calls_sized(picoring_spsc_writer *writer, picoring_spsc_reader *reader,
                                uint64_t items);

uint64_t bench_spsc_calls(picoring_spsc_writer *writer, picoring_spsc_reader *reader,
                          uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t out = ~i;
        picoring_spsc_push(writer, &i);
        picoring_spsc_pop(reader, &out);
        wrong += out != i;
    }
    return wrong;
}

uint64_t bench_spsc_calls_sized(picoring_spsc_writer *writer, picoring_spsc_reader *reader,
                                uint64_t items)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < items; ++i) {
        uint64_t out = ~i;
        picoring_spsc_push_sized(writer, &i, sizeof i);
        picoring_spsc_pop_sized(reader, &out, sizeof out);
        wrong += out != i;
    }
    return wrong;
}
