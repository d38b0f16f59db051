# SPDX-License-Identifier: MIT OR Apache-2.0
# need.sh: sourced by the run scripts. `need PACKAGE...` sees to it that the
# Debian packages are there: installs what is missing where it may, otherwise
# names it and ends. Elsewhere than on Debian it trusts the build to complain.

need() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() package as_root=()
    for package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "These packages are missing and this user may not install them:" >&2
            echo "    apt-get install ${missing[*]}" >&2
            exit 2
        fi
        as_root=(sudo -n)
    fi
    echo "Installing ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        exit 2
    fi
    rm -f "$log"
}

# configure DIRECTORY OPTION...: sets a build directory up, or again.
configure() {
    local directory=$1 again=()
    shift
    mkdir -p "$directory"
    [ -f "$directory/build.ninja" ] && again=(--reconfigure)
    meson setup "$directory" "${again[@]}" "$@" >"$directory.log" 2>&1 || {
        cat "$directory.log" >&2
        exit 1
    }
}
