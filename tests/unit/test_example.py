"""The example case is the first thing that anybody sees: it must hang together and accuse nobody real.

Its files are read with the same libraries that read a user's, and its story is checked against them.
"""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import av
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image
from reportlab.pdfbase.ttfonts import TTFontFile

from evidence_keeper.model import CASE_FIELDS, CASE_TYPES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "resources" / "example"
SOURCES = ROOT / "packaging" / "example"

GROUPS = ["主体与交易关系", "争议事实", "交涉经过", "损失金额"]
SCREENSHOTS = sorted(path.name for path in EXAMPLE.glob("Screenshot_*.png"))
PHOTO = "IMG_20260306_103241.jpg"
HOTLINE = "通话录音@星河通信客服(10579)_20260302100305.mp3"
MARKETING = "154 0000 0461_20260108153012.amr"
CHAT = "微信聊天记录-星河通信智能客服小星.txt"
CALLS = "打客服电话的记录.txt"
BILL = "星河通信账单_2026年1月至2月.pdf"

SENT = re.compile(r"^(\S+) {2}(\d\d:\d\d)$", re.MULTILINE)


@cache
def case() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLE / "case.json").read_text(encoding="utf-8"))
    return loaded


def fields() -> dict[str, str]:
    found: dict[str, str] = case()["fields"]
    return found


def heard(name: str) -> tuple[NDArray[np.float64], int]:
    """All samples of a recording, from -1 to 1, and their rate."""
    with av.open(str(EXAMPLE / name)) as file:
        rate = file.streams.audio[0].rate
        resampler = av.AudioResampler("s16", "mono", rate)
        blocks = [
            piece.to_ndarray()[0]
            for frame in file.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
    return np.concatenate(blocks) / 32768.0, rate


def pitches(sound: NDArray[np.float64], rate: int, count: int) -> list[float]:
    """The strongest pitches of a stretch of sound, in hertz, lowest first."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    found: list[float] = []
    while len(found) < count:
        peak = int(spectrum.argmax())
        found.append(peak * rate / sound.size)
        spectrum[max(0, peak - 12) : peak + 13] = 0
    return sorted(found)


def messages() -> list[tuple[str, str, str]]:
    """Sender, time and text of each message, by the plainest reading of the export."""
    parts = SENT.split((EXAMPLE / CHAT).read_bytes().decode("utf-8"))
    cut = re.compile(r"—{5}.*—{5}")
    return [
        (parts[at], parts[at + 1], cut.sub("", parts[at + 2]).strip())
        for at in range(1, len(parts), 3)
    ]


def bill_pages() -> list[str]:
    document = pypdfium2.PdfDocument(EXAMPLE / BILL)
    try:
        return [document[number].get_textpage().get_text_bounded() for number in range(2)]
    finally:
        document.close()


# The case


def test_case_has_only_keys_that_the_program_knows() -> None:
    assert set(case()) == {"title", "type", "fields", "items"}
    assert case()["type"] in CASE_TYPES
    assert set(fields()) <= set(CASE_FIELDS)
    assert all(isinstance(value, str) and value.strip() == value for value in fields().values())
    assert "" not in fields().values()


def test_every_file_is_an_item_and_every_item_a_file() -> None:
    listed = [item["file"] for item in case()["items"]]
    there = {path.name for path in EXAMPLE.iterdir()} - {"case.json", "README.md"}
    assert len(listed) == len(set(listed))
    assert set(listed) == there
    assert 6 <= len(listed) <= 10


def test_items_stand_in_the_order_of_exhibits_and_say_what_they_show() -> None:
    items = case()["items"]
    assert [group for group, _ in groupby(item["group_title"] for item in items)] == GROUPS
    assert all(set(item) == {"file", "title", "purpose", "group_title"} for item in items)
    assert all(item["purpose"] for item in items)


def test_no_file_is_empty_and_all_together_are_small() -> None:
    sizes = [path.stat().st_size for path in EXAMPLE.iterdir()]
    assert min(sizes) > 300
    assert sum(sizes) < 6_000_000


def test_case_claims_nothing_that_only_an_authority_can_find() -> None:
    words = (EXAMPLE / "case.json").read_text(encoding="utf-8")
    assert not re.search("违法|诈骗|欺诈|责令|犯罪", words)
    assert re.search("涉嫌[^。]*请依法核查", fields()["facts"])


def test_facts_are_told_in_the_order_of_time() -> None:
    starts = [
        date(*map(int, found.groups()))
        for line in fields()["facts"].splitlines()
        if (found := re.match(r"至?(\d{4})年(\d+)月(\d+)日", line))
    ]
    assert len(starts) > 5
    assert starts == sorted(starts)


def test_dates_and_sums_agree_with_the_bill() -> None:
    january, february = (float(re.findall(r"合计\s+([\d.]+)", page)[-1]) for page in bill_pages())
    assert (january, february) == (39.0, 129.0)
    assert float(fields()["amount"]) == 2 * (february - january)
    days = [date.fromisoformat(fields()[key]) for key in ("bought_on", "dispute_on")]
    first = date.fromisoformat(fields()["first_complained_on"])
    assert days == sorted(days)
    assert days[-1] < first


def test_numbers_on_the_drawn_pages_are_those_of_the_case() -> None:
    pages = {page.stem: page.read_text("utf-8") for page in (SOURCES / "pages").glob("*.html")}
    assert fields()["order_no"] in pages["plan"]
    assert fields()["company_ticket_no"] in pages["receipt"]
    assert f'<div class="title">{fields()["company_phone"]}</div>' in pages["sms"]
    assert all(fields()["complainant_name"] in page for page in (pages["receipt"], *bill_pages()))


# Nobody real


def test_phone_numbers_are_of_a_range_that_is_not_assigned() -> None:
    texts = [path.read_text("utf-8") for path in SOURCES.rglob("*.html")]
    texts += [path.read_text("utf-8") for path in (SOURCES / "texts").iterdir()]
    texts.append((EXAMPLE / "case.json").read_text("utf-8"))
    mobiles = re.findall(r"(?<![\d.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", "\n".join(texts))
    assert mobiles
    assert all(number.replace(" ", "").startswith("1540000") for number in mobiles)


@pytest.mark.parametrize(("key", "born"), [("complainant_id", 1953), ("agent_id", 1981)])
def test_identity_numbers_are_well_formed_but_of_no_region(key: str, born: int) -> None:
    number = fields()[key]
    weights = [2**power % 11 for power in range(17, 0, -1)]
    rest = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
    assert number[17] == "10X98765432"[rest]
    assert datetime.strptime(f"{number[6:14]}+0800", "%Y%m%d%z").year == born
    assert number.startswith("990108"), "99 is no province"


def test_company_code_is_well_formed_but_of_no_region() -> None:
    code = fields()["company_uscc"]
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * (3**place % 31) for place, sign in enumerate(code[:17]))
    assert code[17] == signs[-total % 31]
    assert code.startswith("91990108")


def test_complainant_is_72_when_it_happens() -> None:
    born = datetime.strptime(f"{fields()['complainant_id'][6:14]}+0800", "%Y%m%d%z").date()
    for day in ("dispute_on", "first_complained_on"):
        on = date.fromisoformat(fields()[day])
        assert on.year - born.year - ((on.month, on.day) < (born.month, born.day)) == 72


# The files


@pytest.mark.parametrize("name", [HOTLINE, MARKETING])
def test_recording_decodes_and_is_never_silent_for_long(name: str) -> None:
    sound, rate = heard(name)
    assert rate == 8000
    assert 30 <= sound.size / rate <= 60
    assert 0.5 < np.abs(sound).max() < 1
    windows = sound[: sound.size // (5 * rate) * 5 * rate].reshape(-1, 5 * rate)
    assert np.sqrt((windows**2).mean(axis=1)).min() > 0.01


def test_recordings_are_what_their_names_say() -> None:
    assert (EXAMPLE / MARKETING).read_bytes().startswith(b"#!AMR\n")
    assert (EXAMPLE / HOTLINE).read_bytes()[:3] in {b"ID3", b"\xff\xe3\x48"}


def test_hotline_call_rings_and_ends_with_the_busy_tone() -> None:
    sound, rate = heard(HOTLINE)
    ring, pause = sound[rate // 10 : rate * 9 // 10], sound[2 * rate : 4 * rate]
    assert pitches(ring, rate, 1) == pytest.approx([450], abs=3)
    assert np.abs(pause).max() < 0.02
    assert pitches(sound[-3 * rate :], rate, 1) == pytest.approx([450], abs=3)


def test_hotline_call_has_the_key_for_a_person() -> None:
    sound, rate = heard(HOTLINE)
    block = rate // 10
    zero = [941, 1336]
    pressed = [
        at / rate
        for at in range(0, sound.size - block, block)
        if np.abs(sound[at : at + block]).max() > 0.2
        and np.allclose(pitches(sound[at : at + block], rate, 2), zero, atol=12)
    ]
    assert pressed, "no key tone 0"
    assert pressed[-1] - pressed[0] < 0.5


def test_screenshots_are_of_a_phone_and_can_be_passed_through() -> None:
    assert len(SCREENSHOTS) == 3
    for name in SCREENSHOTS:
        with Image.open(EXAMPLE / name) as picture:
            picture.load()
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (1080, 2340))
            assert "interlace" not in picture.info
            assert len(picture.resize((108, 234)).getcolors(30_000) or ()) > 100, "nearly blank"


def test_photo_has_the_time_of_its_name() -> None:
    with Image.open(EXAMPLE / PHOTO) as photo:
        photo.load()
        assert (photo.format, photo.size) == ("JPEG", (1920, 2560))
        camera = photo.getexif().get_ifd(ExifTags.IFD.Exif)
    taken = datetime.strptime(camera[ExifTags.Base.DateTimeOriginal], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    assert f"IMG_{taken:%Y%m%d_%H%M%S}.jpg" == PHOTO
    assert camera[ExifTags.Base.OffsetTimeOriginal] == "+08:00"


def test_bill_adds_up_and_its_words_can_be_copied_out() -> None:
    for page in bill_pages():
        table = page.split("金额（元）")[1].split("套餐使用情况")[0]
        *charges, total = (float(sum_) for sum_ in re.findall(r"\d+\.\d\d(?= |\r|\n|$)", table))
        assert sum(charges) == total
        assert "套餐月费" in page
        assert "增值业务费" in page


def test_chat_asks_for_a_person_again_and_again_and_gets_the_same_answer() -> None:
    said = messages()
    assert 30 <= len(said) <= 46
    assert {sender for sender, _, _ in said} == {"沈玉㛃", "星河通信智能客服小星"}
    mine = [text for sender, _, text in said if sender == "沈玉㛃"]
    answers = [text for sender, _, text in said if sender != "沈玉㛃"]
    assert sum("人工" in text or "真人" in text for text in mine) >= 6
    assert max(answers.count(answer) for answer in answers) >= 6


def test_chat_is_in_the_form_in_which_wechat_mails_it() -> None:
    text = (EXAMPLE / CHAT).read_bytes().decode("utf-8")
    assert text.splitlines()[0].endswith("在微信上的聊天记录如下，请查收。")
    days = re.findall(r"^—————  (\S+)  —————$", text, re.MULTILINE)
    assert days == ["2026-02-24", "2026-02-25"]
    assert re.search(r"\[图片: [0-9a-f]{32}\.jpg\(请在附件中查看\)\]", text)
    assert {"😡", "㛃", "𠮷"} <= set(text)


def test_note_is_as_an_old_computer_writes_it() -> None:
    raw = (EXAMPLE / CALLS).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "沈玉㛃" in raw.decode("gb18030")
    assert raw.count(b"\n") == raw.count(b"\r\n") > 5


def test_texts_are_those_that_the_script_makes() -> None:
    chat, calls = (
        (SOURCES / "texts" / name).read_text("utf-8") for name in ("chat.txt", "calls.txt")
    )
    assert (EXAMPLE / CHAT).read_bytes() == chat.encode()
    assert (EXAMPLE / CALLS).read_bytes().decode("gb18030") == calls.replace("\n", "\r\n")


def test_every_character_can_be_printed_with_the_shipped_fonts() -> None:
    drawn: set[int] = {ord("\n")}
    for font in (ROOT / "resources" / "fonts").glob("*.ttf"):
        drawn.update(TTFontFile(io.BytesIO(font.read_bytes())).charToGlyph)
    texts = [path.read_text("utf-8") for path in (SOURCES / "texts").iterdir()]
    texts.append((EXAMPLE / "case.json").read_text("utf-8"))
    assert {sign for text in texts for sign in text if ord(sign) not in drawn} == set()
