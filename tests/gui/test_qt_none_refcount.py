"""Keeps PySide6 6.12.0's fault out: it lost one reference to None with every call that returns nothing.

Python 3.11 counts references to None, and aborts ("deallocating None") when the count reaches zero: the
window died after some thousand repaints. From 3.12 on None is immortal and the count says nothing, so the
calls themselves have to survive there. A process of its own, since a failure takes the process with it.
"""

from __future__ import annotations

import os
import subprocess
import sys

CALLS = 20_000

PROBE = f"""
import sys
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication([])
label = QLabel("0")
label.show()
before = sys.getrefcount(None)
for number in range({CALLS} // 4):
    label.setText("1")
    label.update()
    label.resize(100 + number % 2, 30)
    label.repaint()
    if number % 100 == 0:
        app.processEvents()
        # Far below what was lost by now with the fault, far above what any cache may free.
        if sys.getrefcount(None) < before - 200:
            break
print(sys.getrefcount(None) - before)
"""


def test_a_call_that_returns_nothing_costs_no_reference_to_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > -200, "this PySide6 loses references to None: keep the pin"
