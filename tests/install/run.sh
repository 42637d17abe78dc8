#!/bin/sh
# Installs a build into an empty prefix, moves it, and uses it there as others
# would: the program finds its scripts, a C program is built by pkg-config.
#
#   tests/install/run.sh BUILD_FOLDER [SANITIZERS]
set -eu

sanitize=${2:-}
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() {
    [ "$2" = "$3" ] || {
        printf '%s: got "%s", want "%s"\n' "$1" "$2" "$3" >&2
        exit 1
    }
}

cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/second"
prefix=$work/second
PATH=$prefix/bin:$PATH

pc=$(find "$prefix" -name kontor.pc)
PKG_CONFIG_PATH=${pc%/*}
export PATH PKG_CONFIG_PATH
version=$(pkg-config --modversion kontor)
expect "kontor version" "$(kontor version | head -1)" "kontor $version"

scripts=$(pkg-config --variable=scriptsdir kontor)
for file in promotions/percent_off.lua tax/eu_vat.lua api/promotion.lua \
    lib/choice.lua; do
    [ -f "$scripts/$file" ] || {
        echo "not installed: scripts/$file" >&2
        exit 1
    }
done

# shellcheck disable=SC2046
cc -std=c17 -Wall -Werror $(pkg-config --cflags kontor) -o "$work/split" \
    "$here/split.c" $(pkg-config --libs kontor) \
    ${sanitize:+"-fsanitize=$sanitize"}
expect "split 10.00 by three" "$("$work/split")" "334 333 333"
echo "installed, moved and used: kontor $version"
