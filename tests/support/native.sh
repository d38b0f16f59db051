# SPDX-License-Identifier: MIT OR Apache-2.0
# native.sh: sourced by tests/run. The passes on the machine itself.

need build-essential meson ninja-build pkg-config python3 binutils libcmocka-dev \
    libboost-dev libsndfile1-dev libuv1-dev redis-server

configure build/tests --buildtype=debugoptimized -Dtests=true
meson compile -C build/tests
run "as a user builds it" build/tests

if [ $platform = native ]; then
    techniques build/tests memfd mremap shm sandbox
    log_suffix=-emulated run "technique emulated" build/tests --setup emulated --suite mapping

    configure build/tests-asan --buildtype=debugoptimized -Doptimization=1 \
        -Db_sanitize=address,undefined -Db_lundef=false -Dtests=true
    PICORING_TEST_SCALE=$((${PICORING_TEST_SCALE:-1} * 4)) \
        run "with sanitizers" build/tests-asan "${objects[@]}" --suite scenarios \
        --no-suite cxx_calls --no-suite emulated

    shared=(list_threads_inline channel_threads_inline waiting records_inline)
    configure build/tests-tsan --buildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
        -Dtests=true
    meson compile -C build/tests-tsan "${shared[@]/#/test_}"
    PICORING_TECHNIQUE=emulated PICORING_TEST_SCALE=$((${PICORING_TEST_SCALE:-1} * 2)) \
        run "with ThreadSanitizer" build/tests-tsan --no-rebuild "${shared[@]}"
fi
