"""Files that change under our hands, belong to others, or come by the thousand, through the real entry points."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence_keeper.errors import SourceError
from evidence_keeper.keeper import Keeper
from tests.e2e.crash_harness import Place, sha256

CHECKOUT = Path(__file__).resolve().parents[2]
NOBODY = 65534


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "place")
    place.files.mkdir(parents=True)
    return place


@contextlib.contextmanager
def meanwhile(change: Callable[[], None]) -> Iterator[None]:
    """Something that goes on in another thread until the block is left."""
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            change()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _sound(keeper: Keeper, place: Place) -> None:
    report = keeper.verify()
    assert report.ok, report.findings
    assert list((place.vault / "staging").iterdir()) == []


def test_a_file_that_grows_is_refused_until_it_is_finished(place: Place) -> None:
    growing = place.files / "还在录.m4a"
    growing.write_bytes(os.urandom(3_000_000))
    (place.files / "好.txt").write_text("好", "utf-8")

    def grow() -> None:
        with growing.open("ab") as file:
            file.write(b"more")

    with place.keeper() as keeper:
        case = keeper.new_case("录音").case_id
        with meanwhile(grow):
            added = keeper.add([place.files], case)
        assert [item.name for item in added.items] == ["好.txt"]
        assert [refused.code for refused in added.refused] == ["source_changing"]
        _sound(keeper, place)
        assert [item.name for item in keeper.add([place.files], case).items] == ["还在录.m4a"]
        assert sha256(keeper.original(keeper.items()[1].item_id)) == sha256(growing)


def test_a_file_that_is_cut_while_it_is_copied_is_refused(place: Place) -> None:
    shrinking = place.files / "变短.bin"
    shrinking.write_bytes(bytes(6_000_000))

    def cut() -> None:
        os.truncate(shrinking, max(1, shrinking.stat().st_size - 1))

    with place.keeper() as keeper:
        case = keeper.new_case("变短").case_id
        with meanwhile(cut):
            added = keeper.add([place.files], case)
        assert [refused.code for refused in added.refused] == ["source_changing"]
        _sound(keeper, place)


def test_files_that_vanish_are_kept_whole_or_refused(place: Place) -> None:
    digests = {}
    for number in range(60):
        path = place.files / f"{number:02}.bin"
        path.write_bytes(os.urandom(200_000))
        digests[path.name] = sha256(path)
    doomed = sorted(place.files.iterdir(), reverse=True)

    def remove() -> None:
        if doomed and any((place.vault / "staging").iterdir()):  # from when the folder was listed
            doomed.pop(0).unlink()
        time.sleep(0.002)

    with place.keeper() as keeper:
        case = keeper.new_case("拔掉").case_id
        with meanwhile(remove):
            added = keeper.add([place.files], case)
        assert {refused.code for refused in added.refused} <= {"source_missing", "source_vanished"}
        assert len(added.items) + len(added.refused) == 60
        for item in added.items:
            assert item.digest.value == digests[item.name]
        _sound(keeper, place)


def test_a_disk_that_dies_while_it_is_read_is_a_vanished_source(place: Place) -> None:
    """/proc/self/mem stands in for a dying disk: a regular file that opens and fails at the first read (EIO)."""
    from evidence_keeper.intake import files

    with (
        pytest.raises(SourceError) as refused,
        files._open_regular(Path("/proc/self/mem")) as source,
    ):
        source.readinto(bytearray(10))
    assert refused.value.code == "source_vanished"


def test_two_processes_that_add_the_same_folder_keep_each_file_once(place: Place) -> None:
    for number in range(40):
        (place.files / f"{number}.bin").write_bytes(os.urandom(50_000))
    with place.keeper() as keeper:
        keeper.new_case("同时")
    command = [sys.executable, "-m", "tests.e2e.crash_harness", "adding", str(place.root)]
    children = [
        subprocess.Popen([*command, str(seed)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for seed in range(3)
    ]
    told = [child.communicate(timeout=100)[0].splitlines() for child in children]
    assert [lines[-1] for lines in told] == ["done"] * 3
    with place.keeper() as keeper:
        assert len(keeper.items()) == 40
        named = {json.loads(line)["item"] for lines in told for line in lines[1:-1]}
        assert named == {item.item_id for item in keeper.items()}
        _sound(keeper, place)


# ---- other people's files: the child starts as we are and then becomes somebody who may do less

_AS_NOBODY = """
import json, os, sys
from pathlib import Path
from evidence_keeper.errors import EvidenceError
from tests.e2e.crash_harness import Place

warm = Place(Path(sys.argv[1]))  # whoever may read less must not have to read our modules then
warm.files.mkdir(parents=True)
(warm.files / "a.txt").write_text("a")
(warm.files / "b.bin").write_bytes(bytes(9))
with warm.keeper() as keeper:
    keeper.add([warm.files], keeper.new_case("a").case_id)
    keeper.verify()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
place = Place(Path(sys.argv[2]))
with place.keeper() as keeper:
    case = keeper.cases()[0].case_id
    try:
        added = keeper.add([place.files], case)
        told = {"items": [i.name for i in added.items], "refused": [r.code for r in added.refused]}
    except EvidenceError as error:
        told = {"error": error.code}
    told["found"] = len(keeper.items())
    told["ok"] = keeper.verify().ok
print(json.dumps(told))
"""


def _as_nobody(place: Place, tmp_path: Path) -> Any:
    for folder in (tmp_path, *tmp_path.parents):  # the way there has to be open
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of-"):
            break
    command = [sys.executable, "-c", _AS_NOBODY, str(tmp_path / "warm"), str(place.root)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def test_a_file_that_belongs_to_somebody_else_is_refused_and_the_rest_kept(
    place: Place, tmp_path: Path
) -> None:
    with place.keeper() as keeper:
        keeper.new_case("别人的")
    (place.files / "我的.txt").write_text("我的", "utf-8")
    (place.files / "别人的文件夹").mkdir()
    _give_away(place.root)
    (place.files / "秘密.txt").write_text("秘密", "utf-8")
    (place.files / "秘密.txt").chmod(0)
    (place.files / "别人的文件夹").chmod(0)
    if os.geteuid() == 0:
        os.chown(place.files / "别人的文件夹", 0, 0)
    told = _as_nobody(place, tmp_path)
    (place.files / "别人的文件夹").chmod(0o755)
    assert told["items"] == ["我的.txt"]
    assert told["refused"] == ["source_unreadable"] * 2
    assert told["ok"] is True


def test_a_vault_that_may_only_be_read_is_read_and_checked_but_takes_nothing(
    place: Place, tmp_path: Path
) -> None:
    (place.files / "一.txt").write_text("一", "utf-8")
    with place.keeper() as keeper:
        keeper.add([place.files], keeper.new_case("只读").case_id)
    _give_away(place.files)
    for path in (place.vault, place.home, *place.vault.rglob("*"), *place.home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in place.vault.rglob("*")}
    told = _as_nobody(place, tmp_path)
    assert told == {"error": "vault_read_only", "found": 1, "ok": True}
    assert before == {path: path.stat().st_mtime_ns for path in place.vault.rglob("*")}
    for path in (place.vault, place.home, *place.vault.rglob("*"), *place.home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


# ---- very many files


def _very_many(place: Place, count: int) -> float:
    for number in range(count):
        (place.files / f"{number:05}.txt").write_text(f"第{number}条", "utf-8")
    with place.keeper() as keeper:
        case = keeper.new_case("很多").case_id
        began = time.monotonic()
        added = keeper.add([place.files], case)
        seconds = time.monotonic() - began
        assert len(added.items) == count
        assert not added.refused
        _sound(keeper, place)
    return seconds


def test_hundreds_of_tiny_files(
    place: Place, record_property: Callable[[str, object], None]
) -> None:
    record_property("seconds", _very_many(place, 400))


@pytest.mark.soak
def test_ten_thousand_tiny_files(
    place: Place, record_property: Callable[[str, object], None]
) -> None:
    seconds = _very_many(place, 10_000)
    record_property("seconds", seconds)
    print(f"10,000 files: {seconds:.1f} s")
