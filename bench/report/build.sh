#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# build.sh: called by bench/run. Installs what is missing and builds a release in
# build/bench. Only the peers that are installed are compared.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/need.sh

need build-essential git meson ninja-build pkg-config python3-matplotlib python3-jinja2 \
    hyperfine nlohmann-json3-dev libsndfile1-dev redis-server \
    libboost-dev libreaderwriterqueue-dev libconcurrentqueue-dev libatomic-queue-dev libck-dev \
    libtbb-dev libplf-colony-dev libjack-jackd2-dev libspa-0.2-dev libsoundio-dev libzmq3-dev
configure build/bench --buildtype=release -Dtests=false -Dbench=true -Dscenarios=true
meson compile -C build/bench >build/bench-compile.log || {
    cat build/bench-compile.log
    exit 1
}
