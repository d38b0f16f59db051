# SPDX-License-Identifier: MIT OR Apache-2.0
# consumer.sh: sourced by the scripts beside it. ffi/over_prefix.sh has installed
# the library into a prefix that it was not configured for, and has set
# PICORING_PREFIX, PICORING_LIBRARY and PKG_CONFIG_PATH. The programs are the
# README's, cut out of it as printed; a consumer adds what its build system reads.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
consumer=$(mktemp -d)
trap 'rm -rf "$consumer"' EXIT

# The nth (otherwise the first) code block of a language in the README.
block() {
    awk -v fence="\`\`\`$1" -v nth="${2:-1}" \
        '$0 == fence {on = ++seen == nth; next} /^```$/ {on = 0} on' "$root/README.md"
}

# project [NAME]: into a copy of the project NAME, with the README's programs.
project() {
    mkdir "$consumer/project"
    [ $# -eq 0 ] || cp -R "$here/$1/." "$consumer/project"
    cd "$consumer/project"
    block c >program.c
    block cpp >program.cc
    block cpp 2 >threads.cc
    for program in program.c program.cc threads.cc; do
        [ -s "$program" ] || { echo "no $program in README.md"; exit 1; }
    done
}

# needs COMMAND PACKAGE...: without the command there is nothing to test.
needs() {
    command -v "$1" >/dev/null && return
    echo "skipped: $1 is not installed; apt-get install ${*:2}"
    exit 77
}

# quietly COMMAND...: what it prints is shown if it fails.
quietly() {
    "$@" >"$consumer/log" 2>&1 || { cat "$consumer/log"; echo "failed: $*"; exit 1; }
}

# refused WHAT SENTENCE COMMAND...: it must fail, and say so.
refused() {
    if "${@:3}" >"$consumer/log" 2>&1; then
        echo "$1: it went through"
        exit 1
    fi
    grep -q "$2" "$consumer/log" || { cat "$consumer/log"; echo "$1: it does not say '$2'"; exit 1; }
    echo "$1: refused"
}

expect() { # WHAT WANTED GOT
    [ "$2" = "$3" ] || { echo "$1: expected '$2', got '$3'"; exit 1; }
    echo "$1: ok"
}

# run PROGRAM...: with the library of the prefix.
run() { LD_LIBRARY_PATH=$(dirname "$PICORING_LIBRARY") "$@"; }
