// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/list.hh"

#include "capi/check.hh"
#include "core/versions.hh"

using namespace picoring;

namespace {

constexpr size_t first_info_size = offsetof(picoring_list_info, huge_bytes) + sizeof(size_t);

List &list_of(picoring_list *list) { return *reinterpret_cast<List *>(list); }

const List &list_of(const picoring_list *list) { return *reinterpret_cast<const List *>(list); }

} // namespace

int picoring_list_options_init(picoring_list_options *options, size_t struct_size)
{
    PICORING_REQUIRE(options, PICORING_EFAULT);
    return init_struct(__func__, options, first_list_options_size, struct_size);
}

int picoring_list_open(uint32_t inline_abi, size_t element_size,
                       const picoring_list_options *options, picoring_list **out_list)
{
    constexpr const char *operation = "picoring_list_create";
    if (!out_list) return fail_null(operation);
    if (int code = check_inline_abi(operation, inline_abi)) return code;
    List *list;
    if (int code = make_list(operation, element_size, options, &list)) return code;
    *out_list = reinterpret_cast<picoring_list *>(list);
    return PICORING_OK;
}

void picoring_list_destroy(picoring_list *list)
{
    if (list) unmake_list(&list_of(list));
}

int picoring_list_claim_status(picoring_list *list, size_t n)
{
    PICORING_REQUIRE(list, PICORING_EFAULT);
    if (n == 0) return fail(PICORING_EINVAL, "picoring_list_claim", "a claim of 0");
    return picoring_step_ready(&list_of(list).words, PICORING_VERB_CLAIM, n);
}

int picoring_list_reserve(picoring_list *list, size_t n)
{
    PICORING_REQUIRE(list, PICORING_EFAULT);
    return make_ready(list_of(list), "reserve", n);
}

void *picoring_list_chunk(const picoring_list *list, size_t index, size_t *out_n)
{
    if (out_n) *out_n = 0;
    PICORING_REQUIRE(list && out_n, nullptr);
    const List &l = list_of(list);
    size_t len = PICORING_LOAD_ACQUIRE(&l.words.len);
    size_t size = l.options.chunk;
    if (index > len / size || index * size == len) return nullptr;
    size_t rest = len - index * size;
    *out_n = rest < size ? rest : size;
    return l.words.data + index * size * l.words.element_size;
}

size_t picoring_list_chunk_count(const picoring_list *list)
{
    PICORING_REQUIRE(list, 0);
    const List &l = list_of(list);
    size_t len = PICORING_LOAD_ACQUIRE(&l.words.len);
    return len / l.options.chunk + (len % l.options.chunk != 0);
}

size_t picoring_list_chunk_size(const picoring_list *list)
{
    PICORING_REQUIRE(list, 0);
    return list_of(list).options.chunk;
}

size_t picoring_list_capacity(const picoring_list *list)
{
    PICORING_REQUIRE(list, 0);
    return capacity_of(list_of(list));
}

int picoring_list_truncate(picoring_list *list, size_t n)
{
    PICORING_REQUIRE(list, PICORING_EFAULT);
    return truncate(list_of(list), "truncate", n);
}

int picoring_list_clear(picoring_list *list)
{
    PICORING_REQUIRE(list, PICORING_EFAULT);
    return truncate(list_of(list), "clear", 0);
}

int picoring_list_shrink(picoring_list *list)
{
    PICORING_REQUIRE(list, PICORING_EFAULT);
    trim(list_of(list), 0);
    return PICORING_OK;
}

int picoring_list_describe(const picoring_list *list, picoring_list_info *out_info)
{
    PICORING_REQUIRE(list && out_info, PICORING_EFAULT);
    const List &l = list_of(list);
    picoring_list_info info = {0, l.space.size, l.committed,
                               platform::huge_bytes(l.space.data, l.space.size)};
    return fill_struct(__func__, &info, sizeof info, first_info_size, out_info);
}
