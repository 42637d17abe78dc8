#!/bin/sh
# Installs a package on a clean Debian 12 in a folder, makes a shop as its user,
# serves it by the unit's own command line under what of the unit's shutting in
# needs no systemd, upgrades, removes and purges. Says that it is skipped where it
# cannot be: it wants root, mounts, debootstrap and a mirror of Debian.
#
#   tests/package/clean.sh FILE.deb [MIRROR]     or a folder with a Debian
set -eu

package=$1
mirror=${2:-http://deb.debian.org/debian}

skip() {
    echo "$(basename "$package") on a clean Debian: skipped, $*"
    exit 0
}

[ "$(id -u)" -eq 0 ] || skip "only root can make one"
unshare --mount true 2>/dev/null || skip "nothing can be mounted"
if [ ! -d "$mirror" ]; then
    command -v debootstrap >/dev/null || skip "there is no debootstrap"
    curl -sfo /dev/null --max-time 20 "$mirror/dists/bookworm/Release" ||
        skip "$mirror does not answer"
fi

root=$(mktemp -d)
chmod 755 "$root" # it becomes /, which every user may read
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null
    umount "$root/proc" "$root" 2>/dev/null || true
    rm -rf --one-file-system "$root"' EXIT

fail() {
    echo "$package: $*" >&2
    exit 1
}

inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }

if [ -d "$mirror" ]; then
    cp -a "$mirror/." "$root"
else
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" ||
        { tail "$root.log"; rm "$root.log"; skip "no Debian came"; }
    rm "$root.log"
fi
mount --bind "$root" "$root" # a root that can be remounted
mount -t proc proc "$root/proc"
cp "$package" "$root/tmp/kontor.deb"
install() { inside apt-get -qq install -y --no-install-recommends "$@"; }
install --simulate /tmp/kontor.deb >/dev/null ||
    fail "Debian has not what it depends on"
install --download-only curl /tmp/kontor.deb >/dev/null 2>&1 ||
    skip "its mirror gives out nothing any more"
install curl >/dev/null 2>&1
install /tmp/kontor.deb >/dev/null 2>&1 || fail "it does not install"

[ "$(inside stat -c '%U %G %a' /var/lib/kontor)" = 'kontor kontor 750' ] ||
    fail "its folder is not its user's"
[ "$(inside getent passwd kontor | cut -d: -f6,7)" = \
    /var/lib/kontor:/usr/sbin/nologin ] || fail "its user"

# setpriv stands for User=, NoNewPrivileges= and CapabilityBoundingSet=, the
# mounts for ProtectSystem=strict with StateDirectory=, unshare for the rest.
as_unit() {
    inside unshare --mount --ipc --uts sh -c '
        mount --bind / / && mount -o remount,bind,ro / &&
        mount --bind /var/lib/kontor /var/lib/kontor &&
        mount -o remount,bind,rw /var/lib/kontor &&
        umask 0077 &&
        exec setpriv --reuid=kontor --regid=kontor --clear-groups \
            --no-new-privs --bounding-set=-all --inh-caps=-all "$@"' sh "$@"
}

shop=/var/lib/kontor/shop
kontor() { as_unit /usr/bin/kontor "$@" 2>"$root/said"; }
kontor init $shop --currency EUR --country DE --tax 19 >/dev/null ||
    fail "its user makes no shop"
kontor import shopify /usr/share/kontor/examples/first_shop/products.csv \
    --shop $shop >/dev/null || fail "no import: $(cat "$root/said")"
token=$(kontor token $shop --scopes '*') || fail "no token"

# ExecStart=/usr/bin/kontor serve ${KONTOR_SHOP}
command=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/kontor.service")
# shellcheck source=/dev/null
KONTOR_SHOP=$(. "$root/etc/default/kontor" && echo "$KONTOR_SHOP")
export KONTOR_SHOP
port=18231
eval "as_unit $command --port $port" 2>"$root/serve.log" &
server=$!
url=http://127.0.0.1:$port
for i in $(seq 100); do
    curl -sf "$url/readyz" >/dev/null && break
    kill -0 "$server" 2>/dev/null || { cat "$root/serve.log"; fail "it ended"; }
    [ "$i" -lt 100 ] || fail "it does not serve"
    sleep 0.1
done

# What the README shows: a promotion, a purchase, a look at the order, a backup
# of the live shop.
api() { curl -sf -H "Authorization: Bearer $token" "$@"; }
api "$url/admin/v1/promotions" --json '{"rule":"percent_off",
    "title":"Ten","params":{"percent":10}}' >/dev/null || fail "no promotion"
cart=$url/store/v1/carts/$(curl -sf -X POST "$url/store/v1/carts" |
    grep -o 'cart_[0-9a-z]*' | head -1)
curl -sf "$cart/lines" --json '{"sku":"mug-red","quantity":2}' >/dev/null ||
    fail "nothing in the cart"
curl -sf -X PATCH "$cart" --json '{"email":"ada@example.com",
    "shipping_option":"standard","shipping_address":{"first_name":"Ada",
    "last_name":"Berg","line1":"Hafenstr. 1","postal_code":"20457",
    "city":"Hamburg","country":"DE"}}' >/dev/null || fail "no address"
order=$(curl -sf "$cart/checkout" --json '{"payment":{"provider":"manual"},
    "expected_total":2812}' | grep -o 'ord_[0-9a-z]*' | head -1) ||
    fail "no order"
api "$url/admin/v1/orders/$order" >"$root/order" || fail "staff sees no order"
kontor backup /var/lib/kontor/backup --shop $shop >/dev/null ||
    fail "no backup: $(cat "$root/said")"
kill "$(cut -c 1-20 "$root/var/lib/kontor/shop/data/shop.db.lock" | tr -d ' ')"
wait "$server" || fail "SIGTERM: $?"
server=
rm -r "$root$shop"
kontor restore /var/lib/kontor/backup $shop >/dev/null ||
    fail "no restore: $(cat "$root/said")"
kontor doctor $shop >"$root/doctor" ||
    { cat "$root/doctor"; fail "its shop is not sound"; }
[ "$(kontor replay --all --shop $shop)" = \
    '1 order: 1 equal, 0 different, 0 broken' ] || fail "no order came back"
rm "$root/var/lib/kontor/backup"

inside apt-get -qq install -y --reinstall /tmp/kontor.deb >/dev/null 2>&1 ||
    fail "it does not install again"
inside apt-get -qq remove -y kontor >/dev/null 2>&1 || fail "it does not go"
inside test -e /etc/default/kontor || fail "removing took its settings"
inside apt-get -qq purge -y kontor >"$root/purge" 2>&1 || fail "no purge"
grep -q 'the shops in /var/lib/kontor stay' "$root/purge" ||
    fail "the purge does not tell of the shops"
inside test -e /var/lib/kontor/shop/data/shop.db || fail "it took a shop"
inside test ! -e /etc/default/kontor || fail "it left settings"
inside rm -r /var/lib/kontor/shop
inside apt-get -qq install -y /tmp/kontor.deb >/dev/null 2>&1
inside apt-get -qq purge -y kontor >/dev/null 2>&1
inside test ! -e /var/lib/kontor || fail "it left an empty folder"
inside getent passwd kontor >/dev/null && fail "it left its user"
echo "$(basename "$package"): lives and goes on a clean Debian 12"
