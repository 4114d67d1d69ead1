"""Pipes, devices, sockets, links that loop, folders that may not be read, and names that are no text."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from evidence_keeper.errors import SourceError
from evidence_keeper.intake.files import open_source, walk
from evidence_keeper.model import Refused

ROOT = Path(__file__).resolve().parents[3]


def codes(*paths: Path, avoid: tuple[Path, ...] = ()) -> dict[str, str]:
    """Name of each thing walked over: the refusal's code, or "file"."""
    return {
        Path(entry.path).name if isinstance(entry, Refused) else entry.name: (
            entry.code if isinstance(entry, Refused) else "file"
        )
        for entry in walk(paths, avoid=avoid)
    }


def code_of_opening(path: Path) -> str:
    with pytest.raises(SourceError) as caught, open_source(path):
        pass
    return caught.value.code


@contextmanager
def socket_at(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path is at most 108 bytes long
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)
        yield


def test_pipe_socket_and_device_are_special_and_block_nothing(tmp_path: Path) -> None:
    pipe, port, device = tmp_path / "pipe", tmp_path / "port", tmp_path / "device"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    with socket_at(port):
        assert codes(tmp_path) == dict.fromkeys(("device", "pipe", "port"), "source_special")
        assert {code_of_opening(path) for path in (pipe, port, device)} == {"source_special"}


def test_looking_at_a_pipe_does_not_wake_its_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    woken = threading.Event()

    def wait_for_a_reader() -> None:
        os.close(os.open(pipe, os.O_WRONLY))
        woken.set()

    writer = threading.Thread(target=wait_for_a_reader)
    writer.start()
    time.sleep(0.05)
    try:
        assert code_of_opening(pipe) == "source_special"
        assert codes(pipe) == {"pipe": "source_special"}
        assert not woken.wait(0.2)
    finally:
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
        writer.join()


def test_links_to_files_are_followed_and_dangling_ones_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"x")
    (tmp_path / "b.mp3").symlink_to("a.mp3")
    (tmp_path / "c.mp3").symlink_to("gone.mp3")
    (tmp_path / "loop").symlink_to("loop")
    assert codes(tmp_path) == {
        "a.mp3": "file",
        "b.mp3": "file",
        "c.mp3": "source_missing",
        "loop": "source_link_loop",
    }
    assert code_of_opening(tmp_path / "loop") == "source_link_loop"
    with open_source(tmp_path / "b.mp3") as source:
        assert (source.name, source.file.read()) == ("b.mp3", b"x")


def test_linked_folders_are_walked_once_so_that_loops_end(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    for folder in (left, right):
        folder.mkdir()
        (folder / f"{folder.name}.mp3").write_bytes(b"x")
    (left / "to_right").symlink_to(right)
    (right / "to_left").symlink_to(left)
    (right / "up").symlink_to(tmp_path)
    entries = list(walk([tmp_path]))
    assert [entry.name for entry in entries if isinstance(entry, Path)] == ["left.mp3", "right.mp3"]
    assert len(entries) == 2


def test_links_into_the_vault_are_refused(tmp_path: Path) -> None:
    vault, desk = tmp_path / "vault", tmp_path / "desk"
    (vault / "originals").mkdir(parents=True)
    (vault / "originals" / "ab").write_bytes(b"x")
    desk.mkdir()
    (desk / "file").symlink_to(vault / "originals" / "ab")
    (desk / "folder").symlink_to(vault / "originals")
    (desk / "whole").symlink_to(vault)
    expected = dict.fromkeys(("file", "folder", "whole"), "source_in_vault")
    assert codes(desk, avoid=(vault,)) == expected
    assert codes(desk, avoid=(desk / "whole",)) == expected


def test_name_that_is_no_text_is_printable_and_its_bytes_are_kept(tmp_path: Path) -> None:
    path = Path(
        os.fsdecode(os.fsencode(tmp_path) + b"/\xcd\xa8\xbb\xb0.mp3")
    )  # GB18030, on a UTF-8 disk
    path.write_bytes(b"x")
    assert list(walk([tmp_path])) == [path]
    with open_source(path) as source:
        assert source.name == "\u0368\ufffd\ufffd.mp3"
        assert source.name_bytes == "cda8bbb02e6d7033"
    path.unlink()
    assert code_of_opening(path) == "source_missing"
    refused = next(walk([path]))
    assert isinstance(refused, Refused)
    json.dumps([refused.path, dict(refused.data)], ensure_ascii=False).encode()


@pytest.mark.parametrize("seconds", [-62_135_596_801, -(2**33), 2**33, 253_402_300_800])
def test_absurd_file_time_is_no_obstacle(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"x")
    os.utime(path, (seconds, seconds))
    with open_source(path) as source:
        assert source.modified_at is None or source.modified_at.tzinfo is not None


def test_newline_and_direction_marks_in_a_name_stay(tmp_path: Path) -> None:
    name = "bill\n\u202egpj.exe"
    (tmp_path / name).write_bytes(b"x")
    with open_source(tmp_path / name) as source:
        assert source.name == name


def test_disk_that_fails_while_it_is_read_is_a_vanished_source() -> None:
    # Linux answers EIO to reading memory that isn't there: a real failure of a real read.
    from evidence_keeper.intake.files import _SourceReader

    for read in (
        _SourceReader.read,
        _SourceReader.readall,
        lambda file: file.readinto(bytearray(10)),
    ):
        with _SourceReader(os.open("/proc/self/mem", os.O_RDONLY), Path("stick.mp3")) as file:
            with pytest.raises(SourceError) as caught:
                read(file)
            assert (caught.value.code, caught.value.data) == (
                "source_vanished",
                {"path": "stick.mp3"},
            )


UNREADABLE = """
import os, sys
from pathlib import Path
from evidence_keeper.errors import SourceError
from evidence_keeper.intake.files import open_source, walk
from evidence_keeper.model import Refused
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
for entry in walk([Path(sys.argv[1])]):
    if isinstance(entry, Refused):
        print(Path(entry.path).name, entry.code)
        continue
    try:
        with open_source(entry) as source:
            print(entry.name, source.size)
    except SourceError as error:
        print(entry.name, error.code)
"""


def test_what_may_not_be_read_is_named_and_the_rest_is_read() -> None:
    """In a child that is nobody: root may read everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "closed").mkdir(0o700)
        (folder / "secret.mp3").write_bytes(b"x")
        (folder / "z.mp3").write_bytes(b"xyz")
        for locked in (folder / "closed", folder / "secret.mp3"):
            locked.chmod(0)
        try:
            done = subprocess.run(
                [sys.executable, "-c", UNREADABLE, name],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
        finally:
            with suppress(OSError):
                (folder / "closed").chmod(0o700)
    assert done.stdout.splitlines() == [
        "closed source_unreadable",
        "secret.mp3 source_unreadable",
        "z.mp3 3",
    ]
