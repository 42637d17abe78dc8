#!/bin/sh
# Makes a shop of Icecat's 19,406 products and prints how long that takes, and
# how well search ranks in it by judged queries beside BM25. The data stands
# beside the checkout; without it nothing is done. Nothing is left behind.
#
#   tests/bench/quality.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=$here/../../build/release/bin
data=$here/../../../shared/data
if [ ! -d "$data/catalog/icecat" ] || [ ! -d "$data/search/chorus" ]; then
    echo "skipped: $data has no catalog/icecat or search/chorus"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# timed NAME COMMAND… : its output goes to the work folder.
timed() {
    name=$1
    shift
    begun=$(date +%s%N)
    "$@" >"$work/out.txt" 2>&1 || { cat "$work/out.txt" >&2; exit 1; }
    printf '%-32s %6d ms\n' "$name" $((($(date +%s%N) - begun) / 1000000))
}

convert() {
    for file in "$data"/catalog/icecat/products-*.json.gz; do
        gzip -dc "$file"
    done | lua5.4 "$here/size/icecat.lua" >"$work/icecat.jsonl"
}

timed "converted" convert
"$bin/kontor" init --empty "$work/shop" >/dev/null
timed "imported" "$bin/kontor" import jsonl "$work/icecat.jsonl" \
    --shop "$work/shop"
cat "$work/out.txt"
timed "exported" "$bin/kontor" export jsonl "$work/export.jsonl" \
    --shop "$work/shop"
"$bin/kontor-bench" quality "$work/shop/data/shop.db" \
    "$data"/search/chorus/*.csv
