#!/bin/sh
# Loads a server with wrk and prints one table: requests a second, p50, p99,
# server CPU microseconds a request, memory, and whether the target is reached;
# then what a request costs in larger shops. The shops are made of the demo;
# nothing is left behind.
#
#   tests/bench/http.sh [SECONDS]        6 s a row unless told
#   SIZES="1000 20000" OFFERS="1 100" tests/bench/http.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kontor=${KONTOR:-$here/../../build/release/bin/kontor}
seconds=${1:-6}
port=${PORT:-18090}
sizes=${SIZES:-1000 20000 100000}
offers=${OFFERS:-1 10 100 1000}
url=http://127.0.0.1:$port
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null; wait; rm -rf "$work"' EXIT

ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }
post() { curl -sf -X POST -H 'Content-Type: application/json' -d "$2" "$url$1"; }

# start COMMAND… : runs a server and waits until it is ready; sets $ready (ms).
start() {
    begun=$(date +%s%N)
    "$@" >"$work/server.txt" 2>&1 &
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

# judge VALUE RELATION TARGET
judge() {
    awk -v v="$1" -v relation="$2" -v t="$3" 'BEGIN {
        print (relation == ">=" ? v >= t : v < t) ? "reached" : "not reached" }'
}

# figure NAME VALUE UNIT RELATION TARGET
figure() {
    printf '%-34s %10s %-4s  target %s %s %s: %s\n' "$1" "$2" "$3" "$4" "$5" \
        "$3" "$(judge "$2" "$4" "$5")"
}

# load CONNECTIONS THREADS SCRIPT ARGUMENTS… : one row's figures on stdout.
load() {
    connections=$1 threads=$2 script=$3
    shift 3
    before=$(ticks)
    wrk -t "$threads" -c "$connections" -d "${seconds}s" --latency \
        -s "$here/wrk/$script" "$url" -- "$@" >"$work/wrk.txt" 2>"$work/wrk.err"
    used=$(($(ticks) - before))
    cat "$work/wrk.err" >&2
    awk -v used="$used" -v mib="$(memory)" -v hz="$(getconf CLK_TCK)" '
        /^ +50%/ { p50 = $2 } /^ +99%/ { p99 = $2 }
        /requests in/ { n = $1 } /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = $NF }
        /^orders/ { n = $2; rate = $2 / $6 }
        END {
            if (n == 0) n = 1
            print rate, p50, p99, used / hz * 1e6 / n, mib, bad + 0
        }' "$work/wrk.txt"
}

# row NAME RATE CPU P99 CONNECTIONS THREADS SCRIPT ARGUMENTS… : the targets are
# the least rate, the most CPU and the longest p99 (ms); 0 is none.
row() {
    name=$1 rate=$2 cpu=$3 p99=$4
    connections=$5
    shift 4
    load "$@" | awk -v name="$name" -v c="$connections" -v rate="$rate" \
        -v cpu="$cpu" -v p99="$p99" -v reached="$work/reached" '
        function ms(text) {
            return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 \
                : text * 1000
        }
        {
            missed = ""
            if ($1 < rate) missed = missed " rate"
            if (cpu > 0 && $4 > cpu) missed = missed " CPU"
            if (p99 > 0 && ms($3) >= p99) missed = missed " p99"
            wanted = ">= " rate "/s"
            if (cpu > 0) wanted = wanted ", <= " cpu " us"
            if (p99 > 0) wanted = wanted ", p99 < " p99 " ms"
            printf "%-22s %5d %9.0f %9s %9s %8.1f %6s  %-33s %s", name, c, $1,
                $2, $3, $4, $5, wanted,
                missed == "" ? "reached" : "not reached:" missed
            print name "\t" (missed == "" ? c : "") >>reached
            if ($6 > 0) printf ", %d answers were no success", $6
            print ""
        }'
}

# fill: what the rows ask for, from the shop that is served. The first search
# waits for the index of the shop, which no row is to measure.
fill() {
    curl -sf "$url/store/v1/products?limit=100" >"$work/products.json"
    grep -o '"slug":"[^"]*"' "$work/products.json" | cut -d'"' -f4 |
        sed 's|^|/store/v1/products/|' >"$work/products"
    echo "/store/v1/products?limit=20" >"$work/lists"
    lua5.4 "$here/searches.lua" >"$work/searches"
    curl -sf "$url$(head -1 "$work/searches")" >/dev/null
    while read -r path; do
        curl -sf "$url$path" | grep -o '"sku":"[^"]*"' | cut -d'"' -f4 |
            head -1
    done <"$work/products" >"$work/skus"
    head -5 "$work/skus" >"$work/five"
    : >"$work/carts"
    lines=$(sed 's/.*/{"sku":"&","quantity":1}/' "$work/five" | paste -sd, -)
    i=0
    while [ $i -lt 256 ]; do
        cart=$(post /store/v1/carts '{}' | grep -o 'cart_[0-9a-z]*' | head -1)
        post "/store/v1/carts/$cart/lines" "[$lines]" >/dev/null
        echo "$cart" >>"$work/carts"
        i=$((i + 1))
    done
}

# make PRODUCTS OFFERS: a new shop in $work/shop.
make() {
    rm -rf "$work/shop"
    "$kontor" init --empty "$work/shop" >/dev/null
    lua5.4 "$here/generate.lua" "$1" "$2" <"$work/export.jsonl" |
        "$kontor" import jsonl - --shop "$work/shop" >"$work/import.txt" 2>&1 ||
        { cat "$work/import.txt" >&2; exit 1; }
}

# shipped: MiB of the programs as they are installed, without what a debugger
# reads, and of what lies beside them.
shipped() {
    mkdir -p "$work/shipped"
    for program in "$kontor" "$(dirname "$kontor")/kontor-picture"; do
        strip -o "$work/shipped/$(basename "$program")" "$program"
    done
    du -skc "$work/shipped" "$here/../../scripts" "$here/../../examples" |
        awk 'END { printf "%.1f", $1 / 1024 }'
}

# cost LABEL: what the main requests cost in the shop that was made.
cost() {
    start "$kontor" serve "$work/shop" --port "$port"
    idle=$(memory)
    fill
    product=$(load 16 1 get.lua "$work/products" | cut -d' ' -f4)
    list=$(load 16 1 get.lua "$work/lists" | cut -d' ' -f4)
    add=$(load 16 1 add.lua "$work/carts" "$work/five" | cut -d' ' -f4)
    printf '%-22s %8d ms %8s MiB %10.1f %10.1f %10.1f\n' "$1" "$ready" "$idle" \
        "$product" "$list" "$add"
    halt
}

start "$kontor" demo --keep "$work/demo" --port "$port"
halt
"$kontor" export jsonl --shop "$work/demo" >"$work/export.jsonl" 2>/dev/null

make 20000 0
start "$kontor" serve "$work/shop" --port "$port"
figure "cold start, 20 000 products" "$ready" ms "<" 50
figure "memory, idle" "$(memory)" MiB "<" 20
figure "program and scripts" "$(shipped)" MiB "<" 10
echo
fill
printf '%-22s %5s %9s %9s %9s %8s %6s  %s\n' row conns per\ s p50 p99 CPU\ us \
    MiB target
for connections in 1 16 64 256; do
    threads=$((connections < 256 ? 1 : 2)) # of wrk, beside two of the server
    row "product by slug" 45000 22 5 "$connections" "$threads" get.lua \
        "$work/products"
    row "list page of 20" 20000 0 0 "$connections" "$threads" get.lua \
        "$work/lists"
    row "search with facets" 5000 0 0 "$connections" "$threads" get.lua \
        "$work/searches"
    row "add to a 5-line cart" 7000 0 20 "$connections" "$threads" add.lua \
        "$work/carts" "$work/five"
    row "whole checkout, orders" 1500 1000 0 "$connections" "$connections" \
        checkout.lua "$work/skus"
done
awk -F '\t' -v reached="$work/reached" '
    BEGIN {
        while ((getline <reached) > 0) {
            if (!($1 in at)) { names[++n] = $1; at[$1] = "" }
            if ($2 != "") at[$1] = at[$1] (at[$1] == "" ? "" : ", ") $2
        }
        for (i = 1; i <= n; i++)
            print names[i] ": " (at[names[i]] == "" ? "not reached" \
                : "reached at " at[names[i]] " connections")
    }'
sleep 2 # what requests freed goes back once a second
figure "memory, after load" "$(memory)" MiB "<" 80
printf '%-34s %10s MiB\n' "memory, at its peak" \
    "$(awk '/VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status")"
halt
echo "kill -9 under load: build/release/bin/kontor-cli counts, 30 times, in \
tests/cli/test_kill.c"

echo
printf '%-22s %11s %12s %10s %10s %10s\n' 'CPU us a request' start memory \
    product list 'cart add'
for size in $sizes; do
    make "$size" 0
    cost "$size products"
done
for count in $offers; do
    make 1000 "$count"
    cost "$count more offers"
done
