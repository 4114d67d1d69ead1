#!/usr/bin/env bash
# What `make run` shows: the complaint made from the example case, and the window on that vault.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${OUT:-out}
keeper=.venv/bin/evidence-keeper

"$keeper" demo --out "$out"

echo
echo "All of it lies in $(cd "$out" && pwd):"
find "$out" -mindepth 1 -maxdepth 2 -name '*.pdf' | sort | sed 's/^/  /'

has_screen() {
    case $(uname -s) in
    Linux | *BSD) [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] ;;
    *) true ;; # macOS and Windows always have one
    esac
}

if has_screen; then
    echo "Opening the window on this vault ..."
    exec "$keeper" --vault "$out/vault" gui
fi
echo "There is no screen here. Where there is one, see it with:  $keeper --vault $out/vault gui"
