#!/bin/sh
# Loads a server with wrk and prints one row a figure: requests a second, p50,
# p99, server CPU microseconds a request, memory. The shop is a fresh copy of
# the demo; nothing is left behind.
#
#   tests/bench/http.sh [SECONDS]        6 s a row unless told
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kontor=${KONTOR:-$here/../../build/release/bin/kontor}
seconds=${1:-6}
port=${PORT:-18090}
url=http://127.0.0.1:$port
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null; wait; rm -rf "$work"' EXIT

ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }
post() { curl -sf -X POST -H 'Content-Type: application/json' -d "$2" "$url$1"; }

# row NAME CONNECTIONS THREADS SCRIPT ARGUMENTS…
row() {
    name=$1 connections=$2 threads=$3 script=$4
    shift 4
    before=$(ticks)
    wrk -t "$threads" -c "$connections" -d "${seconds}s" --latency \
        -s "$here/wrk/$script" "$url" -- "$@" >"$work/wrk.txt" 2>"$work/wrk.err"
    used=$(($(ticks) - before))
    cat "$work/wrk.err" >&2
    awk -v name="$name" -v c="$connections" -v used="$used" -v mib="$(memory)" \
        -v hz="$(getconf CLK_TCK)" '
        /^ +50%/ { p50 = $2 } /^ +99%/ { p99 = $2 }
        /requests in/ { n = $1 } /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = $NF }
        /^orders/ { orders = $2 / $6 }
        END {
            printf "%-26s %5d %10.0f %9s %9s %10.1f %8s", name, c, rate, p50,
                p99, used / hz * 1e6 / n, mib
            if (orders) printf "  %.0f orders/s", orders
            if (bad) printf "  %s answers were no success", bad
            print ""
        }' "$work/wrk.txt"
}

# The demo's shop, with stock for millions.
"$kontor" demo --keep "$work/demo" --port "$port" >"$work/demo.txt" 2>&1 &
server=$!
until curl -sf "$url/readyz" >/dev/null; do
    kill -0 "$server" || { cat "$work/demo.txt" >&2; exit 1; }
    sleep 0.05
done
kill "$server"
wait "$server" || true
"$kontor" init --empty "$work/shop" >/dev/null
"$kontor" export jsonl --shop "$work/demo" 2>/dev/null |
    sed 's/"available":[0-9]*/"available":1000000000/g' |
    "$kontor" import jsonl - --shop "$work/shop" >/dev/null
cp -r "$work/demo/media" "$work/shop"

start=$(date +%s%N)
"$kontor" serve "$work/shop" --port "$port" >"$work/serve.txt" 2>&1 &
server=$!
until curl -sf "$url/readyz" >/dev/null; do
    kill -0 "$server" || { cat "$work/serve.txt" >&2; exit 1; }
    sleep 0.01
done
echo "ready after $((($(date +%s%N) - start) / 1000000)) ms, $(memory) MiB"

curl -sf "$url/store/v1/products?limit=100" >"$work/products.json"
grep -o '"slug":"[^"]*"' "$work/products.json" | cut -d'"' -f4 |
    sed 's|^|/store/v1/products/|' >"$work/products"
echo "/store/v1/products?limit=20" >"$work/lists"
curl -sf "$url$(head -1 "$work/products")" >/dev/null
while read -r path; do
    curl -sf "$url$path" | grep -o '"sku":"[^"]*"' | cut -d'"' -f4 | head -1
done <"$work/products" >"$work/skus"

# 64 carts of five lines.
i=0
while [ $i -lt 64 ]; do
    cart=$(post /store/v1/carts '{}' | grep -o 'cart_[0-9a-z]*' | head -1)
    lines=$(head -5 "$work/skus" |
        sed 's/.*/{"sku":"&","quantity":1}/' | paste -sd, -)
    post "/store/v1/carts/$cart/lines" "[$lines]" >/dev/null
    echo "$cart" >>"$work/carts"
    i=$((i + 1))
done
head -5 "$work/skus" >"$work/five"

printf '%-26s %5s %10s %9s %9s %10s %8s\n' row conns requests/s p50 p99 \
    'CPU us/req' MiB
for connections in 16 64; do
    row "product by slug" "$connections" 2 get.lua "$work/products"
    row "list page of 20" "$connections" 2 get.lua "$work/lists"
    row "add to a 5-line cart" "$connections" 2 add.lua "$work/carts" "$work/five"
    row "whole checkout" "$connections" "$connections" checkout.lua "$work/skus"
done
