"""A copy for other programs: the same bytes under the original's own name, and never the original itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper.errors import Cancelled, InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    file = tmp_path / "1月账单.txt"
    file.write_text("月费 59 元")
    opened.add([file], opened.new_case("套餐").case_id)
    yield opened
    opened.close()


def test_a_copy_has_its_own_name_and_the_same_bytes(keeper: Keeper, tmp_path: Path) -> None:
    item = keeper.items()[0]
    copy = keeper.copy_out(item.item_id, tmp_path / "out")
    assert copy == tmp_path / "out" / "1月账单.txt"
    assert copy.read_text() == "月费 59 元"
    copy.write_text("written over")
    assert keeper.verify().ok
    assert keeper.copy_out(item.item_id, tmp_path / "out").name == "1月账单 (2).txt"
    assert keeper.copy_out(item.item_id, tmp_path / "out").name == "1月账单 (2).txt"


def test_a_changed_original_is_not_lent(keeper: Keeper, tmp_path: Path) -> None:
    item = keeper.items()[0]
    original = keeper.original(item.item_id)
    original.chmod(0o644)
    original.write_text("月费 99 元")
    with pytest.raises(IntegrityError):
        keeper.copy_out(item.item_id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_lent_into_the_vault_and_stopping_leaves_nothing(
    keeper: Keeper, tmp_path: Path
) -> None:
    item = keeper.items()[0]
    with pytest.raises(InputError):
        keeper.copy_out(item.item_id, keeper.vault.path / "originals")
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        keeper.copy_out(item.item_id, tmp_path / "out", job)
    assert list((tmp_path / "out").iterdir()) == []
