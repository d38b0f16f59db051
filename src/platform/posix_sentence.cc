// SPDX-License-Identifier: MIT OR Apache-2.0
//
// posix_sentence.cc: a sentence for each thread. Of a thread_local the loader makes
// each thread's copy at its first use, if the library came by dlopen, and glibc's ends
// the process where there is no memory for it. So the memory is asked for here: of the
// heap, else of a few places that are always there, else there is none.
#include "platform/platform.hh"

#include "picoring/atomic.h"

#include <cstdlib>
#include <pthread.h>

namespace picoring::platform {

namespace {

struct Place {
    char text[sentence_size];
    uint32_t taken;
};

Place places[4];
pthread_key_t key;
bool have_key;
pthread_once_t key_once = PTHREAD_ONCE_INIT;

char *take_place()
{
    for (Place &place : places)
        if (PICORING_EXCHANGE(&place.taken, 1u) == 0) return place.text;
    return nullptr;
}

void leave(void *text)
{
    for (Place &place : places) {
        if (text != place.text) continue;
        place.text[0] = '\0';
        return (void)PICORING_EXCHANGE(&place.taken, 0u);
    }
    free(text);
}

void make_key() { have_key = pthread_key_create(&key, leave) == 0; }

// Threads that end after the library is gone must not look for `leave`.
__attribute__((destructor)) void delete_key()
{
    if (have_key) pthread_key_delete(key);
    have_key = false;
}

char *begin()
{
    auto *text = static_cast<char *>(calloc(1, sentence_size));
    if (!text) text = take_place();
    if (!text || pthread_setspecific(key, text) == 0) return text;
    leave(text);
    return nullptr;
}

} // namespace

char *sentence()
{
    pthread_once(&key_once, make_key);
    if (!have_key) return nullptr;
    void *text = pthread_getspecific(key);
    return text ? static_cast<char *>(text) : begin();
}

} // namespace picoring::platform
