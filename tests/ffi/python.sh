#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# The Python package over the prefix: its tests, mirrored and emulated, its README's blocks,
# its examples, mypy --strict over both where it is installed, and libraries that are not
# there, not ours, or of another version.
set -euo pipefail
: "${PICORING_LIBRARY:?run by tests/ffi/over_prefix.sh BUILD SCRIPT}"
. "$(dirname "$0")/refused.sh"
cd "$(dirname "$0")/../../docs/ffi/python"
python=/usr/bin/python3
[ -x $python ] || python=$(command -v python3) || { echo "skipped: python3; apt-get install python3"; exit 77; }
export PYTHONPATH=$PWD PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

$python -c 'import numpy' 2>/dev/null || echo "skipped: NumPy; apt-get install python3-numpy"
$python -X faulthandler -W error -m unittest discover -v -s tests
PICORING_TECHNIQUE=emulated $python -X faulthandler -W error -m unittest discover -s tests
if $python -c 'import mypy' 2>/dev/null; then
    $python -m mypy --strict --cache-dir=/dev/null picoring
else
    echo "skipped: the types; apt-get install mypy"
fi
if $python -c 'import mypy, numpy' 2>/dev/null; then
    $python -c 'import doctest; print(doctest.script_from_examples(open("README.md").read()))' >"$work/readme.py"
    MYPYPATH=$PWD $python -m mypy --strict --allow-untyped-defs --allow-untyped-calls --allow-redefinition \
        --cache-dir=/dev/null "$work/readme.py"
else
    echo "skipped: the types of the README's blocks; apt-get install mypy python3-numpy"
fi

refuses_others package $python -c 'import picoring'
