"""Pipes, links that loop and undecodable names are Linux': other systems can't even make them to be tested."""

from __future__ import annotations

import sys

collect_ignore = [] if sys.platform == "linux" else ["test_files_linux.py"]
