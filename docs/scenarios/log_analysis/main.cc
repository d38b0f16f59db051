// SPDX-License-Identifier: MIT OR Apache-2.0
//
// log_analysis: a log, followed and looked at through a mirrored stream and a
// mirrored window, or (--impl=classic) through the same without a mirror.
// README.md tells what it shows.
#include "analysis.hpp"
#include "input.hpp"
#include "options.hpp"
#include "source_classic.hpp"
#include "source_picoring.hpp"
#include "stop.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <system_error>

namespace log_analysis {

namespace {

// Everything of one run. Source and Window are all that the implementations
// differ in.
template <class Source, class Window> class Run {
public:
    explicit Run(const Options &options)
        : input_(options.file, options.follow), report_(options.quiet, progress_),
          source_(options.buffer),
          analysis_(options.window, options.every, options.spike, options.buffer, report_),
          reader_(source_, analysis_), how_(options.classic ? "classic, " : "picoring, ")
    {
    }

    int run()
    {
        bool good = read_all();
        if (!good) complain(input_.name() + ": " + source_.failure());
        reader_.finish();
        report_.summary(input_.name(), analysis_.totals(), source_.bytes_read());
        double seconds = watch_.seconds();
        flush();
        report_.speed(analysis_.totals(), source_.bytes_read(), seconds,
                      how_ + source_.technique());
        return good ? 0 : 1;
    }

private:
    // False if a read failed.
    bool read_all()
    {
        while (input_.ready()) {
            Filled filled = source_.fill(input_.descriptor());
            if (filled == Filled::failed) return false;
            if (filled == Filled::some) take();
            if (filled == Filled::end && !go_on()) break;
        }
        return true;
    }

    void take()
    {
        reader_.feed();
        flush();
        show_progress(false);
    }

    // At the end of a file. False if it was the end of all.
    bool go_on()
    {
        switch (input_.at_end()) {
        case Input::Next::end: return false;
        case Input::Next::more: break;
        case Input::Next::wait: wait(); break;
        case Input::Next::from_beginning: another("the file was truncated"); break;
        case Input::Next::new_file: another("the file was replaced by a new one"); break;
        }
        return true;
    }

    void wait()
    {
        show_progress(true);
        watch_.waiting([this] { input_.wait(); });
    }

    void another(const char *why)
    {
        reader_.finish();
        report_.note(why);
        flush();
    }

    void show_progress(bool now)
    {
        progress_.show(analysis_.totals().lines, source_.bytes_read(), watch_, now);
    }

    void flush()
    {
        if (!report_.flush())
            throw std::system_error(errno, std::generic_category(), "standard output");
    }

    static void complain(const std::string &sentence)
    {
        std::fprintf(stderr, "log_analysis: %s\n", sentence.c_str());
    }

    Stopwatch watch_;
    Input input_;
    Progress progress_;
    Report report_;
    Source source_;
    Analysis<Window> analysis_;
    LineReader<Source, Analysis<Window>> reader_;
    std::string how_;
};

int run(const Options &options)
{
    stop::install();
    if (options.classic) return Run<ClassicSource, ClassicWindow>(options).run();
    return Run<MirroredSource, MirroredWindow>(options).run();
}

} // namespace

} // namespace log_analysis

int main(int argc, char **argv)
{
    try {
        return log_analysis::run(log_analysis::read_options(argc, argv));
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "log_analysis: %s\n", problem.what());
        return 1;
    }
}
