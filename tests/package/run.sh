#!/bin/sh
# Looks a package over and runs what is in it from another folder.
#
#   tests/package/run.sh FILE.deb
set -eu

package=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$package: $*" >&2
    exit 1
}

size=$(stat -c %s "$package")
[ "$size" -lt 5000000 ] || fail "it has $size bytes"

dpkg-deb --contents "$package" | awk '{ print $6 }' >"$work/files"
for file in ./usr/bin/kontor ./usr/libexec/kontor/kontor-picture \
    ./usr/lib/systemd/system/kontor.service \
    ./usr/share/man/man1/kontor.1.gz ./usr/share/doc/kontor/copyright \
    ./etc/default/kontor ./usr/share/kontor/scripts/promotions/percent_off.lua \
    ./usr/share/kontor/examples/new_shop/kontor.conf; do
    grep -qx "$file" "$work/files" || fail "$file is not in it"
done
if grep -E '/include/|[.]a$|/lib/kontor' "$work/files"; then
    fail "these do not belong in it"
fi
[ "$(dpkg-deb --field "$package" Package)" = kontor ] || fail "its name"
dpkg-deb --field "$package" Depends | grep -q libmicrohttpd ||
    fail "it names no libraries"

dpkg-deb --raw-extract "$package" "$work/raw"
grep -qx /etc/default/kontor "$work/raw/DEBIAN/conffiles" || fail "no conffile"
for script in postinst prerm postrm; do
    sh -n "$work/raw/DEBIAN/$script"
done
if command -v lintian >/dev/null; then
    # It has no archive to report to, and no mail; systemctl is asked for only
    # where systemd runs.
    lintian --allow-root --fail-on error,warning --suppress-tags \
        bogus-mail-host,bogus-mail-host-in-debian-changelog \
        --suppress-tags maintainer-script-calls-systemctl "$package"
fi

# 12 of 100 is what a service without a network of its own could do better.
if command -v systemd-analyze >/dev/null; then
    systemd-analyze security --offline=true --threshold=15 \
        --root="$work/raw" kontor.service >"$work/security" || {
        cat "$work/security"
        fail "its unit is too open"
    }
fi

PATH=$work/raw/usr/bin:$PATH
export PATH
kontor version >/dev/null
kontor init "$work/shop" >/dev/null
kontor doctor "$work/shop" >"$work/doctor" || {
    cat "$work/doctor"
    fail "its shop is not sound"
}
gunzip -c "$work/raw/usr/share/man/man1/kontor.1.gz" >"$work/kontor.1"
for command in $(kontor help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    grep -q "^[.]SS kontor $command " "$work/kontor.1" ||
        fail "kontor(1) does not tell of $command"
done
echo "$(basename "$package"): $size bytes, whole"
