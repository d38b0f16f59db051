#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# Go over the prefix: vet, the tests with and without the race detector, the README's
# program built as it says, the example, and libraries that are too old or of another major
# version.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "skipped: go; apt-get install golang-go"; exit 77; }
command -v "${CC:-gcc}" >/dev/null || { echo "skipped: a C compiler for cgo; apt-get install gcc"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod GOPROXY=off GOCACHE=${GOCACHE:-${HOME:-$work}/.cache/go-build}
LD_LIBRARY_PATH=$(dirname "$PICORING_LIBRARY")
export LD_LIBRARY_PATH

# A copy, since go writes beside go.mod, and since what its cache has of a folder is linked
# with the prefix of the run before.
export PICORING=$work/source
mkdir -p "$PICORING/docs/ffi"
cp -r "$here/../../docs/ffi/go" "$PICORING/docs/ffi/go"
cd "$PICORING/docs/ffi/go"
[ -z "$(gofmt -l .)" ] || { gofmt -d .; exit 1; }
go vet ./...
go test .
PICORING_TECHNIQUE=shm go test -count 1 .
if [ -e "$(go env GOROOT)/src/runtime/race/race_$(go env GOOS)_$(go env GOARCH).syso" ]; then
    go test -race .
else
    echo "skipped: go test -race has no detector for this machine"
fi
"${CC:-gcc}" -shared -fPIC -o "$work/long_calls.so" "$here/long_calls.c" -I"$PICORING_PREFIX/include" -ldl
go test -count 1 -run LastCall -exec "env LD_PRELOAD=$work/long_calls.so" .

seq 1 250 >"$work/log"
[ "$(go run ./example <"$work/log")" = "250 lines; the last 100 took 200.5 on average" ]
[ "$(go run ./example "$work/log")" = "250 lines; the last 100 took 200.5 on average" ]
[ "$(go run ./example </dev/null)" = "0 lines" ]

"$here/readme_blocks.sh" README.md go "$work/go"
"$here/readme_blocks.sh" README.md sh "$work/sh"
mkdir "$work/program"
cp "$work/go/1.go" "$work/program/main.go"
cd "$work/program"
bash -e "$work/sh/1.sh" | diff "$work/go/1.expected" -

go build -o program .
mkdir "$work/other"
echo 'PICORING_0 { *; };' >"$work/map"
other_version_is_refused() { # NUMBER VERSION
    library_of "$1" "$2" "$work/other/libpicoring.so.0" "${CC:-gcc}" -Wl,-soname,libpicoring.so.0 \
        -Wl,--version-script="$work/map"
    if LD_LIBRARY_PATH=$work/other ./program 2>"$work/err"; then
        echo "version $2 was accepted"
        exit 1
    fi
    grep -qF "picoring: the library is version $2, older than the headers of this program or of another" \
        "$work/err" || { cat "$work/err"; exit 1; }
}
other_version_is_refused 1 0.0.1
other_version_is_refused 20000 2.0.0
