#!/usr/bin/env bash
# Runs all tests, a file at a time on each core. Arguments go to pytest.
#
# Real sound, real screens and real browsers share the cores, so what failed is tried once more by itself: only what
# fails twice is a fault. Where a worker process died or hung, not everything ran: then all of it runs again in one.
set -u
cd "$(dirname "$0")/.."
timeout --signal=INT --kill-after=60 1500 .venv/bin/python -m pytest -n logical --dist loadfile "$@"
case $? in
0) exit 0 ;;
1)
    echo "==> trying what failed once more, by itself" >&2
    exec .venv/bin/python -m pytest --last-failed --last-failed-no-failures none "$@"
    ;;
esac
echo "==> running everything again in one process" >&2
exec .venv/bin/python -m pytest "$@"
