"""Finding and opening files: real folders, real files that grow, vanish or lie where nothing may be taken from."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.files import open_source, reading_failed, walk
from evidence_keeper.model import Refused


def found(*paths: Path, avoid: tuple[Path, ...] = ()) -> tuple[list[Path], dict[str, str]]:
    """The files of a walk, and the code of each refusal by path."""
    entries = list(walk(paths, avoid=avoid))
    files = [entry for entry in entries if isinstance(entry, Path)]
    return files, {entry.path: entry.code for entry in entries if isinstance(entry, Refused)}


def write(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def code_of_opening(path: Path) -> str:
    with pytest.raises(SourceError) as caught, open_source(path):
        pass
    return caught.value.code


def test_folder_gives_its_files_in_sorted_order(tmp_path: Path) -> None:
    files = [write(tmp_path / name) for name in ("a.mp3", "b/1.png", "b/c/2.txt", "z.pdf")]
    assert found(tmp_path) == (files, {})


def test_hidden_files_and_litter_of_the_systems_are_left_out(tmp_path: Path) -> None:
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "._a.mp3",
        ".git/config",
        "__MACOSX/a",
        "~$bill.docx",
    ):
        write(tmp_path / name)
    kept = write(tmp_path / "a.mp3")
    assert found(tmp_path) == ([kept], {})


def test_file_is_taken_as_given_even_if_hidden(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".nomedia.mp3")
    assert found(hidden) == ([hidden], {})


def test_one_bad_path_never_stops_the_rest(tmp_path: Path) -> None:
    good = write(tmp_path / "a.mp3")
    missing, below, nul = tmp_path / "nothing", good / "below", tmp_path / "a\0b"
    files, refused = found(missing, below, nul, good)
    assert files == [good]
    assert refused == dict.fromkeys(map(str, (missing, below, nul)), "source_missing")


def test_folder_given_twice_is_walked_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a" / "b.mp3")
    assert found(tmp_path, tmp_path / "a") == ([file], {})


def test_nothing_is_taken_from_the_vault(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    inside = write(vault / "originals" / "ab")
    outside = write(tmp_path / "vault.txt")
    beside = write(tmp_path / "vault2" / "a.mp3")
    assert found(tmp_path, avoid=(vault,)) == ([outside, beside], {str(vault): "source_in_vault"})
    assert found(inside, avoid=(vault,)) == ([], {str(inside): "source_in_vault"})
    assert found(inside.parent, avoid=(vault,)) == ([], {str(inside.parent): "source_in_vault"})
    spelled = vault / ".." / "vault" / "originals"
    assert found(spelled, avoid=(vault,)) == ([], {str(spelled): "source_in_vault"})


def test_vault_that_does_not_exist_yet_hides_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "a.mp3")
    assert found(tmp_path, avoid=(tmp_path / "vault",)) == ([file], {})


TREES = st.lists(
    st.lists(
        st.sampled_from(["a", "b", "取证", "c d", ".hidden", "é", "e\u0301"]),
        min_size=1,
        max_size=4,
    ),
    max_size=12,
)


@settings(deadline=None)  # a slow disk is no fault
@given(TREES)
def test_every_file_that_is_not_hidden_is_found_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, trees: list[list[str]]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for parts in trees:
        write(root.joinpath(*parts).with_name(parts[-1] + ".txt"))
    expected = {
        path for path in root.rglob("*.txt") if ".hidden" not in str(path.relative_to(root))
    }
    files, refused = found(root)
    assert (set(files), len(files), refused) == (expected, len(expected), {})


# ---- opening


def test_open_file_says_name_size_and_time(tmp_path: Path) -> None:
    path = write(tmp_path / "通话录音.mp3", b"12345")
    os.utime(path, (1_772_000_000, 1_772_000_000))
    with open_source(path) as source:
        assert (source.name, source.size, source.path) == ("通话录音.mp3", 5, path)
        assert source.modified_at == datetime.fromtimestamp(1_772_000_000, UTC)
        assert source.file.read() == b"12345"
        source.check_unchanged()
    assert source.file.closed


def test_names_come_out_exactly_as_they_are(tmp_path: Path) -> None:
    twins = ["é.mp3", "e\u0301.mp3"]
    names = [*twins, "a" * 240 + ".mp3", "票\u200f据.png"]
    for name in names:
        with open_source(write(tmp_path / str(len(name)) / name)) as source:
            assert (source.name, source.name_bytes) == (name, None)


def test_missing_folder_and_empty_file_are_named(tmp_path: Path) -> None:
    assert code_of_opening(tmp_path / "nothing") == "source_missing"
    assert code_of_opening(tmp_path) == "source_special"
    assert code_of_opening(write(tmp_path / "empty", b"")) == "source_empty"


def test_reading_in_blocks_gives_every_byte(tmp_path: Path) -> None:
    content = os.urandom(3_000_001)
    digest = hashlib.sha256()
    with open_source(write(tmp_path / "a.bin", content)) as source:
        block = bytearray(1 << 16)
        while count := source.file.readinto(block):  # type: ignore[attr-defined]
            digest.update(block[:count])
        source.check_unchanged()
    assert digest.digest() == hashlib.sha256(content).digest()


def test_file_that_another_thread_still_writes_is_changing(tmp_path: Path) -> None:
    path = write(tmp_path / "recording.wav", b"x" * 1000)
    stop, begun = threading.Event(), threading.Event()

    def record() -> None:
        with path.open("ab") as file:
            while not stop.wait(0.001):
                file.write(b"y" * 100)
                file.flush()
                begun.set()

    recorder = threading.Thread(target=record)
    with open_source(path) as source:
        recorder.start()
        try:
            assert begun.wait(10)
            source.file.read()
            with pytest.raises(SourceError) as caught:
                source.check_unchanged()
        finally:
            stop.set()
            recorder.join()
    assert caught.value.code == "source_changing"


def test_file_rewritten_at_the_same_size_is_changing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", b"before")
    os.utime(path, (1_772_000_000, 1_772_000_000))
    with open_source(path) as source:
        path.write_bytes(b"after!")
        with pytest.raises(SourceError) as caught:
            source.check_unchanged()
    assert caught.value.code == "source_changing"


READING = [
    (errno.EIO, "source_vanished"),
    (errno.ENODEV, "source_vanished"),
    (errno.ENOENT, "source_vanished"),
    (errno.ESTALE, "source_vanished"),
    (errno.EACCES, "source_unreadable"),
    (errno.EBADF, "source_unreadable"),
]


@pytest.mark.parametrize(("number", "code"), READING)
def test_failure_while_reading_tells_a_lost_disk_from_a_locked_file(number: int, code: str) -> None:
    error = reading_failed(Path("a.mp3"), OSError(number, os.strerror(number)))
    assert (error.code, error.data) == (code, {"path": "a.mp3"})
