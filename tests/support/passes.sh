# SPDX-License-Identifier: MIT OR Apache-2.0
# passes.sh: sourced by tests/run. Passes of the tests, and what is kept of
# them: build/platforms/$platform.json has a line for each, of which
# docs/platforms.md is made.

objects=(--suite capi --suite cxx --suite property)
passes=()
failed=no

# run NAME DIRECTORY OPTION...: one pass of the tests.
run() {
    local name=$1 directory=$2
    shift 2
    printf '\n== %s\n' "$name"
    local status=0
    meson test -C "$directory" --print-errorlogs "$@" || status=$?
    passes+=("$name|$directory|meson-logs/testlog${log_suffix:-}.json")
    [ $status -eq 0 ] || failed=yes
}

# techniques DIRECTORY TECHNIQUE...: the tests of objects that are mirrored with each
# of them forced, the long ones shorter. In a sandbox nothing can be mapped.
techniques() {
    local directory=$1 technique
    shift
    for technique; do
        PICORING_TEST_SCALE=$((${PICORING_TEST_SCALE:-1} * 4)) log_suffix=-$technique \
            run "technique $technique" "$directory" --setup "$technique" "${objects[@]}" \
            --no-suite list $([ "$technique" != sandbox ] || echo --no-suite mapping)
    done
}

# built NAME DIRECTORY: what was compiled and linked there and cannot run here.
built() { passes+=("$1|$2|"); }

summary() {
    printf '\n'
    mkdir -p build/platforms
    python3 tests/support/summary.py "build/platforms/$platform.json" "${passes[@]}" || failed=yes
}
