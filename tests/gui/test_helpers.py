"""What who helps expects of the standard face: recent matters, dropping where it belongs, copies for other programs.

And what is left behind when something goes wrong that nobody foresaw.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_keeper.gui.standard.cases import CASE
from evidence_keeper.keeper import Keeper
from evidence_keeper.settings import Settings, load, save
from tests.gui.conftest import Opened
from tests.gui.person import drop_on, example


def test_recent_matters_come_back_by_the_menu(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    ids = [keeper.new_case(f"第 {number} 件事").case_id for number in range(3)]
    person = opened("standard")
    face = person.standard
    for case_id in (ids[2], ids[0]):
        face.cases.choose(case_id)
    face.bar.recent.aboutToShow.emit()
    names = [action.text() for action in face.bar.recent.actions()]
    assert names[:2] == ["第 0 件事", "第 2 件事"]
    face.bar.recent.actions()[1].trigger()
    assert face.cases.case_id == ids[2]
    kept = Settings(recent=tuple(person.window.desk.recent))
    save(kept, tmp_path / "settings.json")
    assert load(tmp_path / "settings.json") == (kept, False)


def test_files_dropped_on_a_matter_go_into_it(opened: Opened, keeper: Keeper) -> None:
    first, second = (keeper.new_case(title).case_id for title in ("第一件", "第二件"))
    person = opened("standard")
    face = person.standard
    face.cases.choose(first)
    index = face.cases.model.index(1)
    assert index.data(CASE).case_id == second
    rows = face.cases.list
    person.until(lambda: rows.viewport().rect().contains(rows.visualRect(index)))
    inside = face.mapFromGlobal(rows.viewport().mapToGlobal(rows.visualRect(index).center()))
    drop_on(face, example("账单"), inside)
    person.until(lambda: bool(keeper.items()))
    assert {item.case_id for item in keeper.items()} == {second}


def test_an_item_opens_as_a_copy_and_its_folder_is_shown(opened: Opened, keeper: Keeper) -> None:
    case = keeper.new_case("套餐被改")
    keeper.add(example("账单"), case.case_id)
    person = opened("standard")
    item = keeper.items()[0]
    person.standard.timeline.choose(item.item_id)
    person.press(person.standard.detail.open_outside)
    person.until(lambda: bool(person.opened))
    copy = person.opened[0]
    assert copy.name == item.name
    assert copy.read_bytes() == keeper.original(item.item_id).read_bytes()
    assert keeper.vault.path not in copy.parents
    person.press(person.standard.detail.show_copy)
    person.until(lambda: person.opened[1:] == [copy.parent])
    person.until_said("副本放在")


@pytest.mark.parametrize("face", ["easy", "standard"])
def test_what_nobody_foresaw_leaves_a_report_without_case_data(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, face: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    person = opened(face)
    try:
        raise KeyError("王奶奶的套餐")
    except KeyError as error:
        person.window.show_error(error)
    person.until_said("unexpected")
    (report,) = (tmp_path / "data").rglob("reports/*.txt")
    told = report.read_text("utf-8")
    assert "KeyError" in told
    assert "test_helpers.py" in told
    assert "王奶奶" not in told
    assert report.name in person.reads()
