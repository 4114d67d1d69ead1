"""A whole bundle from a real vault: order, numbers, words, and what happens when it can't be made."""

from __future__ import annotations

import errno
import io
import os
import random
import re
import resource
import signal
import subprocess
import sys
import wave
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from evidence_keeper.bundle import Options, check_bundle, make_bundle
from evidence_keeper.bundle.delivery import MANIFEST
from evidence_keeper.bundle.exhibits import say_length
from evidence_keeper.bundle.unfinished import writing
from evidence_keeper.errors import Cancelled, InputError, IntegrityError, SpaceError
from evidence_keeper.jobs import Job
from evidence_keeper.model import Kind, MarkKind, Provenance, Source, TimeSource
from evidence_keeper.text import language, say_duration, set_language
from evidence_keeper.vault.locks import FileLock
from tests.unit.bundle.conftest import Shelf, outline, page_texts, png, screenshot

CHAT = "李𠮷  14:20\n转人工\n\n小通  14:21\n您好🙂，我是智能客服\n"


@cache
def sound(seconds: int = 2) -> bytes:
    """A recording as WAV."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(os.urandom(16000 * seconds))
    return made.getvalue()


@cache
def document(pages: int) -> bytes:
    """A PDF with so many pages."""
    images = [screenshot(400, 560, mark=number) for number in range(pages)]
    made = io.BytesIO()
    images[0].save(made, "PDF", save_all=True, append_images=images[1:])
    return made.getvalue()


@cache
def tall() -> bytes:
    """A long screenshot."""
    return png(screenshot(1080, 9000))


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """A case with one of each kind."""
    at = datetime(2026, 3, 2, 14, 20, 11, tzinfo=UTC)
    shelf.keep(document(3), "账单.pdf", Kind.DOCUMENT, purpose="多扣90元")
    shelf.keep(png(), "截图.png", Kind.SCREENSHOT, captured_at=at, time_source=TimeSource.FILENAME)
    shelf.keep(CHAT.encode(), "微信.txt", Kind.CHAT, purpose="没有人工")
    shelf.keep(
        sound(), "通话.wav", Kind.CALL, provenance=Provenance(Source.PHONE, phone_number="10086")
    )
    shelf.keep(tall(), "长图.png", Kind.SCREENSHOT)
    shelf.keep(b"\x00\x01unknown", "x.bin", Kind.OTHER)
    return shelf


def test_the_papers_come_in_the_order_that_officials_read(full: Shelf) -> None:
    bundle = full.bundle()
    titles = [title for title, _ in outline(bundle.pdf)]
    assert titles[:3] == ["一页情况说明", "投诉书", "事情经过（时间线）"]
    assert titles[3] == "证据目录"
    assert titles[-2:] == ["校验值清单", "身份信息页（可撕下）"]
    numbered = [re.match(r"\d+-\d+", title) for title in titles[4:-2]]
    numbers = [found[0] for found in numbered if found]
    assert numbers == [exhibit.number for exhibit in bundle.exhibits]
    # Tables stand behind the evidence.
    assert set(titles[4 + len(numbers) : -2]) == {"附表"}


def test_numbers_in_catalogue_outline_and_head_are_the_real_pages(full: Shelf) -> None:
    bundle = full.bundle()
    texts = page_texts(bundle.pdf)
    marks = dict(outline(bundle.pdf))
    listed = "".join(texts[marks["证据目录"] - 1 : bundle.exhibits[0].first_page - 1])
    for exhibit in bundle.exhibits:
        for page in (exhibit.first_page, exhibit.last_page):
            assert re.search(rf"证据[\d、-]*(?<!\d){exhibit.number}(?!\d)", texts[page - 1])
        assert any(
            title.startswith(exhibit.number) and page == exhibit.first_page
            for title, page in marks.items()
        )
        span = {exhibit.first_page, exhibit.last_page}
        assert "–".join(str(page) for page in sorted(span)) in listed
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页共{bundle.pages}页" in text
    assert len(texts) == bundle.pages


def test_the_demand_is_on_page_one_and_the_first_page_is_one_page(full: Shelf) -> None:
    bundle = full.bundle()
    texts = page_texts(bundle.pdf)
    assert "退还90元" in texts[0]
    assert "90.00元" in texts[0]
    assert texts[1].count("投诉书") >= 1


def test_a_long_case_still_has_a_summary_of_one_page(shelf: Shelf) -> None:
    for number in range(8):
        at = datetime(2026, 3, number + 1, tzinfo=UTC)
        shelf.keep(
            png(screenshot(60, 80, mark=number)),
            f"{number}.png",
            Kind.IMAGE,
            purpose="很长的证明内容" * 30,
            captured_at=at,
            time_source=TimeSource.EXIF,
        )
    shelf.vault.set_case(
        shelf.case.case_id, {"demand": "\n".join(f"要求{number}" * 8 for number in range(6))}
    )
    bundle = shelf.bundle()
    assert dict(outline(bundle.pdf))["投诉书"] == 2


def test_identity_stands_only_on_the_last_page(full: Shelf) -> None:
    texts = page_texts(full.bundle().pdf)
    for secret in ("11010119500101123X", "某市某区梧桐里8号"):
        assert [number for number, text in enumerate(texts, 1) if secret in text] == [len(texts)]
    assert "123X" in texts[1]


def test_the_companys_copy_has_no_numbers_address_or_originals(full: Shelf) -> None:
    full.keep("我的电话13800138000，住某市某区梧桐里8号".encode(), "说明.txt", Kind.CHAT)
    bundle = full.bundle(reader="company")
    text = "".join(page_texts(bundle.pdf))
    for secret in ("11010119500101123X", "123X", "13800138000", "梧桐里"):
        assert secret not in text
    assert "138****8000" in text
    assert not (bundle.delivery / "data" / "原件").exists()
    bodies = (bundle.delivery / "data" / "journal" / "bodies.jsonl").read_bytes()
    assert not bodies.strip()
    for path in bundle.delivery.rglob("*"):
        assert "13800138000" not in path.name
    digests = [item.digest.value for item in full.kept]
    assert all(digest in text for digest in digests)


def test_unknown_times_are_unknown_and_no_zone_is_hidden(full: Shelf) -> None:
    text = "".join(page_texts(full.bundle().pdf))
    assert "时间不明" in text
    offset = datetime.now().astimezone().strftime("%z")
    shown = "" if offset == "+0000" else "（UTC+00:00）"
    assert f"2026-03-0214:20:11{shown}" in text
    assert "时间来自文件名" in text


def test_days_of_which_nothing_is_known_are_said_in_the_timeline(shelf: Shelf) -> None:
    for day, name in ((2, "a.png"), (3, "b.png"), (12, "c.png"), (14, "d.png")):
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        shelf.keep(
            png() + name.encode(),
            name,
            Kind.SCREENSHOT,
            captured_at=at,
            time_source=TimeSource.EXIF,
        )
    bundle = shelf.bundle()
    text = page_texts(bundle.pdf)[dict(outline(bundle.pdf))["事情经过（时间线）"] - 1]
    assert re.findall(r"其间 ?(\d+) ?天没有证据或记载", text)[-2:] == ["8", "1"]


def test_nothing_is_claimed_that_is_not_so(full: Shelf) -> None:
    text = "".join(page_texts(full.bundle().pdf))
    for word in ("违法", "司法认证", "司法鉴定", "不可篡改"):
        assert word not in text
    assert "不说明证据所述内容属实" in text
    assert "本机时钟" in text
    assert "法律条文以官方最新文本为准" in text


def test_chat_text_sound_and_unknown_files_are_shown_or_said(full: Shelf) -> None:
    text = "".join(page_texts(full.bundle().pdf))
    assert "您好🙂，我是智能客服" in text
    assert "2秒" in text
    assert "这种文件无法在纸上显示" in text
    assert "x.bin" in text


def test_bytes_that_are_no_text_are_not_printed_as_one(shelf: Shelf) -> None:
    shelf.keep(random.Random(5).randbytes(40_000), "聊天.txt", Kind.CHAT)
    bundle = shelf.bundle()
    whole = "".join(page_texts(bundle.pdf))
    assert "此文件里的内容不是文字，无法在纸上显示" in whole
    assert "〓" not in whole
    assert "\ufffd" not in whole


def test_only_confirmed_marks_are_printed(shelf: Shelf) -> None:
    item = shelf.keep(sound(), "通话.wav", Kind.CALL)
    shelf.vault.mark(item.item_id, 1.0, MarkKind.ASKED_FOR_HUMAN)
    assert "要求转人工" not in "".join(page_texts(shelf.bundle().pdf))


def test_groups_number_and_share(shelf: Shelf) -> None:
    one = shelf.keep(png(screenshot(80, 60)), "a.png", Kind.IMAGE)
    shelf.keep(sound(), "左.wav", Kind.CALL, group="g")
    shelf.keep(sound(), "右.wav", Kind.CALL, group="g")
    shelf.keep(b"text", "b.txt", Kind.DOCUMENT)
    shelf.keep(png(screenshot(80, 50)), "c.png", Kind.IMAGE)
    shelf.vault.correct(one.item_id, {"exhibit_group": "损失金额", "title": "我起的名字"})
    bundle = shelf.bundle()
    assert [exhibit.number for exhibit in bundle.exhibits] == ["1-1", "2-1", "3-1", "3-1", "4-1"]
    text = "".join(page_texts(bundle.pdf))
    assert "第四组损失金额" in text
    assert "我起的名字" in text


def test_names_with_line_ends_and_turned_text_break_nothing(shelf: Shelf) -> None:
    shelf.keep(b"1", "第一行\n第二行\u202egnp.txt", Kind.CHAT)
    shelf.keep(b"2", "坏" * 80 + ".txt", Kind.CHAT)
    shelf.keep(b"3", "<b>&amp;", Kind.OTHER)
    bundle = shelf.bundle()
    text = "".join(page_texts(bundle.pdf))
    assert "第一行〓U+000A第二行〓U+202Egnp" in text
    assert "<b>&amp;" in text
    assert len((bundle.delivery / MANIFEST).read_text("utf-8").splitlines()) == 3 + 6


def test_outside_tools_agree(full: Shelf) -> None:
    bundle = full.bundle()
    checked = subprocess.run(
        ["qpdf", "--check", bundle.pdf], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    fonts = subprocess.run(["pdffonts", bundle.pdf], capture_output=True, text=True, check=True)
    rows = fonts.stdout.splitlines()[2:]
    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    text = subprocess.run(["pdftotext", bundle.pdf, "-"], capture_output=True, check=True).stdout
    assert "李𠮷" in text.decode()
    sums = subprocess.run(
        ["sha256sum", "-c", "--strict", MANIFEST],
        cwd=bundle.delivery,
        capture_output=True,
        check=False,
    )
    assert sums.returncode == 0, sums.stdout.decode()


def test_originals_are_byte_for_byte(full: Shelf) -> None:
    bundle = full.bundle()
    copies = sorted(path.read_bytes() for path in (bundle.delivery / "data" / "原件").iterdir())
    assert copies == sorted(full.vault.original(item).read_bytes() for item in full.kept)


def test_the_readme_opens_in_notepad_and_has_the_commands(full: Shelf) -> None:
    raw = (full.bundle().delivery / "使用说明.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    for command in ("certutil -hashfile", "Get-FileHash", "shasum -a 256 -c", "sha256sum -c"):
        assert command in raw.decode("utf-8")


def test_the_bundle_is_an_entry_that_follows_it(full: Shelf) -> None:
    bundle = full.bundle()
    entry = full.vault.history()[-1]
    assert (entry.kind, entry.seq) == ("bundled", bundle.head.seq + 1)
    assert entry.body is not None
    assert entry.body["pdf_sha256"] == bundle.digest.value


def test_an_older_bundle_is_never_overwritten(full: Shelf) -> None:
    first = full.bundle()
    before = first.pdf.read_bytes()
    second = full.bundle()
    assert first.delivery != second.delivery
    assert first.pdf.read_bytes() == before


def test_an_empty_case_prints_blanks_and_invents_nothing(tmp_path: Path, shelf: Shelf) -> None:
    case = shelf.vault.new_case("", "other", {})
    shelf.keep(b"text", "a.txt", Kind.CHAT, case=case)
    bundle = make_bundle(shelf.vault, case, Options("12300", tmp_path / "o"), Job())
    texts = page_texts(bundle.pdf)
    assert "________" in texts[0]
    assert "申诉书" in texts[1]


@pytest.mark.timeout(400)  # forty papers of enormous texts
@pytest.mark.parametrize("large", [False, True])
def test_large_print_is_larger(large: bool, full: Shelf) -> None:
    bundle = full.bundle(large_print=large)
    assert bundle.pages >= (14 if large else 12)


# --- what can go wrong ----------------------------------------------------------------------------------------------


def left_behind(shelf: Shelf) -> list[Path]:
    return list(shelf.out.rglob("*")) if shelf.out.exists() else []


def refused(shelf: Shelf, channel: str = "12315", out: Path | None = None) -> str:
    with pytest.raises(InputError) as caught:
        make_bundle(shelf.vault, shelf.case, Options(channel, out or shelf.out), Job())
    return caught.value.code


def test_no_evidence_no_bundle(shelf: Shelf) -> None:
    assert refused(shelf) == "nothing_to_bundle"
    assert left_behind(shelf) == []


def test_withdrawn_items_stay_out(shelf: Shelf) -> None:
    item = shelf.keep(b"x", "a.txt", Kind.CHAT)
    shelf.vault.withdraw(item.item_id)
    assert refused(shelf) == "nothing_to_bundle"


def test_papers_never_lie_in_the_vault(full: Shelf, tmp_path: Path) -> None:
    assert refused(full, out=full.vault.path) == "out_inside_vault"
    assert refused(full, out=full.vault.path / "staging" / "x") == "out_inside_vault"
    (tmp_path / "link").symlink_to(full.vault.path)
    assert refused(full, out=tmp_path / "link" / "x") == "out_inside_vault"


def test_a_file_is_no_folder(full: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refused(full, out=tmp_path / "file") == "out_not_a_folder"


def test_an_unknown_channel_is_said_first(shelf: Shelf) -> None:
    assert refused(shelf, channel="nowhere") == "channel_unknown"


@pytest.mark.parametrize("reader", ["authority", "company"])
def test_a_changed_original_is_never_printed(reader: str, full: Shelf) -> None:
    original = full.vault.original(full.kept[1])
    original.chmod(0o600)
    data = bytearray(original.read_bytes())
    data[100] ^= 1
    original.write_bytes(data)
    with pytest.raises(IntegrityError) as caught:
        full.bundle(reader=reader)
    assert caught.value.code == "original_changed"
    assert left_behind(full) == []


def test_a_missing_original_is_said(full: Shelf) -> None:
    full.vault.original(full.kept[1]).unlink()
    with pytest.raises(IntegrityError) as caught:
        full.bundle()
    assert caught.value.code == "original_missing"
    assert left_behind(full) == []


class StopsAt(Job):
    """A job that is stopped at its n-th look."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            self.cancel()
        super().check()


def test_stopping_anywhere_leaves_nothing_behind(full: Shelf) -> None:
    entries = len(full.vault.journal_lines())
    looks, stopped = 0, True
    while stopped:
        try:
            full.bundle(job=StopsAt(looks))
            stopped = False
        except Cancelled:
            assert left_behind(full) == []
            assert len(full.vault.journal_lines()) == entries
            looks += 1 + looks // 2
    assert looks > 50


def test_progress_goes_by_pages(full: Shelf) -> None:
    class Watched(Job):
        def report(self, step: str, done: int = 0, total: int = 0, detail: str = "") -> None:
            super().report(step, done, total, detail)
            seen.append((step, done, total))

    seen: list[tuple[str, int, int]] = []
    bundle = full.bundle(job=Watched())
    pages = [(done, total) for step, done, total in seen if step == "pages"]
    assert pages == [(number, bundle.pages) for number in range(1, bundle.pages + 1)]


def test_what_a_killed_run_left_is_cleared_by_the_next(full: Shelf) -> None:
    name = "投诉书_某案_12315_交付件.abc123.part"
    (full.out / name / "data" / "原件").mkdir(parents=True)
    (full.out / f"{name}.lock").write_bytes(b"")
    (full.out / "别人的.part").mkdir()
    full.bundle()
    assert not list(full.out.glob(f"{name}*"))
    assert (full.out / "别人的.part").exists()


KILLED = """
import sys
from pathlib import Path
from evidence_keeper.bundle import Options, make_bundle
from evidence_keeper.jobs import Job
from evidence_keeper.vault import Vault

class Slow(Job):
    def report(self, step, done=0, total=0, detail=""):
        if step == sys.argv[4]:
            print("here", flush=True)
            sys.stdin.read()

vault = Vault.open(Path(sys.argv[1]), home=Path(sys.argv[2]))
options = Options("12315", Path(sys.argv[3]), packed=True)
make_bundle(vault, vault.cases()[0], options, Slow())
"""


@pytest.mark.parametrize("step", ["copying", "pages"])
def test_a_killed_run_leaves_at_most_a_part_and_the_next_clears_it(step: str, full: Shelf) -> None:
    home = full.vault.path.parent / "home"
    words: list[str | Path] = [sys.executable, "-c", KILLED, full.vault.path, home, full.out, step]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        child.kill()
    left = sorted(path.name for path in full.out.iterdir())
    assert len(left) == 2
    assert all(".part" in name for name in left)
    bundle = full.bundle()
    assert [path.name for path in full.out.iterdir()] == [bundle.delivery.name]
    assert full.vault.verify().ok


def test_a_kill_while_packing_leaves_the_delivery_and_no_half_a_zip(full: Shelf) -> None:
    home = full.vault.path.parent / "home"
    words: list[str | Path] = [sys.executable, "-c", KILLED]
    words += [full.vault.path, home, full.out, "packing"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        child.kill()
    (whole,) = (path for path in full.out.iterdir() if path.is_dir())
    assert check_bundle(whole, Job()).ok
    assert list(full.out.glob("*.zip.*.part"))
    (full.out / "别人的_交付件.zip.part").write_bytes(b"mine")
    bundle = full.bundle()
    left = {whole.name, bundle.delivery.name, "别人的_交付件.zip.part"}
    assert {path.name for path in full.out.iterdir()} == left


def test_a_run_that_still_lives_is_left_alone(full: Shelf) -> None:
    folder = full.out / "投诉书_某案_12315_交付件.abc123.part"
    folder.mkdir(parents=True)
    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    assert lock.try_acquire()
    full.bundle()
    assert folder.exists()
    lock.release()


def test_a_full_disk_is_said_as_one(tmp_path: Path) -> None:
    with pytest.raises(SpaceError) as caught, writing(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.code == "disk_full"


@pytest.mark.parametrize("room", [1_000, 20_000, 150_000])
def test_a_disk_that_fills_up_leaves_nothing(room: int, full: Shelf) -> None:
    """A limit on the size of a file stands for the disk: the system refuses the write in the same place."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(SpaceError) as caught:
            full.bundle()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.code == "disk_full"
    assert left_behind(full) == []
    assert full.vault.verify().ok


# --- what a page says of what it leaves out --------------------------------------------------------------------------


def several(count: int, form: str) -> bytes:
    """So many pictures in one file."""
    images = [screenshot(200, 150, mark=number) for number in range(count)]
    made = io.BytesIO()
    images[0].save(made, form, save_all=True, append_images=images[1:])
    return made.getvalue()


def test_every_page_of_a_scan_is_printed(shelf: Shelf) -> None:
    shelf.keep(several(3, "TIFF"), "传真.tif", Kind.IMAGE)
    bundle = shelf.bundle()
    texts = page_texts(bundle.pdf)
    first, last = bundle.exhibits[0].first_page, bundle.exhibits[0].last_page
    assert last - first == 2
    for number in range(3):
        assert f"第{number + 1}页，共3页" in texts[first + number - 1]
        with pikepdf.open(bundle.pdf) as document:
            resources = document.pages[first + number - 1].obj["/Resources"]
            assert len(resources["/XObject"].keys()) == 1


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_of_a_moving_picture_it_is_said_which_is_shown(form: str, shelf: Shelf) -> None:
    shelf.keep(several(4, form), f"动.{form.lower()}", Kind.IMAGE)
    assert "动图，共4帧，这里印的是第1帧" in "".join(page_texts(shelf.bundle().pdf))


PAGE = "<html><head><script>x()</script></head><body><p>您好</p></body></html>"
MAIL = """\
From: a@example.com
To: b@example.com
Date: Mon, 2 Mar 2026 10:00:00 +0800
MIME-Version: 1.0
Subject: hello
Content-Type: text/html

<b>您好</b>
"""


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (PAGE, "页.html", "网页的文字，代码和图片没有印"),
        (MAIL, "信.eml", "邮件的文字，格式、图片和附件没有印"),
    ],
)
def test_words_taken_out_of_a_page_are_not_called_unchanged(
    data: str, name: str, said: str, shelf: Shelf
) -> None:
    shelf.keep(data.encode(), name, Kind.DOCUMENT)
    text = "".join(page_texts(shelf.bundle().pdf))
    assert said in text
    assert "未作改动" not in text
    assert "您好" in text


# --- what the first page may say -------------------------------------------------------------------------------------


def test_a_time_that_is_only_the_files_own_is_said_to_be(shelf: Shelf) -> None:
    at = datetime(2026, 3, 2, 14, 20, tzinfo=UTC)
    for source in (TimeSource.FILE_MTIME, TimeSource.INFERRED_YEAR, TimeSource.EXIF):
        shelf.keep(
            png(screenshot(60, 40)),
            f"{source}.png",
            Kind.IMAGE,
            captured_at=at,
            time_source=source,
            purpose="多扣",
        )
    first = page_texts(shelf.bundle().pdf)[0]
    assert "2026-03-02（文件修改时间）图片“file_mtime.png”" in first
    assert "2026-03-02（原文，年份为推定）图片“inferred_year.png”" in first
    assert "2026-03-02图片（2026-03-0214:20）" in first


LONG = "证明自2026年2月24日起每月多扣39元没有人工没有退款👨‍👩‍👧" * 300
FIELDS = [
    "company",
    "company_address",
    "company_phone",
    "amount",
    "bought_on",
    "dispute_on",
    "first_complained_on",
    "company_ticket_no",
    "company_reply",
    "complainant_name",
    "complainant_phone",
    "agent_name",
    "agent_phone",
    "agent_relation",
]


@pytest.mark.timeout(400)  # forty papers of enormous texts
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("reader", ["authority", "company"])
def test_the_summary_is_one_page_for_anything(reader: str, large: bool, shelf: Shelf) -> None:
    for number in range(9):
        item = shelf.keep(
            png(screenshot(60, 40, mark=number)),
            f"{number}.png",
            Kind.IMAGE,
            captured_at=datetime(2026, 3, 2, number, tzinfo=UTC),
            time_source=TimeSource.FILE_MTIME,
            purpose=LONG,
        )
        shelf.vault.correct(item.item_id, {"title": LONG[5:], "exhibit_group": f"组{number}"})
    demands = "\n".join(LONG for _ in range(30))
    fields = {"demand": demands, **dict.fromkeys(FIELDS, LONG[:4000])}
    shelf.vault.set_case(shelf.case.case_id, fields)
    bundle = shelf.bundle(reader=reader, large_print=large)
    pages = dict(outline(bundle.pdf))
    assert pages["投诉书"] == 2
    first = page_texts(bundle.pdf)[0]
    assert "共30项……" in first
    assert f"以“……”结尾的为节录，详见投诉书第2–{pages['事情经过（时间线）'] - 1}页" in first


def test_a_long_address_still_has_one_page_to_tear_off(shelf: Shelf) -> None:
    fields = {
        "complainant_address": "某市某区梧桐里8号" * 60,
        "agent_name": "李某",
        "agent_id": "1" * 400,
    }
    shelf.vault.set_case(shelf.case.case_id, fields)
    shelf.keep(b"x", "a.txt", Kind.CHAT)
    bundle = shelf.bundle()
    assert dict(outline(bundle.pdf))["身份信息页（可撕下）"] == bundle.pages


def test_a_number_without_a_kind_is_not_called_an_identity_card(shelf: Shelf) -> None:
    shelf.keep(b"x", "a.txt", Kind.CHAT)
    text = "".join(page_texts(shelf.bundle().pdf))
    assert "居民身份证" not in text
    assert "证件号码末四位123X" in text
    assert "证件类型________" in text


def test_one_zone_is_said_once_and_several_with_each_time(shelf: Shelf) -> None:
    here = datetime.now().astimezone() - timedelta(hours=1)
    shelf.keep(b"1", "一.txt", Kind.CHAT, captured_at=here, time_source=TimeSource.CONTAINER)
    text = "".join(page_texts(shelf.bundle().pdf))
    assert text.count("本材料所列时间均为") == 2
    assert f"{here:%Y-%m-%d%H:%M:%S}（UTC" not in text
    assert f"{here:%Y-%m-%d%H:%M:%S}" in text
    elsewhere = here.astimezone(timezone(timedelta(hours=-7)))
    shelf.keep(b"2", "二.txt", Kind.CHAT, captured_at=elsewhere, time_source=TimeSource.EXPLICIT)
    text = "".join(page_texts(shelf.bundle().pdf))
    assert "本材料所列时间均为" not in text
    for moment in (here, elsewhere):
        offset = f"{moment:%z}"
        assert f"{moment:%Y-%m-%d%H:%M:%S}（UTC{offset[:3]}:{offset[3:]}）" in text


def test_events_stand_in_their_order_whatever_their_zone(shelf: Shelf) -> None:
    early = datetime(2026, 3, 2, 23, 0, tzinfo=timezone(timedelta(hours=9)))
    late = datetime(2026, 3, 2, 20, 0, tzinfo=timezone(timedelta(hours=-5)))
    for name, at in (("晚些时候", late), ("早些时候", early)):
        shelf.keep(
            name.encode(),
            f"{name}.txt",
            Kind.CHAT,
            captured_at=at,
            time_source=TimeSource.EXPLICIT,
        )
    bundle = shelf.bundle()
    text = page_texts(bundle.pdf)[dict(outline(bundle.pdf))["事情经过（时间线）"] - 1]
    assert text.index("早些时候") < text.index("晚些时候")


def test_a_length_reads_as_in_the_window() -> None:
    before = language()
    set_language("zh_CN")
    try:
        for seconds in (0, 0.99, 36.64, 59.9, 60, 725.5, 3599.99, 3600, 7325.2):
            assert say_length(seconds) == say_duration(seconds)
    finally:
        set_language(before)


def test_a_long_title_leaves_office_and_reader_in_the_name(shelf: Shelf) -> None:
    case = shelf.vault.new_case("很长的名字，" * 40, "other", {})
    shelf.keep(b"x", "a.txt", Kind.CHAT, case=case)
    made = make_bundle(shelf.vault, case, Options("12315", shelf.out, "company"), Job())
    assert made.pdf.name.endswith("_12315_供经营者.pdf")


# --- 主册 and 附册 --------------------------------------------------------------------------------------------------


def test_what_fits_into_fifteen_pages_is_one_volume(full: Shelf) -> None:
    bundle = full.bundle()
    assert bundle.main_pages == bundle.pages
    assert "附册" not in [title for title, _ in outline(bundle.pdf)]


def test_what_has_no_room_in_the_main_volume_follows_behind_a_divider(shelf: Shelf) -> None:
    needed = shelf.keep(document(2), "要紧.pdf", Kind.DOCUMENT, purpose="多扣90元")
    plain = [shelf.keep(document(6), f"{number}.pdf", Kind.DOCUMENT) for number in range(3)]
    bundle = shelf.bundle()
    assert bundle.main_pages <= 15 < bundle.pages
    marks = outline(bundle.pdf)
    divider = dict(marks)["附册"]
    assert divider == bundle.main_pages + 1
    first = {exhibit.item_id: exhibit.first_page for exhibit in bundle.exhibits}
    assert first[needed.item_id] < divider
    assert any(first[item.item_id] > divider for item in plain)
    texts = page_texts(bundle.pdf)
    assert "附册收其余证据" in texts[divider - 1]
    listed = texts[dict(marks)["证据目录"] - 1]
    assert "附册" in listed
    assert f"第{bundle.pages}页共{bundle.pages}页" in texts[-1]


def test_the_main_volume_can_be_printed_or_sent_alone(shelf: Shelf) -> None:
    for number in range(3):
        shelf.keep(document(6), f"{number}.pdf", Kind.DOCUMENT)
    bundle = shelf.bundle()
    assert bundle.main_volume is not None
    assert page_texts(bundle.main_volume) == page_texts(bundle.pdf)[: bundle.main_pages]
    assert bundle.main_volume.name in (bundle.delivery / MANIFEST).read_text("utf-8")


def test_a_persons_choice_of_volume_wins_over_the_rule(shelf: Shelf) -> None:
    plain = [shelf.keep(document(6), f"{number}.pdf", Kind.DOCUMENT) for number in range(3)]
    told = shelf.keep(document(2), "要紧.pdf", Kind.DOCUMENT, purpose="多扣90元")
    shelf.vault.correct(told.item_id, {"volume": "annex"})
    shelf.vault.correct(plain[2].item_id, {"volume": "main"})
    bundle = shelf.bundle()
    first = {exhibit.item_id: exhibit.first_page for exhibit in bundle.exhibits}
    assert first[told.item_id] > bundle.main_pages
    assert first[plain[2].item_id] < bundle.main_pages


def test_the_main_volume_may_have_other_than_fifteen_pages(shelf: Shelf) -> None:
    for number in range(3):
        shelf.keep(document(3), f"{number}.pdf", Kind.DOCUMENT)
    assert shelf.bundle(main_pages=8).main_pages <= 8


# --- one capture: the long picture, and its frames on contact sheets -----------------------------------------------


@pytest.fixture
def captured_chat(shelf: Shelf) -> Shelf:
    """Nine frames of a phone's screen and the long picture that was put together from them."""
    frames = [
        shelf.keep(png(screenshot(1080, 1920, mark=number)), f"frame-{number}.png", Kind.SCREENSHOT)
        for number in range(9)
    ]
    group = frames[0].item_id
    for number, one in enumerate(frames[1:], start=1):
        shelf.vault.correct(one.item_id, {"title": f"第{number}张"})
    shelf.keep(
        tall(),
        "拼成的长图.png",
        Kind.SCREENSHOT,
        derived_from=tuple(one.item_id for one in frames),
        group=group,
        purpose="九次要求转人工",
    )
    return shelf


def test_frames_of_a_capture_share_its_number_and_stand_on_contact_sheets(
    captured_chat: Shelf,
) -> None:
    bundle = captured_chat.bundle()
    long = captured_chat.kept[-1].item_id
    single = [one for one in bundle.exhibits if one.item_id != long]
    texts = page_texts(bundle.pdf)
    pages = {one.first_page for one in single}
    assert len(pages) == 1
    sheet = texts[pages.pop() - 1]
    for item in captured_chat.kept[:-1]:
        assert item.digest.short in sheet
    assert "单张画面，共9张" in sheet
