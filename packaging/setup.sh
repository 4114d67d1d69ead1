#!/usr/bin/env bash
# Sets up a checkout: the system packages and the .venv that the Makefile's targets stand on.
#
#   packaging/setup.sh python   only .venv (checks that need no screen and no sound)
#   packaging/setup.sh run      and what the program needs from the system
#   packaging/setup.sh test     and what the tests need from the system
#   packaging/setup.sh bench    and what the benchmarks compare with
#   packaging/setup.sh windows  .venv, and wine for `make test-windows`
#
# Done already: it notices by a digest of its inputs and returns at once.
# PYTHON=... names the interpreter to use; SYSTEM_PACKAGES=no leaves the system alone.
set -euo pipefail

level=${1:-run}
cd "$(dirname "$0")/.."

lists=()
case $level in
python) ;;
run) lists=(packaging/linux/apt-run.txt) ;;
test) lists=(packaging/linux/apt-run.txt packaging/linux/apt-test.txt) ;;
bench) lists=(packaging/linux/apt-run.txt packaging/linux/apt-test.txt packaging/linux/apt-bench.txt) ;;
windows) lists=(packaging/linux/apt-windows.txt) ;;
*) echo "usage: $0 python|run|test|bench|windows" >&2 && exit 2 ;;
esac

say() { printf '==> %s\n' "$*" >&2; }

# Two makes at once must not write the same .venv.
if command -v flock >/dev/null; then
    mkdir -p .cache
    exec 9>.cache/setup.lock
    flock -n 9 || { say "another set-up is at work here: waiting for it" && flock 9; }
fi

digest() { cat "$@" packaging/setup.sh | cksum; }

# ---- system packages

names() { sed -e 's/#.*//' "$@" | tr -s '[:space:]' '\n' | sed '/^$/d'; }

installed() {
    local found
    for found in "$1" "$1t64"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$found" 2>/dev/null)" = installed ] && return 0
    done
    return 1
}

missing() {
    local name
    for name in $(names "${lists[@]}"); do installed "$name" || echo "$name"; done
}

# Runs a command as root: directly, or through sudo, which asks for the password.
as_root() {
    if [ "$(id -u)" = 0 ]; then env "$@"; else sudo "$@"; fi
}

install_system() {
    local wanted=$1
    if [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; then
        say "installing system packages: $wanted"
        as_root apt-get update -qq || say "the package list could not be refreshed: going on without"
        # shellcheck disable=SC2086  # one word for each package
        as_root DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted \
            >&2 && return
    fi
    say "these system packages are missing. An administrator installs them with:"
    say "    apt-get install $wanted"
    say "Then run the same command again (or with SYSTEM_PACKAGES=no, to go on without them)."
    exit 1
}

system_packages() {
    [ "${#lists[@]}" -gt 0 ] && [ "${SYSTEM_PACKAGES:-yes}" != no ] || return 0
    local stamp=".venv/.system-$level"
    [ "$(cat "$stamp" 2>/dev/null)" = "$(digest "${lists[@]}")" ] && return
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        local wanted
        wanted=$(missing | xargs)
        [ -z "$wanted" ] || install_system "$wanted"
    elif [ "$(uname -s)" = Linux ]; then
        say "this is not Debian or Ubuntu: please install what your system calls these packages:"
        names "${lists[@]}" | xargs >&2
    elif [ "$level" = test ] || [ "$level" = bench ]; then
        say "the tests need these tools, by your system's package manager:"
        names packaging/linux/apt-test.txt | xargs >&2
    fi
    mkdir -p .venv
    digest "${lists[@]}" >"$stamp"
}

# ---- Python

fits() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        fits "$candidate" && echo "$candidate" && return
    done
    return 1
}

need_python() {
    find_python && return
    if command -v apt-get >/dev/null && [ "${SYSTEM_PACKAGES:-yes}" != no ]; then
        install_system "python3 python3-venv"
        find_python && return
    fi
    say "Python 3.11 or newer with its venv module is needed and was not found."
    exit 1
}

python_packages() {
    local stamp=.venv/.python-ready want
    want=$(digest pyproject.toml packaging/constraints.txt)
    [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && fits .venv/bin/python && return
    if ! fits .venv/bin/python; then
        local python
        python=$(need_python)
        say "making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    say "installing Python packages into .venv (the first time takes a few minutes)"
    # The build tool comes from the pinned set too, so that nothing unpinned runs at install.
    local pip=(.venv/bin/python -m pip --disable-pip-version-check install
        --constraint packaging/constraints.txt)
    "${pip[@]}" --quiet hatchling editables >&2
    "${pip[@]}" --no-build-isolation --editable '.[dev]' >&2
    echo "$want" >"$stamp"
    say ".venv is ready"
}

python_packages
system_packages
