#!/bin/sh
# Runs each fuzz target for some seconds from its seeds, two at a time. What it
# finds beyond them is kept in build/, an input that fails is named and left
# there.
#
#   tests/fuzz/run.sh PROGRAMS_FOLDER [SECONDS] [TARGET]
set -eu

here=$(cd "$(dirname "$0")" && pwd)

# run PROGRAM SECONDS : one target.
run() {
    target=${1##*/fuzz-}
    found=${1%/*}/../fuzz/$target
    mkdir -p "$found"
    log=$found.log
    "$1" -max_total_time="$2" -max_len=4096 -timeout=5 \
        -artifact_prefix="$found." "$found" "$here/seeds/$target" \
        >"$log" 2>&1 || {
        tail -40 "$log" >&2
        echo "$target: failed, see $log" >&2
        exit 1
    }
    printf '%-8s %s\n' "$target" "$(grep '^Done' "$log")"
}

case $1 in
--one) run "$2" "$3" ;;
*)
    find "$1" -name "fuzz-${3:-*}" | sort |
        xargs -P 2 -I '{}' "$0" --one '{}' "${2:-60}"
    ;;
esac
