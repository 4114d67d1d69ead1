"""What is done with finished papers: printed, copied to a stick and checked there, sent, and the ones that stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from evidence_keeper.bundle.check import check_bundle
from evidence_keeper.errors import Cancelled, SpaceError
from evidence_keeper.gui.easy.home import Home
from evidence_keeper.gui.easy.journey import JourneyPage
from evidence_keeper.gui.easy.made import MadePage
from evidence_keeper.gui.easy.papers import PapersPage, PreviewPage
from evidence_keeper.gui.giving import copy_delivery
from evidence_keeper.gui.journeys.giving import CopyPapers, PrintPapers
from evidence_keeper.gui.printing import Printers, print_pdf
from evidence_keeper.gui.standard.interview import Asking
from evidence_keeper.gui.standard.papers import Papers
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.media.pdf import PdfDocument
from evidence_keeper.settings import Settings, load, save
from evidence_keeper.text import set_language
from tests.gui.conftest import Opened
from tests.gui.person import Person, example
from tests.gui.test_looks import (
    everything_is_named,
    no_word_is_cut,
    nothing_sticks_out,
    sizes_are_for_old_eyes,
)


class PaperTray(Printers):
    """Two printers that print into a file: Qt's own, as the system's are."""

    def __init__(self, sheet: Path) -> None:
        self._sheet = sheet

    def names(self) -> list[str]:
        return ["客厅的打印机", "书房的打印机"]

    def open(self, name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(self._sheet))
        return made


class NoPrinter(Printers):
    """A computer without a printer."""

    def names(self) -> list[str]:
        return []


def made_papers(person: Person, keeper: Keeper) -> MadePage:
    """From kept things to finished papers."""
    case = keeper.new_case("套餐被改", "telecom_plan")
    keeper.add(example("账单", "截图"), case.case_id)
    person.window.desk.refresh()
    person.until(lambda: bool(person.window.desk.known.items))
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.papers)
    person.make_papers()
    return person.until_page(MadePage)


def test_the_papers_come_out_of_the_printer_page_by_page(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("easy")
    sheet = tmp_path / "printed.pdf"
    person.window.desk.printers = PaperTray(sheet)
    made = made_papers(person, keeper)
    person.press(made.print)
    journey = person.until_page(JourneyPage).journey
    assert isinstance(journey, PrintPapers)
    assert "客厅的打印机" in person.reads()
    person.press_words("换一台打印机")
    person.until_said("书房的打印机")
    person.press(journey.rows[0])
    person.until_said("已经交给打印机")
    assert f"一共 {made._bundle.pages} 页" in person.reads()
    with PdfDocument(sheet) as printed, PdfDocument(made._bundle.pdf) as original:
        assert printed.count == original.count
        for number in (0, printed.count - 1):
            ours = original.render(number, 1).convert("L").resize((60, 85))
            theirs = printed.render(number, 1).convert("L").resize((60, 85))
            pairs = zip(ours.tobytes(), theirs.tobytes(), strict=True)
            assert sum(abs(a - b) for a, b in pairs) / (60 * 85) < 6
    person.press_words("好了")
    assert person.until_page(MadePage) is made


def test_only_the_first_pages_are_printed_where_that_is_wished(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("easy")
    pdf = made_papers(person, keeper)._bundle.pdf
    tray = PaperTray(tmp_path / "two.pdf")
    assert print_pdf(pdf, tray.open(""), Job(), 2) == 2
    with PdfDocument(tmp_path / "two.pdf") as printed:
        assert printed.count == 2
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        print_pdf(pdf, tray.open(""), job)


def test_without_a_printer_it_says_so_and_where_the_file_is(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    person.window.desk.printers = NoPrinter()
    made = made_papers(person, keeper)
    person.press(made.print)
    page = person.until_page(JourneyPage)
    person.until_said("没有接打印机")
    assert made._bundle.pdf.name in person.reads()
    person.press(page.back)
    person.until_page(MadePage)


def test_the_copy_on_the_stick_is_checked_and_nothing_there_is_touched(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("easy")
    made = made_papers(person, keeper)
    stick = tmp_path / "stick"
    there = stick / made._bundle.delivery.name
    there.mkdir(parents=True)
    (there / "mine.txt").write_text("mine")
    person.window.desk.choose_folder = lambda _parent, _title: stick
    person.press(made.stick)
    journey = person.until_page(JourneyPage).journey
    assert isinstance(journey, CopyPapers)
    person.until_said("核对过，一样")
    copy = stick / f"{there.name} (2)"
    assert str(copy) in person.reads()
    assert check_bundle(copy, Job()).ok
    names = {p.relative_to(copy) for p in copy.rglob("*")}
    wanted = {p.relative_to(made._bundle.delivery) for p in made._bundle.delivery.rglob("*")}
    assert names == wanted
    assert [p.name for p in there.iterdir()] == ["mine.txt"]


def test_a_changed_copy_is_not_called_the_same(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("easy")
    made = made_papers(person, keeper)
    pdf = made._bundle.pdf
    pdf.write_bytes(pdf.read_bytes() + b"x")
    stick = tmp_path / "stick"
    stick.mkdir()
    person.window.desk.choose_folder = lambda _parent, _title: stick
    person.press(made.stick)
    person.until_page(JourneyPage)
    person.until_said("不一样")


def test_a_full_stick_is_refused_before_anything_is_copied(tmp_path: Path) -> None:
    delivery = tmp_path / "papers"
    delivery.mkdir()
    with (delivery / "huge.bin").open("wb") as file:
        file.truncate(1 << 50 if os.name == "nt" else 1 << 43)
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(SpaceError) as refused:
        copy_delivery(delivery, stick, Job())
    assert refused.value.code == "disk_full"
    assert not list(stick.iterdir())


def test_a_copy_that_was_stopped_leaves_nothing(tmp_path: Path) -> None:
    delivery = tmp_path / "papers"
    delivery.mkdir()
    (delivery / "a.txt").write_text("a")
    stick = tmp_path / "stick"
    stick.mkdir()
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        copy_delivery(delivery, stick, job)
    assert not list(stick.iterdir())


def test_sending_puts_the_file_itself_on_the_clipboard(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    made = made_papers(person, keeper)
    person.press(made.family)
    assert "打开微信粘贴给家人" in made.said.words
    assert made._bundle.pdf.name in made.said.words.replace("\u200b", "")
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [url.toLocalFile() for url in urls] == [str(made._bundle.pdf)]


def test_the_reminder_stays_with_the_person_and_can_be_seen(opened: Opened, keeper: Keeper) -> None:
    person = opened("easy")
    made = made_papers(person, keeper)
    reminder = made._bundle.reminder
    assert reminder is not None
    assert made.reminder is not None
    assert reminder.name in person.reads()
    person.press(made.reminder)
    person.until(lambda: person.opened == [reminder])


@pytest.mark.parametrize("scale", [100, 200])
def test_what_can_be_done_with_the_papers_is_whole_and_large(
    opened: Opened, keeper: Keeper, tmp_path: Path, scale: int
) -> None:
    person = opened("easy", scale=scale)
    person.window.desk.printers = PaperTray(tmp_path / "printed.pdf")
    made = made_papers(person, keeper)

    def looks_right() -> None:
        person.qtbot.wait(100)
        page = person.easy.page
        if picture := os.environ.get("LOOK"):
            person.window.grab().save(f"{picture}/{type(page).__name__}-{scale}.png")
        no_word_is_cut(page)
        nothing_sticks_out(person.window)
        everything_is_named(page, chinese=True)
        sizes_are_for_old_eyes(page)

    looks_right()
    person.press(made.print)
    person.until_page(JourneyPage)
    looks_right()
    person.easy.back()
    person.window.desk.choose_folder = lambda _parent, _title: tmp_path
    person.press(made.stick)
    person.until_page(JourneyPage)
    person.until_said("核对过")
    looks_right()


def papers_dialog(person: Person, keeper: Keeper) -> Papers:
    """The standard face's dialog for a matter with a few things in it."""
    case = keeper.new_case("套餐被改", "telecom_plan")
    keeper.add(example("账单", "截图"), case.case_id)
    person.window.desk.refresh()
    person.until(person.standard.bar.papers_button.isEnabled)
    person.press(person.standard.bar.papers_button)
    dialog = person.standard.dialog
    assert isinstance(dialog, Papers)
    return dialog


def test_options_reach_the_papers_and_are_remembered_for_each_office(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("standard")
    dialog = papers_dialog(person, keeper)
    dialog.reader.choose("company")
    assert not dialog.upload.isEnabled()  # what one uploads is the authority's
    dialog.reader.choose("authority")
    dialog.upload.choose("5")
    dialog.packed.choose("yes")
    dialog.print.choose("large")
    person.press(dialog.make)
    person.until(lambda: dialog.bundle is not None)
    assert dialog.bundle is not None
    assert dialog.bundle.packed is not None
    assert dialog.bundle.packed.exists()
    assert dialog.bundle.upload
    assert all(one.size <= 5_000_000 for one in dialog.bundle.upload)
    person.press(dialog.close_button)
    wishes = person.window.desk.wishes
    assert wishes == {
        "12300": {"reader": "authority", "print": "large", "upload": "5", "packed": "yes"}
    }
    save(Settings(papers=wishes), tmp_path / "settings.json")
    assert load(tmp_path / "settings.json") == (Settings(papers=wishes), False)
    person.press(person.standard.bar.papers_button)
    again = person.standard.dialog
    assert isinstance(again, Papers)
    assert again.print.value == "large"
    again.channel.choose("12315")
    assert (again.print.value, again.upload.value) == ("usual", "none")
    again.channel.choose("12300")
    assert (again.print.value, again.upload.value) == ("large", "5")
    person.quiet()
    again.reject()


def test_who_helps_prints_copies_and_sends_as_well(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("standard")
    dialog = papers_dialog(person, keeper)
    person.press(dialog.make)
    person.until(lambda: dialog.bundle is not None)
    assert dialog.bundle is not None
    person.press(dialog.family)
    assert QGuiApplication.clipboard().mimeData().urls()[0].toLocalFile() == str(dialog.bundle.pdf)
    person.window.desk.printers = NoPrinter()
    person.press(dialog.print_button)
    person.until_said("没有接打印机")
    dialog.journey.reject()
    (tmp_path / "stick").mkdir()
    person.window.desk.choose_folder = lambda _parent, _title: tmp_path / "stick"
    person.press(dialog.stick)
    person.until_said("核对过，一样")
    assert check_bundle(tmp_path / "stick" / dialog.bundle.delivery.name, Job()).ok
    dialog.journey.accept()


def test_small_papers_are_made_by_a_press_and_opened(
    opened: Opened, keeper: Keeper, tmp_path: Path
) -> None:
    person = opened("standard")
    dialog = papers_dialog(person, keeper)
    for number, press in enumerate((dialog.demand, dialog.authority, dialog.card), 1):
        person.press(press)
        person.until(lambda wanted=number: len(person.opened) == wanted)  # type: ignore[misc]
    names = [path.name.partition("_")[0] for path in person.opened]
    assert names == ["书面要求", "授权委托书", "电话投诉卡"]
    assert all(path.parent == dialog.out for path in person.opened)
    assert "电话投诉卡" in dialog.told.words
    dialog.reject()


def test_what_is_missing_stands_in_the_dialog_and_is_answered_from_there(
    opened: Opened, keeper: Keeper
) -> None:
    person = opened("standard")
    dialog = papers_dialog(person, keeper)
    person.until(lambda: "还缺" in dialog.lacking.words)
    before = dialog.lacking.words
    person.press(dialog.answer)
    asking = dialog.asking
    person.until(lambda: asking.card is not None)
    person.press(asking.missing)
    person.until(lambda: bool(asking.mend))
    company = next(one for one in asking.mend if one.property("value") == "company")
    person.press(company)
    person.until(lambda: asking.card is not None)
    assert asking.card is not None
    assert asking.card.page.key == "company"
    assert asking.card.line is not None
    asking.card.line.setText("示例通信有限公司")
    assert asking.forth is not None
    person.press(asking.forth)
    person.until(lambda: asking.card is not None and asking.card.page.key != "company")
    asking.reject()
    person.until(lambda: dialog.lacking.words != before)
    assert keeper.cases()[0].get("company") == "示例通信有限公司"
    dialog.reject()


def test_the_questions_can_be_asked_from_the_page_of_the_matter(
    opened: Opened, keeper: Keeper
) -> None:
    keeper.new_case("套餐被改", "telecom_plan")
    person = opened("standard")
    person.standard._show_matter()
    person.press(person.standard.matter.steps.ask)
    asking = person.standard.dialog
    assert isinstance(asking, Asking)
    person.until(lambda: asking.card is not None)
    assert asking.card is not None
    first = asking.card.page.key
    person.press(asking.skip)
    person.until(lambda: asking.card is not None and asking.card.page.key != first)
    second = asking.card.page.key
    person.press(asking.unknown)
    person.until(lambda: asking.card is not None and asking.card.page.key != second)
    assert asking.earlier is not None
    person.press(asking.earlier)
    person.until(lambda: asking.card is not None and asking.card.page.key == second)
    case = keeper.cases()[0]
    assert first in case.get("skipped").split()
    assert second in case.get("not_known").split()
    person.press(asking.missing)
    person.until(lambda: asking.said is not None)
    person.press(asking.close_button)
    assert person.standard.dialog is None


@pytest.mark.parametrize(("language", "scale"), [("zh_CN", 100), ("en", 100), ("zh_CN", 200)])
def test_the_dialogs_of_papers_and_questions_are_whole(
    opened: Opened, keeper: Keeper, language: str, scale: int
) -> None:
    set_language(language)
    person = opened("standard", scale=scale)
    dialog = papers_dialog(person, keeper)
    person.quiet()

    def looks_right(shown: QWidget, name: str) -> None:
        person.qtbot.wait(150)
        if picture := os.environ.get("LOOK"):
            shown.grab().save(f"{picture}/{name}-{language}-{scale}.png")
        no_word_is_cut(shown)
        nothing_sticks_out(shown)
        assert shown.height() <= person.window.height()
        everything_is_named(shown, chinese=language == "zh_CN")

    looks_right(dialog, "papers")
    person.press(dialog.look_first)
    looking = dialog.looking
    person.until(lambda: looking.view is not None)
    looks_right(looking, "preview")
    looking.reject()
    person.press(dialog.answer)
    asking = dialog.asking
    person.until(lambda: asking.card is not None)
    looks_right(asking, "question")
    person.press(asking.missing)
    person.until(lambda: bool(asking.mend))
    looks_right(asking, "missing")
    asking.reject()
    dialog.reject()
    person.quiet()


def temporary_files(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A folder for temporary files in which nobody else works."""
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_pages_are_seen_before_anything_is_written(
    opened: Opened, keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = temporary_files(monkeypatch, tmp_path / "temp")
    person = opened("easy")
    case = keeper.new_case("套餐被改", "telecom_plan")
    keeper.add(example("账单", "截图"), case.case_id)
    person.window.desk.refresh()
    person.until(lambda: bool(person.window.desk.known.items))
    entries = len(keeper.history())
    home = person.easy.page
    assert isinstance(home, Home)
    person.press(home.papers)
    person.press(person.until_page(PapersPage).see)
    page = person.until_page(PreviewPage)
    assert "现在还没有保存" in person.reads()
    person.press(page.view.next)
    person.until(lambda: page.view.number == 1)
    person.until_said("第 2 页")
    person.quiet()
    assert len(keeper.history()) == entries
    assert not (tmp_path / "documents").exists()
    assert list(room.glob("*/look.pdf"))
    person.press(page.back)
    person.until_page(PapersPage)
    person.until(lambda: not list(room.iterdir()))
    person.make_papers()
    made = person.until_page(MadePage)
    assert made._bundle.pdf.exists()
    assert keeper.history()[-1].kind == "bundled"
    person.press(made.back)
    assert person.easy.page is home
    person.quiet()
    assert not list(room.iterdir())


def test_a_look_that_is_stopped_leaves_nothing(
    opened: Opened, keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = temporary_files(monkeypatch, tmp_path / "temp")
    person = opened("standard")
    dialog = papers_dialog(person, keeper)
    dialog.reader.choose("authority")
    person.press(dialog.look_first)
    first = dialog.looking
    person.press(first.progress.stop)
    person.until(lambda: not shiboken6.isValid(first) or not first.isVisible())
    assert dialog.isVisible()
    person.quiet()
    assert not list(room.iterdir())
    person.press(dialog.look_first)
    second = dialog.looking
    person.until(lambda: second.view is not None)
    person.press(second.change)
    person.quiet()
    assert dialog.isVisible()
    assert not list(room.iterdir())
    person.press(dialog.look_first)
    third = dialog.looking
    person.until(lambda: third.view is not None)
    person.press(third.make)
    person.until(lambda: dialog.bundle is not None)
    dialog.reject()
    person.quiet()
    assert not list(room.iterdir())
