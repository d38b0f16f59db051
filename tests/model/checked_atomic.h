/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * checked_atomic.h: the macros of picoring/atomic.h as steps of the checker, so
 * that it runs the very bodies that ship. Included before every source
 * (-include).
 */
#ifndef PICORING_ATOMIC_H
#define PICORING_ATOMIC_H

#include <cstddef>
#include <cstdint>

namespace checker {

enum class Change { exchange, add, set_bits, clear_bits, compare };

uint64_t load(const void *place, size_t size, const char *where);
void store(void *place, size_t size, uint64_t value, bool release, const char *where);
// Gives the value before. `compare` changes it only if it was *expected.
uint64_t modify(void *place, size_t size, Change change, uint64_t operand, const char *where,
                uint64_t expected = 0);

template <class Place> Place typed_load(const Place *place, const char *where)
{
    return static_cast<Place>(load(place, sizeof *place, where));
}

template <class Place, class Value>
void typed_store(Place *place, Value value, bool release, const char *where)
{
    store(place, sizeof *place, static_cast<uint64_t>(static_cast<Place>(value)), release, where);
}

template <class Place, class Value>
Place typed_modify(Place *place, Change change, Value operand, const char *where)
{
    uint64_t wide = static_cast<uint64_t>(static_cast<Place>(operand));
    return static_cast<Place>(modify(place, sizeof *place, change, wide, where));
}

template <class Place>
bool compare_exchange(Place *place, Place *expected, Place value, const char *where)
{
    Place wanted = *expected;
    *expected =
        static_cast<Place>(modify(place, sizeof *place, Change::compare, value, where, wanted));
    return *expected == wanted;
}

} // namespace checker

#define CHECKER_TEXT_(text) #text
#define CHECKER_TEXT(text) CHECKER_TEXT_(text)
#define CHECKER_HERE(what, place) (__FILE__ ":" CHECKER_TEXT(__LINE__) ": " what " " #place)

#define PICORING_COMPILER_BARRIER() __asm__ __volatile__("" ::: "memory")
#define PICORING_LOAD_ACQUIRE(place) checker::typed_load((place), CHECKER_HERE("load", place))
#define PICORING_LOAD_RELAXED(place) checker::typed_load((place), CHECKER_HERE("load", place))
#define PICORING_STORE_RELEASE(place, value)                                                       \
    checker::typed_store((place), (value), true, CHECKER_HERE("store", place))
#define PICORING_STORE_RELAXED(place, value)                                                       \
    checker::typed_store((place), (value), false, CHECKER_HERE("store", place))
#define CHECKER_MODIFY(place, change, value)                                                       \
    checker::typed_modify((place), checker::Change::change, (value), CHECKER_HERE(#change, place))
#define PICORING_EXCHANGE(place, value) CHECKER_MODIFY(place, exchange, value)
#define PICORING_FETCH_ADD(place, value) CHECKER_MODIFY(place, add, value)
#define PICORING_FETCH_OR(place, value) CHECKER_MODIFY(place, set_bits, value)
#define PICORING_FETCH_AND(place, value)                                                           \
    checker::typed_modify((place), checker::Change::clear_bits, (value), CHECKER_HERE("and", place))
#define PICORING_COMPARE_EXCHANGE(place, expected, value)                                          \
    checker::compare_exchange((place), (expected), (value), CHECKER_HERE("compare", place))

#endif
