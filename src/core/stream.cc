// SPDX-License-Identifier: MIT OR Apache-2.0
#include "core/stream.hh"

#include <cstring>

namespace picoring {

namespace {

// EAGAIN and EEND make no text; everything else does.
int io_failure(const char *operation, int descriptor, int error)
{
    int code = platform::io_code(error);
    if (code == PICORING_EAGAIN) return code;
    return fail(code, operation, "descriptor ", static_cast<size_t>(descriptor), ": ",
                OsError{error});
}

} // namespace

// The write place goes back over the seam if it has to. Bytes that were lent beyond
// the seam and are readable no more must not be copied over what is written next.
int truncate(Circle &stream, size_t n)
{
    const char *operation = "picoring_stream_truncate";
    picoring_words &words = stream.words;
    if (stream.mirror.entry.foreign)
        return fail(PICORING_EFORK, operation, picoring_strerror(PICORING_EFORK));
    if (n > words.used)
        return fail(PICORING_ERANGE, operation, n, ", but ", words.used, " are readable");
    PICORING_COMPILER_BARRIER();
    uint8_t *reached = words.read + n;
    size_t beyond = reached > stream.end ? static_cast<size_t>(reached - stream.end) : 0;
    if (stream.lent > beyond) stream.lent = beyond;
    words.write = reached < stream.end ? reached : reached - words.wrap;
    words.used = n;
    return PICORING_OK;
}

int find(Circle &stream, size_t from, const void *delimiter, size_t n, size_t *out_offset)
{
    if (n == 0) return fail(PICORING_EINVAL, "picoring_stream_find", "a delimiter of 0 bytes");
    size_t length;
    auto block = static_cast<unsigned char *>(picoring_words_peek_(&stream.words, &length));
    if (!block || from >= length) return refuse(stream, PICORING_VERB_FIND, n);
    auto wanted = static_cast<const unsigned char *>(delimiter);
    const void *found = n == 1 ? memchr(block + from, *wanted, length - from)
                               : platform::search(block + from, length - from, wanted, n);
    if (!found) return refuse(stream, PICORING_VERB_FIND, n);
    *out_offset = static_cast<size_t>(static_cast<const unsigned char *>(found) - block);
    return PICORING_OK;
}

int read_from_fd(Circle &stream, int descriptor, size_t n, size_t *out_read)
{
    const char *operation = "picoring_stream_read_from_fd";
    if (n == 0) return fail(PICORING_EINVAL, operation, "a read of 0 bytes");
    size_t room = picoring_words_free_(&stream.words);
    if (room == 0) {
        int code = refuse(stream, PICORING_VERB_READ_FROM_FD, n);
        return code == PICORING_EAGAIN ? fail(PICORING_ENOBUFS, operation, "the stream is full")
                                       : code;
    }
    int error = 0;
    size_t wanted = n < room ? n : room;
    ptrdiff_t got =
        platform::read(descriptor, picoring_words_claim_(&stream.words, wanted), wanted, &error);
    if (got < 0) return io_failure(operation, descriptor, error);
    if (got == 0) return PICORING_EEND;
    *out_read = static_cast<size_t>(got);
    return picoring_words_commit_(&stream.words, *out_read);
}

int write_to_fd(Circle &stream, int descriptor, size_t n, size_t *out_written)
{
    const char *operation = "picoring_stream_write_to_fd";
    if (n == 0) return fail(PICORING_EINVAL, operation, "a write of 0 bytes");
    size_t length;
    const void *block = picoring_words_peek_(&stream.words, &length);
    if (!block) {
        int code = refuse(stream, PICORING_VERB_WRITE_TO_FD, n);
        return code == PICORING_EAGAIN ? fail(PICORING_ENODATA, operation, "the stream is empty")
                                       : code;
    }
    int error = 0;
    ptrdiff_t put = platform::write(descriptor, block, n < length ? n : length, &error);
    if (put < 0) return io_failure(operation, descriptor, error);
    if (put == 0) return PICORING_EAGAIN;
    *out_written = static_cast<size_t>(put);
    return picoring_words_release_(&stream.words, *out_written);
}

int close(Circle &stream)
{
    if (stream.mirror.entry.foreign) return refuse(stream, PICORING_VERB_CLOSE, 0);
    stream.closed = true;
    stream.words.limit = 0; // no room: the next writing verb asks, and is told
    return PICORING_OK;
}

} // namespace picoring
