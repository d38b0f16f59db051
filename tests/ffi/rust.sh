#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# docs/ffi/rust over the prefix: its tests, the code of its README, and what becomes of a
# library that is not there.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
here=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$PATH:$HOME/.cargo/bin:/root/.cargo/bin
if ! command -v cargo >/dev/null || ! command -v rustc >/dev/null; then
    echo "skipped: no cargo; apt-get install cargo rustc"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/docs/ffi/rust" "$work/crate"
cd "$work/crate"
export CARGO_TARGET_DIR=$work/target CARGO_NET_OFFLINE=true RUSTFLAGS="-D warnings"
LD_LIBRARY_PATH=$(dirname "$PICORING_LIBRARY")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

for symbol in $(grep -v '^#' "$here/capi/picoring.symbols"); do
    grep -q "fn $symbol(" src/sys.rs || { echo "src/sys.rs does not declare $symbol"; exit 1; }
done

bash -euo pipefail -c "$(sed -n '/^```sh$/,/^```$/{/^```/!p}' README.md)" >out 2>&1 ||
    { cat out; exit 1; }
grep '^test result' out
grep -q 'lines, the longest of' out || { cat out; exit 1; }
PICORING_TECHNIQUE=emulated cargo test --quiet --release --tests
cargo build --release --example bench_picoring 2>/dev/null

if PICORING_PREFIX=$work/none cargo build >out 2>&1; then
    echo "built without a library"
    exit 1
fi
grep 'holds no libpicoring' out
