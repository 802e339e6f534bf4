#!/bin/sh
# Makes a virtual environment in the folder $1 with the newest Python that is 3.11 or newer.
set -eu
venv=$1

find_python() {
    for name in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

can_make_venv() {
    "$python" -c 'import venv, ensurepip' 2>/dev/null
}

install_venv_package() {
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    package="python$version-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        apt-get install -y -qq "$package" >/dev/null 2>&1 || {
            apt-get update -qq
            apt-get install -y -qq "$package" >/dev/null
        }
    else
        echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install $package" >&2
        exit 1
    fi
}

python=$(find_python)
if [ -z "$python" ]; then
    echo "Owntexts needs Python 3.11 or newer, and none was found. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2
    exit 1
fi
can_make_venv || install_venv_package
"$python" -m venv "$venv"
