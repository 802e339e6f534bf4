#!/bin/sh
# Sees to the system packages that some tests need: installs them as root on Debian and Ubuntu, else names them.
# Without them those tests are skipped, saying why; so this never fails.
set -u
services="dbus python3-dbusmock gir1.2-glib-2.0 faketime"
browser="chromium-headless-shell"
beside="libatomic1"

has_services() {
    command -v dbus-daemon >/dev/null && command -v faketime >/dev/null && /usr/bin/python3 -c 'import dbusmock' 2>/dev/null
}

has_browser() {
    command -v "$browser" >/dev/null || command -v "${OWNTEXTS_CHROMIUM:-chromium}" >/dev/null
}

has_all_for_pages() {
    command -v "$browser" >/dev/null && ls /usr/lib*/libatomic.so.1 /usr/lib/*/libatomic.so.1 2>/dev/null | grep -q .
}

may_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

install() {
    echo "Installing $* ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
        apt-get update -qq >/dev/null 2>&1
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
    }
}

[ "$(uname -s)" = Linux ] || exit 0
# shellcheck disable=SC2086 # a list of words
has_services || { may_install && install $services; }
has_all_for_pages || { may_install && install "$browser" "$beside"; }
has_services || echo "The tests of D-Bus or of wrong clocks are skipped. On Debian and Ubuntu: sudo apt-get install $services" >&2
has_browser || echo "The tests of the pages are skipped. On Debian: sudo apt-get install $browser; elsewhere name a Chromium in OWNTEXTS_CHROMIUM" >&2
exit 0
