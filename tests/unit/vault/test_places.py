"""A stick, a network drive and a synced folder are named before somebody trusts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper.vault.places import mounted_as, warnings_about

MOUNTS = r"""22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:21 / /proc rw - proc proc rw
40 22 8:17 / /media/li/KINGSTON rw,nosuid - vfat /dev/sdb1 rw
41 22 8:33 / /media/li/我的U盘 rw,nosuid - exfat /dev/sdc1 rw
42 22 8:49 / /media/li/two\040words\134back rw master:2 - VFAT /dev/sdd1 rw
43 22 0:50 / /mnt/nas rw - cifs //nas/share rw
44 43 8:65 / /mnt/nas/local rw - ext4 /dev/sde1 rw
45 22 8:81 / /mnt/over rw - ext4 /dev/sdf1 rw
46 22 8:97 / /mnt/over rw - vfat /dev/sdg1 rw
47 22 0:60 / /home/li/remote rw - fuse.sshfs li@far:/ rw
a line that is none
48 22 8:99
"""


@pytest.mark.posix
@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("/home/li/证据", ()),
        ("/media/li/KINGSTON/copy", ("place_fat",)),
        ("/media/li/KINGSTON", ("place_fat",)),
        ("/media/li/KINGSTON2", ()),
        ("/media/li/我的U盘/第二份", ("place_fat",)),
        ("/media/li/two words\\back/x", ("place_fat",)),
        ("/mnt/nas/evidence", ("place_network",)),
        ("/mnt/nas/local/evidence", ()),
        ("/mnt/over/x", ("place_fat",)),
        ("/home/li/remote/x", ("place_network",)),
        ("/home/li/OneDrive - 家/证据", ("place_synced",)),
        ("/home/li/坚果云/证据", ("place_synced",)),
        ("/media/li/KINGSTON/Dropbox/x", ("place_fat", "place_synced")),
    ],
)
def test_what_kind_of_place_it_is(folder: str, told: tuple[str, ...]) -> None:
    assert warnings_about(Path(folder), MOUNTS) == told


def test_a_windows_share_is_a_network_drive() -> None:
    assert "place_network" in warnings_about(Path("\\\\server\\share\\证据"), "")


@given(st.text(max_size=200))
def test_whatever_the_list_of_mounts_says_nothing_breaks(mounts: str) -> None:
    assert isinstance(mounted_as(Path("/x"), mounts), str)


def test_this_computers_own_mounts_are_read(tmp_path: Path) -> None:
    assert set(warnings_about(tmp_path)) <= {"place_fat", "place_network", "place_synced"}
