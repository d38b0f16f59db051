# SPDX-License-Identifier: MIT OR Apache-2.0
# tools.sh: sourced by .ci/run and by tests/run --all. What some tests take beside what
# every one needs; without it they are skipped, and say so.

# need_tools: for consumers, the report, and Python, Rust, Node and LuaJIT. A cargo or
# npm that is no Debian package will do.
need_tools() {
    need abigail-tools autoconf automake cmake git libasio-dev liburing-dev lua-busted luajit make \
        mypy nlohmann-json3-dev python3-jinja2 python3-matplotlib python3-numpy
    command -v cargo >/dev/null || need cargo rustc
    command -v npm >/dev/null || need nodejs npm
}

# need_all_tools: for all other languages, too.
need_all_tools() {
    need_tools
    need golang-go junit4 libjna-java
    command -v javac >/dev/null || need default-jdk-headless
}
