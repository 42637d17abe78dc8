#!/bin/sh
# Prints what shops of many sizes cost in CPU time: an import and an export a
# record, a start, the first list that is narrowed, and a page of 100 at the
# beginning and at the end of each list, every page made anew. Catalogues stand
# beside the checkout; one that is absent is left out. Nothing is left behind.
#
#   tests/bench/size.sh
#   SIZES="1000 20000" VARIANTS="1000 5000" tests/bench/size.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kontor=${KONTOR:-$here/../../build/release/bin/kontor}
data=$here/../../../shared/data/catalog
port=${PORT:-18090}
sizes=${SIZES:-1000 20000 100000}
variants=${VARIANTS:-100 1000 5000}
url=http://127.0.0.1:$port
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null; wait; rm -rf "$work"' EXIT

# cpu COMMAND… : its CPU time in ms.
cpu() {
    (
        "$@" >"$work/out.txt" 2>&1 || { cat "$work/out.txt" >&2; exit 1; }
        times
    ) | awk -F '[ms ]+' 'NR == 2 {
        printf "%.0f", (60 * ($1 + $3) + $2 + $4) * 1000 }'
}

# make: a shop of the lines in $work/lines; sets $import, $export (us a line).
make() {
    rm -rf "$work/shop"
    "$kontor" init --empty "$work/shop" >/dev/null
    lines=$(wc -l <"$work/lines")
    import=$(cpu "$kontor" import jsonl "$work/lines" --shop "$work/shop")
    export=$(cpu "$kontor" export jsonl "$work/export" --shop "$work/shop")
    import=$((import * 1000 / lines)) export=$((export * 1000 / lines))
    rm "$work/export"
}

# start: serves the shop; sets $ready (ms) and $token.
start() {
    token=$("$kontor" token --scopes products:read,variants:read \
        "$work/shop" 2>/dev/null)
    begun=$(date +%s%N)
    "$kontor" serve "$work/shop" --port "$port" >"$work/server.txt" 2>&1 &
    server=$!
    until curl -sf "$url/readyz" >/dev/null; do
        kill -0 "$server" || { cat "$work/server.txt" >&2; exit 1; }
        sleep 0.005
    done
    ready=$((($(date +%s%N) - begun) / 1000000))
}

halt() {
    kill "$server"
    wait "$server" || true
    server=
}

# walk PATH : CPU us a request: the first tenth, the last, how many.
walk() {
    printf '%s\n' "$1" | lua5.4 "$here/walk.lua" "$url" "$server" "$token"
}

# ends PATH : the first two of them, as "1200  1180".
ends() { walk "$1" | awk '{ printf "%7d %7d", $1, $2 }'; }

memory() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }

# shop NAME: a row of the shop in $work/lines.
shop() {
    make
    start
    index=$(walk "/store/v1/products?price_max=0" | cut -d' ' -f1)
    printf '%-24s %6d %6d %6d %6d %s %s %s %5d %5d\n' "$1" "$import" "$export" \
        "$ready" $((index / 1000)) "$(ends "/store/v1/products?limit=100")" \
        "$(ends "/store/v1/products?limit=100&sort=price_asc")" \
        "$(ends "/admin/v1/products?limit=100&sort=title")" "$(memory)" \
        "$(du -sm "$work/shop" | cut -f1)"
}

echo "CPU us by record, ms of the start and of the first narrowed list, us a"
echo "page of 100 at the begin and the end of a list, MiB of memory and disk"
printf '%-24s %6s %6s %6s %6s %15s %15s %15s %5s %5s\n' shop import export \
    start index newest "by price" "staff, titles" mem disk
for size in $sizes; do
    lua5.4 "$here/size/things.lua" "$size" >"$work/lines"
    shop "$size products"
    halt
done
if [ -d "$data/icecat" ]; then
    for file in "$data"/icecat/products-*.json.gz; do
        gzip -dc "$file"
    done | lua5.4 "$here/size/icecat.lua" >"$work/lines"
    shop "Icecat, 19 406"
    halt
fi
if [ -d "$data/complete-journey" ]; then
    gzip -dc "$data/complete-journey/products.csv.gz" |
        lua5.4 "$here/size/journey.lua" >"$work/lines"
    shop "Complete Journey, 92 331"
    halt
fi
if [ -d "$data/bestbuy" ]; then
    gzip -dc "$data/bestbuy/categories.json.gz" |
        lua5.4 "$here/size/bestbuy.lua" >"$work/lines"
    shop "Best Buy, 4 584 places"
    for path in "categories" "categories?levels=2"; do
        printf '  %-36s %7d us, kept %6d us\n' "$path" \
            "$(walk "/store/v1/$path" | cut -d' ' -f1)" \
            "$(walk "/store/v1/$path" | cut -d' ' -f1)"
    done
    sed -n 's/.*"kind":"category".*"slug":"\([^"]*\)".*/\1/p' "$work/lines" |
        awk 'NR % 100 == 1 { print "/store/v1/categories/" $1 }' >"$work/places"
    lua5.4 "$here/walk.lua" "$url" "$server" "$token" <"$work/places" |
        awk '{ printf "  %-36s %7d us, at the leaves %d us\n",
            "a category, by depth: at the top", $1, $2 }'
    halt
fi

echo
echo "A product with many variants: CPU us by variant, us a page of 100"
printf '%-24s %6s %6s %9s %15s %15s %9s\n' variants import export product \
    pages "staff's" "one chosen"
for count in $variants; do
    lua5.4 "$here/size/variants.lua" "$count" >"$work/lines"
    make
    start
    id=$(curl -sf "$url/store/v1/products/shirt" | grep -o 'prod_[0-9a-z]*' |
        head -1)
    halt
    start # what was asked for is forgotten
    shirt=/store/v1/products/shirt
    printf '%-24s %6d %6d %9.1f %s %s %9d\n' "$count" \
        $((import * lines / count)) $((export * lines / count)) \
        "$(walk "$shirt" | awk -v n="$count" '{ print $1 / n }')" \
        "$(ends "$shirt/variants?limit=100")" \
        "$(ends "/admin/v1/variants?limit=100&sort=position&product_id=$id")" \
        "$(walk "$shirt/variants?attr.Size=Size+1&attr.Colour=Colour+9\
&attr.Length=Length+3" | cut -d' ' -f1)"
    halt
done
