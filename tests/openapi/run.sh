#!/bin/sh
# Serves a shop, lints its /openapi.json, makes TypeScript types of it and runs
# the purchase of examples/typescript_client. Wants node and npm.
#
#   tests/openapi/run.sh BUILD_FOLDER
set -eu
cd "$(dirname "$0")/../.."

build=$(cd "$1" && pwd)
work=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server"
    wait
    rm -rf "$work"
}
trap end EXIT

kontor=$build/bin/kontor
export REDOCLY_TELEMETRY=off

"$kontor" init "$work/shop" --currency EUR --country DE --tax 19 >/dev/null
"$kontor" import shopify examples/first_shop/products.csv \
    --shop "$work/shop" >/dev/null
echo 'port = 0' >>"$work/shop/kontor.conf"
"$kontor" serve "$work/shop" 2>"$work/server.log" &
server=$!
port=
while [ -z "$port" ]; do
    kill -0 "$server" || {
        cat "$work/server.log" >&2
        exit 1
    }
    sleep 0.05
    port=$(sed -n 's/.*"listening".*"port":\([0-9]*\).*/\1/p' \
        "$work/server.log")
done
KONTOR=http://127.0.0.1:$port
export KONTOR

install() {
    npm ci --no-audit --no-fund --loglevel=error >"$work/npm.log" 2>&1 || {
        cat "$work/npm.log" >&2
        exit 1
    }
}

mkdir "$work/lint"
cp tests/openapi/package*.json tests/openapi/spectral.yaml \
    tests/openapi/.npmrc "$work/lint"
cd "$work/lint"
install
curl -sS --fail "$KONTOR/openapi.json" >openapi.json
# Both count warnings as failures: redocly by what it says, spectral by option.
npx redocly lint openapi.json >redocly.log 2>&1 || {
    cat redocly.log
    exit 1
}
if grep -q 'warning' redocly.log; then
    cat redocly.log
    exit 1
fi
npx spectral lint --ruleset spectral.yaml --fail-severity=hint openapi.json
cd "$OLDPWD"

cp -r examples/typescript_client "$work/client"
cd "$work/client"
rm -rf node_modules
install
npm run --silent types
npm run --silent build
npm run --silent start | tee purchase.log
grep -q 'was refused, it costs' purchase.log
grep -q 'is placed: ' purchase.log
