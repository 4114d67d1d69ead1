"""A mark counts only after a person has listened to it: that is an entry of its own, about that mark alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_keeper import resources
from evidence_keeper.errors import InputError
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, MarkKind


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    opened = Keeper.open(tmp_path / "vault", home=tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def call(keeper: Keeper) -> EvidenceItem:
    (path,) = resources.path("example").glob("通话录音*")
    item = keeper.add([path], keeper.new_case("套餐").case_id).items[0]
    for seconds, kind in ((3.5, MarkKind.ASKED_FOR_HUMAN), (9.0, MarkKind.ASKED_FOR_HUMAN)):
        item = keeper.mark(item.item_id, seconds, kind)
    return item


def confirmed(item: EvidenceItem) -> list[bool]:
    return [mark.confirmed for mark in item.marks]


def test_one_mark_is_confirmed_and_neither_the_other_nor_the_item(
    keeper: Keeper, call: EvidenceItem
) -> None:
    item = keeper.confirm_mark(call.item_id, 9.0, MarkKind.ASKED_FOR_HUMAN)
    assert confirmed(item) == [False, True]
    assert not item.confirmed
    entry = keeper.history(call.item_id)[-1]
    assert entry.kind == "confirm"
    assert entry.body is not None
    assert (entry.body["seconds"], entry.body["mark"]) == (9.0, "asked_for_human")


def test_it_is_still_so_when_the_index_is_made_again(keeper: Keeper, call: EvidenceItem) -> None:
    keeper.confirm_mark(call.item_id, 3.5, MarkKind.ASKED_FOR_HUMAN)
    keeper.rebuild_index()
    assert confirmed(keeper.item(call.item_id)) == [True, False]
    assert keeper.verify().ok


@pytest.mark.parametrize(
    ("seconds", "kind"), [(4.0, MarkKind.ASKED_FOR_HUMAN), (3.5, MarkKind.CUT_OFF)]
)
def test_what_was_never_marked_is_refused(
    keeper: Keeper, call: EvidenceItem, seconds: float, kind: MarkKind
) -> None:
    with pytest.raises(InputError) as refused:
        keeper.confirm_mark(call.item_id, seconds, kind)
    assert refused.value.code == "mark_unknown"
    assert confirmed(keeper.item(call.item_id)) == [False, False]
