"""Work beside the window: results come back on the GUI thread, to whoever is still there."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from evidence_keeper.errors import Cancelled, InputError
from evidence_keeper.gui.garbage import Collector
from evidence_keeper.gui.runner import Lane, Runner
from evidence_keeper.jobs import Job


class Asker(QObject):
    """Remembers what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[Exception] = []
        self.threads: set[int] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.close()


def test_work_runs_beside_and_comes_back_here(qtbot: QtBot, runner: Runner) -> None:
    asker = Asker()
    worked_on: list[int] = []
    runner.run(asker, lambda job: worked_on.append(threading.get_ident()), asker.done)
    qtbot.waitUntil(lambda: asker.results == [None])
    assert asker.threads == {threading.get_ident()}
    assert worked_on != [threading.get_ident()]
    assert not runner.busy


def test_failures_come_back_too_and_unheard_ones_are_emitted(qtbot: QtBot, runner: Runner) -> None:
    asker, others = Asker(), Asker()
    runner.failed.connect(others.failed)

    def fail(job: Job) -> None:
        raise InputError("case_unknown", case_id="x")

    runner.run(asker, fail, asker.done, asker.failed)
    runner.run(asker, fail, asker.done)
    qtbot.waitUntil(lambda: len(asker.errors) == 1 and len(others.errors) == 1)
    assert asker.results == []


def test_one_writer_keeps_the_order(qtbot: QtBot, runner: Runner) -> None:
    asker = Asker()
    for number in range(50):
        runner.run(asker, lambda job, n=number: n, asker.done, lane=Lane.WRITE)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(asker.results) == 50)
    assert asker.results == list(range(50))


def test_what_waits_can_be_cancelled_before_it_begins(qtbot: QtBot, runner: Runner) -> None:
    asker, gate, ran = Asker(), threading.Event(), []
    runner.run(asker, lambda job: gate.wait(10), asker.done, lane=Lane.WRITE)
    job = runner.run(asker, lambda job: ran.append(1), asker.done, asker.failed, lane=Lane.WRITE)
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: len(asker.errors) == 1)
    assert isinstance(asker.errors[0], Cancelled)
    assert ran == []


def test_nobody_is_called_who_has_gone(qtbot: QtBot, runner: Runner) -> None:
    asker, gate = Asker(), threading.Event()
    called: list[object] = []
    runner.run(asker, lambda job: gate.wait(10), called.append)
    asker.deleteLater()
    QCoreApplication.sendPostedEvents(asker, QEvent.Type.DeferredDelete.value)
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert called == []


def test_a_worker_never_drops_the_last_reference(qtbot: QtBot, runner: Runner) -> None:
    asker = Asker()
    dropped_on: list[int] = []

    class Held:
        """Stands for a widget that a verb holds."""

    for _ in range(200):
        held = Held()
        weakref.finalize(held, lambda: dropped_on.append(threading.get_ident()))
        runner.run(asker, lambda job, held=held: None, asker.done)  # type: ignore[misc]
        del held
    qtbot.waitUntil(lambda: len(asker.results) == 200)
    qtbot.waitUntil(lambda: len(dropped_on) == 200)
    assert set(dropped_on) == {threading.get_ident()}


def test_garbage_is_collected_on_this_thread_only(qtbot: QtBot, runner: Runner) -> None:
    collected_on: set[int] = set()

    def seen(phase: str, info: dict[str, int]) -> None:
        collected_on.add(threading.get_ident())

    def litter(job: Job) -> None:
        for _ in range(200_000):
            knot: list[object] = []
            knot.append(knot)

    owner, asker = QObject(), Asker()
    collector = Collector(owner, lambda: runner.busy)
    gc.enable()  # as in a program that starts
    collector.start()
    gc.callbacks.append(seen)
    try:
        runner.run(asker, litter, asker.done)
        qtbot.waitUntil(lambda: bool(asker.results), timeout=20_000)
        collector.collect()
    finally:
        gc.callbacks.remove(seen)
        collector.stop()
        gc.disable()
    assert collected_on == {threading.get_ident()}


def test_after_closing_nothing_is_handed_back(qtbot: QtBot) -> None:
    runner, asker, others = Runner(), Asker(), Asker()
    runner.failed.connect(others.failed)
    started = threading.Event()

    def work(job: Job) -> None:
        started.set()
        while True:
            job.check()

    runner.run(asker, work, asker.done, asker.failed)
    runner.run(asker, work, asker.done)
    assert started.wait(5)
    assert runner.close(5)
    qtbot.wait(50)
    assert (asker.results, asker.errors, others.errors) == ([], [], [])


def test_closing_ends_every_thread(qtbot: QtBot) -> None:
    runner, asker = Runner(), Asker()
    started = threading.Event()

    def work(job: Job) -> None:
        started.set()
        while True:
            job.check()

    for lane in Lane:
        runner.run(asker, work, asker.done, asker.failed, lane=lane)
    assert started.wait(5)
    assert runner.close(5)
    lanes = {lane.value for lane in Lane}
    assert not [t for t in threading.enumerate() if t.name.split("-")[0] in lanes]
