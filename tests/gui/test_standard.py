"""The standard face, as the one who helps goes through it."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView

from evidence_keeper.gui.look import FaceName, Look
from evidence_keeper.gui.standard.edit import EditItem
from evidence_keeper.gui.standard.entries import CaseEntry, Heading, ItemEntry
from evidence_keeper.gui.standard.newcase import NewCase
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.gui.widgets.error import ErrorCard
from evidence_keeper.gui.widgets.player import PlayerView
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import EvidenceItem, Kind
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.pulse import PulseServer, as_the_sound_server


def kept(keeper: Keeper, *parts: str, title: str = "套餐被改") -> str:
    case = keeper.new_case(title, "telecom_plan", {"company": "星河通信", "demand": "恢复原套餐"})
    keeper.add(example(*parts), case.case_id, purpose="证明多收了钱")
    return case.case_id


def click_row(person: Person, view: QListView, index: QModelIndex) -> None:
    view.scrollTo(index)
    place: QPoint = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def choose(person: Person, item: EvidenceItem) -> None:
    timeline = person.standard.timeline
    person.until(lambda: timeline.rows.row_of(item.item_id) is not None)
    row = timeline.rows.row_of(item.item_id)
    assert row is not None
    click_row(person, timeline, timeline.rows.index(row))
    detail = person.standard.detail
    person.until(lambda: detail.item is not None and detail.item.item_id == item.item_id)
    person.quiet()


def shown(person: Person) -> list[EvidenceItem]:
    entries = person.standard.timeline.rows.entries
    return [entry.item for entry in entries if isinstance(entry, ItemEntry)]


def test_an_empty_vault_says_how_to_begin(opened: Opened) -> None:
    person = opened("standard")
    assert "把录音、截图、聊天记录、账单拖进这个窗口" in person.reads()
    assert not person.standard.bar.papers_button.isEnabled()
    assert "今天还没有检查" in person.standard.status.words.text()


def test_dropped_files_are_kept_in_a_new_matter(opened: Opened) -> None:
    person = opened("standard")
    person.drop(example("账单", "Screenshot"))
    person.until_said("已保存 4 件")
    person.until(lambda: len(shown(person)) == 4)
    assert [case.title for case in person.keeper.cases()] == ["新的事情"]


def test_the_dialog_adds_files_and_one_bad_file_is_said(opened: Opened, tmp_path: Path) -> None:
    person = opened("standard")
    empty = tmp_path / "空的.txt"
    empty.write_bytes(b"")
    person.chosen = [*example("账单"), empty]
    person.press(person.standard.bar.add_button)
    person.until_said("已保存 1 件")
    assert "空的.txt" in person.reads()
    person.press_words("", person.standard.strip)
    assert person.standard.strip.isHidden()


def test_adding_again_says_that_it_was_kept_before(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    person.drop(example("账单"))
    person.until_said("早就存过了")
    assert len(keeper.items()) == 1


def test_a_new_matter_is_made_and_chosen(opened: Opened) -> None:
    person = opened("standard")
    face = person.standard
    person.press(face.cases.add)
    dialog = face.dialog
    assert isinstance(dialog, NewCase)
    person.write(dialog.title, "会员自动续费")
    dialog.type.choose("auto_renew")
    person.press(dialog.save)
    person.until(lambda: face.cases.case_id is not None)
    person.quiet()
    (case,) = person.keeper.cases()
    assert (case.title, case.type) == ("会员自动续费", "auto_renew")
    assert face.right.currentWidget() is face.matter


def test_what_a_matter_is_about_is_kept_field_by_field(opened: Opened, keeper: Keeper) -> None:
    case_id = kept(keeper, "账单")
    person = opened("standard")
    fields = person.standard.matter.fields
    fields["company_phone"].setFocus()
    person.write(fields["company_phone"], "10579")
    QTest.keyClick(fields["company_phone"], Qt.Key.Key_Return)
    person.until(lambda: keeper.case(case_id).get("company_phone") == "10579")
    person.until_said("已保存：这件事的情况。")


def test_a_field_that_makes_no_sense_is_refused_in_words(opened: Opened, keeper: Keeper) -> None:
    case_id = kept(keeper, "账单")
    person = opened("standard")
    field = person.standard.matter.fields["amount"]
    person.write(field, "很多")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.until_said("给帮忙的人看：field_invalid")
    assert keeper.case(case_id).get("amount") == ""
    person.press_words("知道了")


def test_the_timeline_has_days_and_unknown_times_apart(opened: Opened, keeper: Keeper) -> None:
    kept(keeper)
    person = opened("standard")
    entries = person.standard.timeline.rows.entries
    headings = [entry.words for entry in entries if isinstance(entry, Heading)]
    assert headings[-1] == "时间不知道"
    known = [item.captured_at for item in shown(person) if item.captured_at]
    assert known == sorted(known)
    person.until(lambda: len(person.standard.timeline.rows.pictures) >= 4)


@pytest.mark.parametrize("kind", [Kind.SCREENSHOT, Kind.CALL, Kind.CHAT, Kind.IMAGE])
def test_an_item_shows_itself_its_time_and_where_it_comes_from(
    opened: Opened, keeper: Keeper, kind: Kind
) -> None:
    kept(keeper)
    person = opened("standard")
    item = next(item for item in keeper.items() if item.kind is kind)
    choose(person, item)
    detail = person.standard.detail
    assert detail.viewer.view is not None
    assert item.name in person.reads()
    assert f"校验值 {item.digest.value[:4]}" in person.reads()
    person.press(detail.story)
    person.until_said("存进来以后")
    assert item.digest.value[:8] in person.reads()
    person.press(detail.story)
    assert detail.fields.isVisible()


def test_purpose_note_and_name_are_kept_as_entries(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    (item,) = keeper.items()
    choose(person, item)
    detail = person.standard.detail
    detail.purpose.selectAll()
    person.write(detail.purpose, "二月多收九十元")
    QTest.keyClick(detail.purpose, Qt.Key.Key_Return)
    person.until_said("已保存：它能说明什么。")
    person.write(detail.note, "女儿打印的")
    QTest.keyClick(detail.note, Qt.Key.Key_Return)
    person.until_said("已保存：您记的话。")
    (item,) = keeper.items()
    assert item.purpose == "二月多收九十元"
    assert [note.text for note in item.notes] == ["女儿打印的"]
    assert "女儿打印的" in person.reads()


def test_what_is_known_of_an_item_is_put_right_and_nonsense_is_refused_in_words(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper, "Screenshot_20260301")
    person = opened("standard")
    (item,) = keeper.items()
    choose(person, item)
    detail = person.standard.detail
    person.press(detail.edit)
    edit = detail.dialog
    assert isinstance(edit, EditItem)
    assert edit.lines["captured_at"].text() == "2026-03-01 09:18:42"
    edit.lines["captured_at"].setText("明天")
    person.press(edit.save)
    person.until_said("给帮忙的人看：field_invalid")
    assert "2026-11-22" in person.reads()
    edit.lines["captured_at"].setText("2026-03-01 09:20")
    edit.lines["phone_number"].setText("10579")
    edit.lines["title"].setText("首页截图")
    edit.kind.choose("image")
    person.press(edit.save)
    person.until_said("改好了。文件本身没有变。")
    (item,) = keeper.items()
    assert item.captured_at is not None
    assert f"{item.captured_at:%Y-%m-%d %H:%M}" == "2026-03-01 09:20"
    assert (item.kind, item.provenance.phone_number) == (Kind.IMAGE, "10579")
    assert detail.title.text() == "首页截图"


def test_a_refusal_names_the_field_and_stays_readable_with_large_letters(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper, "通话录音")
    person = opened("standard", scale=200)
    (item,) = keeper.items()
    choose(person, item)
    person.press(person.standard.detail.edit)
    edit = person.standard.detail.dialog
    assert isinstance(edit, EditItem)
    edit.lines["phone_number"].setText("abc")
    edit._save()
    person.until_said("「号码」这一项不能填「abc」。")
    person.qtbot.wait(100)
    assert edit.height() > 600
    (card,) = edit.findChildren(ErrorCard)
    assert card.visibleRegion().boundingRect().height() > 100
    edit.reject()


def test_the_window_may_go_while_a_dialog_is_open(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "通话录音")
    person = opened("standard", scale=200)
    choose(person, keeper.items()[0])
    person.press(person.standard.detail.edit)
    edit = person.standard.detail.dialog
    assert isinstance(edit, EditItem)
    person.until(edit.isVisible)
    person.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(edit)
    assert keeper.verify().ok


def test_with_large_letters_the_matters_fold_into_a_button(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    kept(keeper, "Screenshot", title="会员自动续费")
    person = opened("standard", scale=200)
    face = person.standard
    assert face.folded
    assert not face.cases.isVisible()
    person.press(face.pick)
    assert face.cases.isVisible()
    view = face.cases.list
    click_row(person, view, view.model().index(1, 0))
    person.until(lambda: len(shown(person)) == 3)
    assert not face.cases.isVisible()
    assert face.pick.toolTip() == "会员自动续费"
    person.window.desk.look = Look(FaceName.STANDARD)
    person.window.dress()
    person.window.start()
    person.quiet()
    assert person.standard.cases.isVisible()


def test_where_nothing_can_show_the_papers_it_says_where_they_lie(
    opened: Opened, keeper: Keeper
) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    person.window.desk.outside = lambda path, job: False
    person.press(person.standard.bar.papers_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, Papers)
    person.press(dialog.make)
    person.until(lambda: dialog.bundle is not None)
    assert "做好了" in dialog.said.words
    person.quiet()
    person.press(dialog.see)
    person.until(lambda: "这台电脑没有" in dialog.said.words)
    dialog.reject()


def test_putting_aside_is_undone_by_one_press(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单", "Screenshot")
    person = opened("standard")
    item = keeper.items()[0]
    choose(person, item)
    person.press(person.standard.detail.aside)
    person.until_said("收起来了。东西还在，随时可以放回来。")
    person.until(lambda: item.item_id not in [one.item_id for one in shown(person)])
    person.press_words("撤回")
    person.until(lambda: item.item_id in [one.item_id for one in shown(person)])
    assert not keeper.item(item.item_id).withdrawn


def test_what_was_put_aside_can_be_seen_and_taken_back(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单", "Screenshot")
    item = keeper.items()[0]
    keeper.withdraw(item.item_id)
    person = opened("standard")
    cases = person.standard.cases
    assert cases.aside.text() == "收起来的 1 件"
    person.press(cases.aside)
    assert [one.item_id for one in shown(person)] == [item.item_id]
    assert not person.standard.bar.papers_button.isEnabled()
    choose(person, item)
    person.press(person.standard.detail.aside)
    person.until(lambda: not keeper.item(item.item_id).withdrawn)
    person.until_said("没有收起来的。")
    person.press(cases.aside)
    assert len(shown(person)) == 4


def test_delete_puts_aside_and_undo_brings_back(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    (item,) = keeper.items()
    choose(person, item)
    person.standard._put_aside()
    person.until(lambda: keeper.item(item.item_id).withdrawn)
    person.quiet()
    person.standard._undo()
    person.until(lambda: not keeper.item(item.item_id).withdrawn)


def test_search_finds_names_purposes_notes_and_texts(opened: Opened, keeper: Keeper) -> None:
    kept(keeper)
    item = keeper.items()[-1]
    keeper.note(item.item_id, "邻居也被骗了")
    person = opened("standard")
    search = person.standard.bar.search
    for words, where in (("邻居", item.item_id), ("账单", None), ("人工", None), ("套", None)):
        search.clear()
        person.write(search, words)
        QTest.keyClick(search, Qt.Key.Key_Return)
        person.until(lambda: "找到" in person.standard.timeline.rows.index(0).data())
        person.quiet()
        found = [one.item_id for one in shown(person)]
        entries = person.standard.timeline.rows.entries
        assert found or any(isinstance(entry, CaseEntry) for entry in entries)
        assert where is None or found == [where]
    search.clear()
    person.until(lambda: len(shown(person)) == len(keeper.items()))


def test_search_that_finds_nothing_says_so(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    person.write(person.standard.bar.search, "没有这句话")
    person.until(lambda: person.standard.timeline.rows.index(0).data() == "没有找到。")


def test_papers_are_made_and_their_folder_opens(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    kept(keeper)
    person = opened("standard")
    person.press(person.standard.bar.papers_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, Papers)
    assert dialog.channel.value == "12300"
    dialog.channel.choose("12315")
    person.press(dialog.make)
    person.until(lambda: dialog.bundle is not None)
    assert dialog.bundle is not None
    assert "做好了，一共" in dialog.said.words
    folder = dialog.bundle.pdf.parent
    person.until(lambda: person.opened == [folder])
    assert dialog.bundle.pdf.is_relative_to(tmp_path / "documents" / "取证管家")
    person.press(dialog.see)
    pdf = dialog.bundle.pdf
    person.until(lambda: person.opened[-1] == pdf)
    person.press(dialog.close_button)
    assert person.standard.dialog is None


def test_making_papers_can_be_stopped_and_leaves_nothing_half_made(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    kept(keeper)
    person = opened("standard")
    person.press(person.standard.bar.papers_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, Papers)
    person.press(dialog.make)
    person.press(dialog.progress.stop)
    person.until_said("停下了。材料没有做，存的东西都在。")
    assert not list((tmp_path / "documents").rglob("*.pdf"))
    person.press(dialog.close_button)


def test_the_status_line_says_whole_only_after_a_real_check(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单", "Screenshot")
    person = opened("standard")
    assert "完好" not in person.standard.status.words.text()
    person.press(person.standard.bar.check_button)
    person.until(lambda: "全部 4 件完好，今天" in person.standard.status.words.text())
    person.until_said("都在，一个字都没有变。")


def test_a_changed_original_is_named(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    original = keeper.original(keeper.items()[0].item_id)
    original.chmod(0o600)
    original.write_bytes(b"changed")
    person = opened("standard")
    person.press(person.standard.bar.check_button)
    person.until_said("有 1 处不对")
    assert "digest_mismatch" in person.reads()
    assert "有地方不对" in person.standard.status.words.text()


def test_checking_can_be_stopped(opened: Opened, keeper: Keeper, tmp_path: Path) -> None:
    big = tmp_path / "大文件.bin"
    big.write_bytes(bytes(range(256)) * 1_000_000)
    keeper.add([big], kept(keeper, "账单"))
    person = opened("standard")
    person.press(person.standard.bar.check_button)
    strip = person.standard.strip
    person.until(lambda: strip.progress is not None)
    assert strip.progress is not None
    person.press(strip.progress.stop)
    person.until_said("停下了")


def test_a_recording_plays_from_where_it_is_clicked(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "通话录音")
    with PulseServer() as server, as_the_sound_server(server):
        person = opened("standard")
        choose(person, keeper.items()[0])
        player = person.standard.detail.viewer.view
        assert isinstance(player, PlayerView)
        wave = player.waveform
        middle = QPoint(wave.width() // 2, wave.height() // 2)
        QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=middle)
        before = player.time.text()
        person.press(player.toggle)
        person.until(lambda: player.playing and player.time.text() != before)
        person.press(player.toggle)
        assert not player.playing
        person.press(player.toggle)
        person.until(lambda: player.playing)
        person.press(person.standard.about)
        assert not player.playing
        person.quiet()


def test_several_matters_keep_their_own_items(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    kept(keeper, "Screenshot", title="会员自动续费")
    person = opened("standard")
    view = person.standard.cases.list
    click_row(person, view, view.model().index(1, 0))
    person.until(lambda: len(shown(person)) == 3)
    click_row(person, view, view.model().index(0, 0))
    person.until(lambda: len(shown(person)) == 1)


def test_the_columns_can_be_dragged(opened: Opened, keeper: Keeper) -> None:
    kept(keeper, "账单")
    person = opened("standard")
    columns = person.standard.columns
    before = columns.sizes()
    columns.moveSplitter(before[0] + 60, 1)
    assert columns.sizes()[0] == before[0] + 60
    assert min(columns.sizes()) > 100
