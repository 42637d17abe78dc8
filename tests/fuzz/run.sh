#!/bin/sh
# Runs each fuzz target for some seconds from its seeds. What it finds beyond
# them is kept in build/, an input that fails is named and left there.
#
#   tests/fuzz/run.sh PROGRAMS_FOLDER [SECONDS] [TARGET]
set -eu

programs=$1
seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)

for program in "$programs"/fuzz-${3:-*}; do
    target=${program##*/fuzz-}
    found=$programs/../fuzz/$target
    mkdir -p "$found"
    log=$found.log
    "$program" -max_total_time="$seconds" -max_len=4096 -timeout=5 \
        -artifact_prefix="$found." "$found" "$here/seeds/$target" \
        >"$log" 2>&1 || {
        tail -40 "$log" >&2
        echo "$target: failed, see $log" >&2
        exit 1
    }
    printf '%-8s %s\n' "$target" "$(grep '^Done' "$log")"
done
