#!/usr/bin/env bash
# What `make hooks` does: git calls the same check as CI before each commit, so that the two can't drift.
set -euo pipefail
cd "$(dirname "$0")/.."

hook=$(git rev-parse --git-path hooks)/pre-commit
mark="# put here by: make hooks"
if [ -e "$hook" ] && ! grep -qF "$mark" "$hook"; then
    echo "$hook is there already and not ours: left as it is. Add 'make check' to it yourself." >&2
    exit 1
fi
mkdir -p "$(dirname "$hook")"
printf '#!/bin/sh\n%s\nexec make check\n' "$mark" >"$hook"
chmod +x "$hook"
echo "$hook now calls: make check"
