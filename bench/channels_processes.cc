// SPDX-License-Identifier: MIT OR Apache-2.0
//
// channels_processes.cc: table j, messages from thread to thread by what programs
// use between processes: a pipe, a Unix socket, ZeroMQ, Boost's message_queue. What
// goes through the kernel is copied twice and costs two system calls a message; in
// return it needs no memory that both sides share.
#include "channels_messages.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

#ifdef BENCH_HAVE_ZMQ
#include <zmq.h>
#endif
#ifdef BENCH_HAVE_BOOST
#include <boost/interprocess/ipc/message_queue.hpp>
#endif

namespace bench {

namespace {

// Our channel of elements of that length, composed and checked in place.
struct OursInPlace {
    OursInPlace(size_t length, uint32_t) : spsc(memory / length, length) {}
    void produce(uint32_t, size_t length, uint64_t number)
    {
        void *place;
        while (!(place = picoring_spsc_claim(spsc.writer, 1))) spsc.wait_writable();
        compose(place, length, number);
        picoring_spsc_commit(spsc.writer, 1);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        for (uint64_t i = 0; i < messages; ++i) {
            size_t n;
            void *place;
            while (!(place = picoring_spsc_peek(spsc.reader, &n))) spsc.wait_readable();
            checker.see(place, length);
            picoring_spsc_release(spsc.reader, 1);
        }
    }
    Spsc spsc;
};

// A peer that sends and receives whole messages, and waits by itself.
template <class Peer> struct Sending {
    Sending(size_t length, uint32_t) : peer(length) {}
    void produce(uint32_t, size_t length, uint64_t number)
    {
        alignas(64) unsigned char message[longest];
        compose(message, length, number);
        peer.send(message, length);
    }
    void consume(uint64_t messages, size_t length, Checker &checker)
    {
        alignas(64) unsigned char message[longest];
        for (uint64_t i = 0; i < messages; ++i) {
            peer.receive(message, length);
            checker.see(message, length);
        }
    }
    Peer peer;
};

struct Pipe {
    explicit Pipe(size_t) { require(pipe(ends) == 0, "a pipe"); }
    ~Pipe() { close(ends[0]), close(ends[1]); }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    void send(const void *message, size_t length)
    {
        require(write(ends[1], message, length) == static_cast<ssize_t>(length), "a pipe's write");
    }
    void receive(unsigned char *message, size_t length)
    {
        for (size_t done = 0; done < length;) {
            ssize_t some = read(ends[0], message + done, length - done);
            require(some > 0, "a pipe's read");
            done += static_cast<size_t>(some);
        }
    }
    int ends[2];
};

struct UnixSocket {
    explicit UnixSocket(size_t)
    {
        require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "a socket");
    }
    ~UnixSocket() { close(ends[0]), close(ends[1]); }
    UnixSocket(const UnixSocket &) = delete;
    UnixSocket &operator=(const UnixSocket &) = delete;
    void send(const void *message, size_t length)
    {
        require(::send(ends[1], message, length, 0) == static_cast<ssize_t>(length), "a send");
    }
    void receive(void *message, size_t length)
    {
        require(recv(ends[0], message, length, 0) == static_cast<ssize_t>(length), "a recv");
    }
    int ends[2];
};

#ifdef BENCH_HAVE_ZMQ
// Two sockets of one context, inproc: no thread of ZeroMQ's lies between them.
struct Zmq {
    explicit Zmq(size_t length) : context(zmq_ctx_new())
    {
        int most = static_cast<int>(memory / length / 2); // on each side
        for (void *&end : ends) {
            end = zmq_socket(context, ZMQ_PAIR);
            zmq_setsockopt(end, ZMQ_SNDHWM, &most, sizeof most);
            zmq_setsockopt(end, ZMQ_RCVHWM, &most, sizeof most);
        }
        require(zmq_bind(ends[0], "inproc://bench") == 0 &&
                    zmq_connect(ends[1], "inproc://bench") == 0,
                "a pair of ZeroMQ");
    }
    ~Zmq()
    {
        zmq_close(ends[0]), zmq_close(ends[1]);
        zmq_ctx_term(context);
    }
    Zmq(const Zmq &) = delete;
    Zmq &operator=(const Zmq &) = delete;
    void send(const void *message, size_t length)
    {
        require(zmq_send(ends[1], message, length, 0) == static_cast<int>(length), "zmq_send");
    }
    void receive(void *message, size_t length)
    {
        require(zmq_recv(ends[0], message, length, 0) == static_cast<int>(length), "zmq_recv");
    }
    void *context;
    void *ends[2];
};
#endif

#ifdef BENCH_HAVE_BOOST
struct BoostMessages {
    explicit BoostMessages(size_t length)
        : name("picoring-bench-" + std::to_string(getpid()) + "-" + std::to_string(length)),
          queue(boost::interprocess::create_only, name.c_str(), memory / length, length)
    {
        boost::interprocess::message_queue::remove(name.c_str()); // the mapping stays
    }
    void send(const void *message, size_t length) { queue.send(message, length, 0); }
    void receive(void *message, size_t length)
    {
        size_t found;
        unsigned priority;
        queue.receive(message, length, found, priority);
        require(found == length, "the length of a message of Boost's");
    }
    std::string name;
    boost::interprocess::message_queue queue;
};
#endif

void message_row(Report &report, const Options &options, size_t length)
{
    Row row;
    row.label = size_text(length);
    row.waits = true;
    row.bytes = length;
    row.capacity = memory / length;
    row.least = options.quick ? memory / length : 100 * (memory / length);
    row.sides = {message_side<OursInPlace>("picoring", 1, length),
                 message_side<Sending<Pipe>>("pipe", 1, length),
                 message_side<Sending<UnixSocket>>("Unix socket", 1, length)};
#ifdef BENCH_HAVE_ZMQ
    row.sides.push_back(message_side<Sending<Zmq>>("ZeroMQ inproc", 1, length));
#endif
#ifdef BENCH_HAVE_BOOST
    row.sides.push_back(message_side<Sending<BoostMessages>>("boost message_queue", 1, length));
#endif
    for (size_t peer = 1; peer < row.sides.size(); ++peer)
        row.comparisons.push_back(printed(0, peer));
    add_roof(row, message_alone_side(length));
    report.row(row);
}

} // namespace

void table_processes(Report &report, const Options &options)
{
    report.table(
        'j', "messages beside what is used between processes; time a message",
        {"Thread to thread, 256 KB of room where it can be said, checked word by word.",
         "Ours are composed and checked in place. The others could go to another process."});
    for (size_t length : {64, 512, 4096}) message_row(report, options, length);
}

} // namespace bench
