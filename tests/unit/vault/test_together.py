"""Several processes at one vault: writers wait their turn, readers wait for nobody, the living are left alone."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.errors import BusyError
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import Weight
from evidence_keeper.vault import WAIT_SECONDS, Vault, staging
from evidence_keeper.vault.locks import FileLock
from tests.unit.vault.scenes import ALL, Scene, arrive, found

ROOT = Path(__file__).parents[3]
WRITER = """
    import contextlib, sys
    from pathlib import Path
    from evidence_keeper.vault import Vault
    from tests.unit.vault.scenes import arrive
    with contextlib.closing(Vault.open(Path(sys.argv[1]), home=Path(sys.argv[2]))) as vault:
        case_id = vault.cases()[0].case_id
        print("ready", flush=True)
        sys.stdin.readline()
        for n in range(12):
            (item,) = arrive(vault, case_id, {f"{sys.argv[3]}-{n}": f"{sys.argv[3]}{n}".encode()})
            vault.note(item.item_id, "from " + sys.argv[3])
"""
HOLDER = """
    import sys, time
    from pathlib import Path
    from evidence_keeper.vault.locks import FileLock
    lock = FileLock(Path(sys.argv[1]) / "lock")
    lock.acquire(5)
    print("ready", flush=True)
    sys.stdin.readline()
"""
SESSION = """
    import contextlib, io, sys
    from pathlib import Path
    from evidence_keeper.jobs import Job
    from evidence_keeper.vault import Vault
    vault = Vault.open(Path(sys.argv[1]), home=Path(sys.argv[2]))
    session = vault.session("add", case_id=vault.cases()[0].case_id)
    session.stage(io.BytesIO(b"still copying"), {"name": "mine.txt"}, Job())
    print("ready", flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def another(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process, once it says that it is ready; it goes on when a line is written to it."""
    command = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_add_while_a_third_reads_and_checks(scene: Scene) -> None:
    with (
        contextlib.closing(scene.open()) as vault,
        another(WRITER, scene.path, scene.home, "left") as left,
        another(WRITER, scene.path, scene.home, "right") as right,
    ):
        before = len(vault.items(withdrawn=None))
        _go(left)
        _go(right)
        counts, checks = [], 0
        while left.poll() is None or right.poll() is None:
            counts.append(len(vault.items(withdrawn=None)))
            if len(counts) % 10 == 1:
                report = vault.verify()
                assert found(report) == set(), report.findings
                assert set(report.holds) == ALL
                checks += 1
        assert (left.returncode, right.returncode) == (0, 0)
        assert counts == sorted(counts)
        assert checks > 0
        items = vault.items(withdrawn=None)
        assert len(items) == before + 24
        assert len({item.item_id for item in items}) == len(items)
        assert all(item.notes for item in items if "-" in item.name and item.name[0] in "lr")
        assert found(vault.verify()) == set()
    assert list((scene.path / "staging").iterdir()) == []


def test_a_second_writer_waits_for_the_first(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault, another(HOLDER, scene.path) as holder:
        threading.Timer(0.3, lambda: _go(holder)).start()
        started = time.monotonic()
        vault.new_case("waited", "other", {})
        assert time.monotonic() - started >= 0.25


def test_a_writer_that_waited_in_vain_says_that_the_vault_is_busy(scene: Scene) -> None:
    assert WAIT_SECONDS == 10.0
    with contextlib.closing(scene.open()) as vault, another(HOLDER, scene.path):
        vault.wait_seconds = 0.2
        before = scene.everything()
        with pytest.raises(BusyError) as caught:
            vault.new_case("in vain", "other", {})
        assert caught.value.code == "vault_busy"
        assert scene.everything() == before
        assert len(vault.cases()) == 2  # reading waits for nobody


def test_a_vault_opens_and_is_listed_while_a_writer_hangs(scene: Scene) -> None:
    with another(HOLDER, scene.path):
        started = time.monotonic()
        with contextlib.closing(scene.open()) as vault:
            assert len(vault.items(withdrawn=None)) == 6
            assert vault.find("续费")
        assert time.monotonic() - started < 5


def test_the_lock_of_a_process_that_died_is_free_at_once(scene: Scene) -> None:
    with another(HOLDER, scene.path) as holder:
        holder.kill()
        holder.wait()
        lock = FileLock(scene.path / "lock")
        assert lock.try_acquire()
        lock.release()


# Sessions -----------------------------------------------------------------------------------------------------------


def test_a_living_session_is_never_adopted(scene: Scene) -> None:
    with another(SESSION, scene.path, scene.home):
        with contextlib.closing(Keeper.open(scene.path, home=scene.home)) as keeper:
            assert keeper.mended == ()
            assert len(keeper.items(withdrawn=None)) == 6
            assert list(keeper.vault.orphaned_sessions()) == []
            assert found(keeper.verify(), Weight.NOTICE) == set()
        assert len(list(scene.path.glob("staging/*/f000001"))) == 1


def test_a_dead_session_is_adopted_and_said(scene: Scene) -> None:
    with another(SESSION, scene.path, scene.home) as process:
        process.kill()
        process.wait()
    assert found(scene.check(), Weight.NOTICE) == {Code.LEFTOVER}
    with contextlib.closing(Keeper.open(scene.path, home=scene.home)) as keeper:
        assert [(one.code, one.data["result"]) for one in keeper.mended] == [
            (Code.MENDED, "adopted")
        ]
        assert keeper.items()[-1].name == "mine.txt"
        assert found(keeper.verify()) == set()
    assert list((scene.path / "staging").iterdir()) == []


def test_a_session_of_this_process_is_alive_too(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault, vault.session("add") as session:
        session.stage(io.BytesIO(b"x"), {}, Job())
        assert list(staging.orphans(scene.path)) == []
        assert found(vault.verify(), Weight.NOTICE) == set()


def test_a_finished_session_leaves_nothing_behind(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault, vault.session("add") as session:
        staged = session.stage(io.BytesIO(b"changed my mind"), {}, Job())
        session.forget(staged)
    assert list((scene.path / "staging").iterdir()) == []


def test_a_commit_waits_in_another_thread_too(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault:
        case_id = vault.cases()[0].case_id
        names = [f"thread {number}" for number in range(6)]
        threads = [
            threading.Thread(target=arrive, args=(vault, case_id, {name: name.encode()}))
            for name in names
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {item.name for item in vault.items()} >= set(names)
        assert found(vault.verify()) == set()


# Locks --------------------------------------------------------------------------------------------------------------


def test_a_lock_keeps_the_next_one_out_until_it_is_given_back(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.try_acquire()
    assert not other.try_acquire()
    one.release()
    assert other.try_acquire()
    other.release(remove=True)
    assert not (tmp_path / "lock").exists()


@pytest.mark.posix
def test_a_lock_on_a_file_that_was_taken_away_is_no_lock(tmp_path: Path) -> None:
    """Between opening and locking the file may go: whoever then locked would be alone with his lock."""
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.try_acquire()
    (tmp_path / "lock").unlink()
    assert other.try_acquire()
    assert os.path.samestat(os.fstat(other._handle or -1), os.stat(tmp_path / "lock"))
    one.release(remove=False)
    other.release()


@pytest.mark.posix
def test_of_many_who_remove_and_take_one_lock_only_one_has_it_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(25):
            lock = FileLock(tmp_path / "lock")
            lock.acquire(20)
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(0.0005)
            with guard:
                inside -= 1
            lock.release(remove=True)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_making_one_vault_twice_at_once_makes_one(tmp_path: Path) -> None:
    made: list[str] = []
    troubles: list[Exception] = []

    def make() -> None:
        try:
            with contextlib.closing(Keeper.open(tmp_path / "v", home=tmp_path / "h")) as keeper:
                made.append(keeper.vault.vault_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to show it
            troubles.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(made) == 4
    assert len(set(made)) == 1
    with contextlib.closing(Vault.open(tmp_path / "v", home=tmp_path / "h")) as vault:
        assert found(vault.verify()) == set()
