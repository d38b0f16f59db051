#!/usr/bin/env bash
# SPDX-License-Identifier: MIT OR Apache-2.0
# meson.sh: dependency('picoring'), as installed and as a subproject of a wrap.
. "$(dirname "$0")/consumer.sh"
needs pkg-config pkg-config
needs tar tar
meson=${MESON:-meson}

mkdir "$consumer/readme"
(cd "$consumer/readme" && block c >program.c && block meson >meson.build &&
    quietly $meson setup build && quietly $meson compile -C build)
expect "the README's project" "one line" "$(run "$consumer/readme/build/program")"

project meson
# built DIRECTORY TARGET OPTION...
built() {
    quietly $meson setup "$1" "${@:3}" -Dbuildtype=plain
    quietly $meson compile -C "$1" "$2"
}
built shared in_cxx
expect "installed, in C++" 8199.5 "$(run shared/in_cxx)"
built static in_c -Dprefer_static=true
expect "installed, static" "one line" "$(static/in_c)"

# Without a prefix there is only the wrap. Its tests, scenarios and benchmarks are not
# its superproject's.
mkdir -p subprojects/packagefiles
tar -cf subprojects/packagefiles/picoring.tar --transform='s,^,picoring/,' -C "$root" \
    meson.build meson_options.txt src include capi
hash=$(sha256sum subprojects/packagefiles/picoring.tar | cut -d' ' -f1)
sed "s/@hash@/$hash/" picoring.wrap >subprojects/picoring.wrap
export PKG_CONFIG_PATH=
built wrapped in_c --force-fallback-for=picoring -Dpicoring:default_library=shared
expect "as a subproject" "one line" "$(run wrapped/in_c)"
