/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * test_future.c: headers of tomorrow on the library of today, which does not know
 * their layout: no object is made, whatever it is, and a sentence says why.
 */
#include "picoring/base.h"
#undef PICORING_INLINE_ABI
#define PICORING_INLINE_ABI 2u

#include "check.h"

#define assert_refused(object, ...) \
    do { \
        picoring_##object *made = UNTOUCHED(picoring_##object); \
        assert_code(PICORING_EVERSION, picoring_##object##_create(__VA_ARGS__, &made)); \
        assert_ptr_equal(made, UNTOUCHED(picoring_##object)); \
        assert_sentence_has("picoring_" #object "_create: "); \
        assert_sentence_has("inline ABI 2, the library serves up to 1"); \
    } while (0)

static void no_object_is_made_for_words_that_are_not_there(void **state)
{
    (void)state;
    held before = what_is_held();
    assert_int_equal(picoring_inline_abi(), 1);
    assert_refused(ring, 8, 8, NULL);
    assert_refused(stream, 8, NULL);
    assert_refused(list, 8, NULL);
    assert_refused(spsc, 8, 8, NULL);
    assert_refused(mpsc, 8, 8, NULL);
    assert_refused(records, 64, PICORING_PRODUCERS_ONE, NULL);
    assert_refused(records, 64, PICORING_PRODUCERS_MANY, NULL);
    assert_nothing_leaked(before);
}

static void a_mirror_has_no_words_and_is_made(void **state)
{
    (void)state;
    picoring_mirror *mirror;
    assert_code(PICORING_OK, picoring_mirror_create(1, NULL, &mirror));
    picoring_mirror_destroy(mirror);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_object_is_made_for_words_that_are_not_there),
        cmocka_unit_test(a_mirror_has_no_words_and_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
