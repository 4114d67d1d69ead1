"""The command line: every verb without a window.

Promises: with --json one object on standard output and nothing else there; messages and progress on standard error;
an error is one plain line with its code, never a traceback; exit 0 done, 1 an error the person can act on, 2 wrong
usage, 3 a check found something, 130 stopped. `--help` loads none of the libraries that the work itself needs.
"""

from __future__ import annotations

from evidence_keeper.cli.start import main

__all__ = ["main"]
