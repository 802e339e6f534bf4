#!/bin/sh
# Sees to the system packages that some tests need: installs them as root on Debian and Ubuntu, else names them.
# Without them those tests are skipped, saying why; so this never fails.
set -u
packages="dbus python3-dbusmock gir1.2-glib-2.0 faketime"

is_there() {
    command -v dbus-daemon >/dev/null && command -v faketime >/dev/null && /usr/bin/python3 -c 'import dbusmock' 2>/dev/null
}

if [ "$(uname -s)" != Linux ] || is_there; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages (for the tests of D-Bus and of wrong clocks) ..."
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of words
    apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 || {
        apt-get update -qq >/dev/null 2>&1
        apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1
    }
fi
is_there || echo "The tests of D-Bus or of wrong clocks are skipped. On Debian and Ubuntu: sudo apt-get install $packages" >&2
exit 0
