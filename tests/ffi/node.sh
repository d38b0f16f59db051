#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# docs/ffi/node over the prefix: its tests, its example, the code of its README, in its own
# directory and in a project that it was installed into, its types if there is tsc, and
# libraries that are not there, not ours, or of another version.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
here=$(cd "$(dirname "$0")/../.." && pwd)
for tool in node npm; do
    command -v $tool >/dev/null || { echo "skipped: no $tool; apt-get install nodejs npm"; exit 77; }
done
if [ "$(node -p 'parseInt(process.versions.node)')" -lt 18 ]; then
    echo "skipped: Node $(node --version), wanted 18 or later; apt-get install nodejs of Debian 12"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
module=$work/libpicoring/docs/ffi/node
mkdir -p "${module%/*}" "$work/project"
cp -r "$here/docs/ffi/node" "$module"
cd "$module"
if ! npm install --no-audit --no-fund --no-package-lock >npm.log 2>&1; then
    tail -n 3 npm.log
    echo "skipped: koffi is not to be had; npm install koffi@3.3.4"
    exit 77
fi

only_inlines='_(seam|step|cursor)_|_slowly$|_sized$|_create$|_options_init$'
for symbol in $(grep -v '^#' "$here/capi/picoring.symbols" | grep -Ev "$only_inlines"); do
    grep -q "\b$symbol(" prototypes.js || { echo "prototypes.js does not declare $symbol"; exit 1; }
done

run() {
    "$@" >out 2>&1 || { cat out; exit 1; }
}

# Each block of JavaScript is a module; 'picoring' is the package that it lies in.
readme=$work/readme
"$here/tests/ffi/readme_blocks.sh" README.md js "$readme"
"$here/tests/ffi/readme_blocks.sh" README.md sh "$readme"
for block in "$readme"/*.js; do
    cp "$block" block.mjs
    run node block.mjs
done

run bash -euo pipefail "$readme/1.sh"
grep -E '^# (tests|pass|fail|skipped) ' out || grep -E '(tests|pass|fail|skipped) [0-9]' out
grep -q "^$(sha256sum package.json | cut -d' ' -f1)" out || { echo 'the example hashed something else'; exit 1; }

cd "$work/project"
npm init --yes >/dev/null
run bash -euo pipefail "$readme/2.sh"
for block in "$readme"/*.js; do
    cp "$block" "$(basename "$block" .js).mts"
    cp "$block" block.mjs
    run node block.mjs
done
if command -v tsc >/dev/null; then
    run tsc --noEmit --module nodenext --target esnext ./*.mts
else
    echo "skipped: the types; apt-get install node-typescript"
fi
cd "$module"

export PICORING_TECHNIQUE=emulated
run node --test test/*.test.mjs

refuses_others module node --input-type=module -e 'import "picoring"'
