"""A vault on a disk that is really full: run as a process of its own, which sees a small disk that nobody else sees.

`unshare --mount python -m tests.e2e.full_disk ROOT tmpfs` mounts small disks of growing sizes below ROOT, gone with the
process. Where a container forbids mounting, `... ROOT limit` lets the system refuse to let files grow instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_keeper.errors import SpaceError, StorageError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import FindingCode
from tests.e2e.crash_harness import Place, examine, sha256, wrong

SIZES = (40, 100, 150, 200, 300, 500, 900, 1_400, 2_000, 2_600, 3_300, 4_500)
"""KiB. The files are 3.3 MB together: the disk fills up at the first folder, in the middle, at the last entry."""


@dataclass(frozen=True)
class TmpfsDisk:
    """A real file system of a size of its own."""

    folder: Path

    def shrink(self, kib: int) -> None:
        """Make the disk, so small."""
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={kib}k,mode=700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder], check=True)

    def grow(self) -> None:
        """Make room."""
        subprocess.run(["mount", "-o", "remount,size=64m", self.folder], check=True)

    def drop(self) -> None:
        """Take it away."""
        subprocess.run(["umount", self.folder], check=True)


@dataclass(frozen=True)
class LimitedFiles:
    """No file may grow beyond a size (EFBIG, to us a full disk too)."""

    folder: Path

    def shrink(self, kib: int) -> None:
        """Refuse from now on."""
        self.folder.mkdir(parents=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 128, resource.RLIM_INFINITY))

    def grow(self) -> None:
        """Allow again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def drop(self) -> None:
        """Take away what was written."""
        shutil.rmtree(self.folder)


Disk = TmpfsDisk | LimitedFiles


def vault_fills_up(disk: Disk, root: Path) -> dict[str, Any]:
    """A vault and its keys on the small disk."""
    place = Place(disk.folder)
    files = _files(root / "files")
    told: list[dict[str, Any]] = []
    with contextlib.suppress(SpaceError, StorageError), place.keeper() as keeper:
        case = keeper.new_case("套餐").case_id
        added = keeper.add([files], case)
        told = [{"item": item.item_id, "sha256": item.digest.value} for item in added.items]
        codes = {refused.code for refused in added.refused}
        wrong(codes <= {"disk_full"}, "refused otherwise", codes)
        wrong(len(added.items) + len(added.refused) == 9, "a file was forgotten", added)
        report = keeper.verify()
        wrong(report.ok, "doesn't verify while the disk is full", *report.findings)
    refused = 9 - len(told)
    disk.grow()
    said = examine(place, told)
    _add_all(place, files)
    return {"refused": refused, "said": said}


def memory_fills_up(disk: Disk, root: Path) -> dict[str, Any]:
    """The vault has room; the user's own folder, where key and anchor lie, has none."""
    vault, files = root / "roomy", _files(root / "files")
    home = disk.folder / "home"
    disk.grow()
    opened = Keeper.open(vault, home=home)
    case = opened.new_case("套餐").case_id
    _fill(disk)
    added = opened.add([files], case)
    wrong(not added.refused and len(added.items) == 9, "the vault had room", added)
    wrong(opened.verify().ok, "doesn't verify without the anchor")
    opened.close()
    again = Keeper.open(vault, home=home)
    wrong(again.verify().ok and len(again.items()) == 9, "doesn't verify at the next start")
    again.close()
    other = root / "other-vault"
    with contextlib.suppress(SpaceError, StorageError):
        Keeper.open(other, home=home).close()
        wrong(isinstance(disk, LimitedFiles), "a vault was made without a place for its key")
    _empty(disk)
    for folder in (vault, other):
        once_more = Keeper.open(folder, home=home)
        report = once_more.verify()
        wrong(report.ok and "anchor" in report.holds, "the anchor isn't made up for", report)
        wrong(not any(found.code is FindingCode.LEFTOVER for found in report.findings), "leftover")
        once_more.close()
    shutil.rmtree(vault)
    shutil.rmtree(other)
    return {"refused": 0, "said": ""}


def _fill(disk: Disk) -> None:
    if isinstance(disk, LimitedFiles):
        disk.folder.mkdir(exist_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return
    with contextlib.suppress(OSError), (disk.folder / "ballast").open("wb", buffering=0) as ballast:
        while ballast.write(b"x" * 4096):
            pass


def _empty(disk: Disk) -> None:
    disk.folder.joinpath("ballast").unlink(missing_ok=True)
    disk.grow()


def _files(folder: Path) -> Path:
    if not folder.exists():
        dice = random.Random(3)
        folder.mkdir(parents=True)
        for number, size in enumerate(
            (10, 900, 20_000, 90_000, 300_000, 700_000, 900_000, 1_200_000)
        ):
            (folder / f"{number}.bin").write_bytes(dice.randbytes(size))
        (folder / "chat.txt").write_text("客服: 您好\n", "utf-8")
    return folder


def _add_all(place: Place, files: Path) -> None:
    with place.keeper() as keeper:
        case = (keeper.cases() or [keeper.new_case("补")])[0].case_id
        wrong(not keeper.add([files], case).refused, "there is room, but something is refused")
        wanted = sorted(sha256(path) for path in files.iterdir())
        have = sorted(item.digest.value for item in keeper.items())
        wrong(have == wanted, "lost or doubled")
        wrong(keeper.verify().ok, "doesn't verify in the end")


def _one_by_one(disk: Disk, root: Path) -> list[dict[str, Any]]:
    found = []
    _files(root / "files")
    for kib in SIZES:
        disk.shrink(kib)
        found.append({"kib": kib, **vault_fills_up(disk, root)})
        disk.drop()
    disk.shrink(256)
    found.append({"kib": 0, **memory_fills_up(disk, root)})
    disk.drop()
    return found


def main(arguments: list[str]) -> int:
    """Run everything below the folder given; print what was refused at each size."""
    root = Path(arguments[0])
    kinds: dict[str, Callable[[Path], Disk]] = {"tmpfs": TmpfsDisk, "limit": LimitedFiles}
    print(json.dumps(_one_by_one(kinds[arguments[1]](root / "disk"), root)))
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
