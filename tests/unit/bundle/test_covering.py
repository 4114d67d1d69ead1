"""Copies for other readers: what they must not see is gone from the pixels, and the finished paper is read again."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence_keeper import resources
from evidence_keeper.bundle import Bundle, Known, Options, make_bundle
from evidence_keeper.bundle.conversation import Said
from evidence_keeper.bundle.covering import bare, mask_private
from evidence_keeper.errors import InputError
from evidence_keeper.jobs import Job
from evidence_keeper.model import EvidenceItem, Kind, Message, Provenance
from evidence_keeper.reading.screenshot import Reader
from evidence_keeper.reading.screenshot.facts import Seen
from tests.unit.bundle.conftest import Shelf, page_texts

MINE = "13800138000"
OTHERS = "13912345678"
LINES = (f"我的电话 {MINE}", f"找我妹妹 {OTHERS}", "住某市某区梧桐里8号", "订单 20260302123456789")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    found = Reader()
    yield found
    found.close()


def written(lines: tuple[str, ...] = LINES) -> bytes:
    """A picture in which these lines can be read."""
    image = Image.new("RGB", (720, 600), (245, 245, 245))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(resources.path("fonts") / "NotoSansSC-Regular.ttf"), 44)
    for number, line in enumerate(lines):
        draw.text((60, 40 + 130 * number), line, font=font, fill=(20, 20, 20))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def company(shelf: Shelf, reader: Reader) -> Bundle:
    options = Options("12315", shelf.out, "company")
    known = Known(see=lambda path: reader.see(path))
    return make_bundle(shelf.vault, shelf.case, options, Job(), known)


def read_exhibit(bundle: Bundle, reader: Reader, room: Path) -> str:
    """Everything that can be read on the first exhibit's page as a person sees it."""
    place = room / "page.png"
    with contextlib.closing(pypdfium2.PdfDocument(bundle.pdf)) as document:
        page = document[bundle.exhibits[0].first_page - 1]
        page.render(scale=1.5).to_pil().save(place)
    return bare(" ".join(line.text for line in reader.see(place).lines))


def test_nothing_private_can_be_read_in_the_companys_pictures(
    shelf: Shelf, reader: Reader, tmp_path: Path
) -> None:
    shelf.keep(written(), "截图.png", Kind.SCREENSHOT)
    bundle = company(shelf, reader)
    told = read_exhibit(bundle, reader, tmp_path)
    assert MINE not in told
    assert OTHERS not in told
    assert "梧桐里8号" not in told
    assert "20260302123456789" in told
    assert "处已涂黑" in "".join(page_texts(bundle.pdf))


def test_a_scanned_page_of_a_document_is_covered_too(
    shelf: Shelf, reader: Reader, tmp_path: Path
) -> None:
    made = io.BytesIO()
    Image.open(io.BytesIO(written())).save(made, "PDF")
    shelf.keep(made.getvalue(), "账单.pdf", Kind.DOCUMENT)
    told = read_exhibit(company(shelf, reader), reader, tmp_path)
    assert MINE not in told
    assert "订单" in told


def test_the_companys_own_number_may_stay(shelf: Shelf, reader: Reader, tmp_path: Path) -> None:
    caller = Provenance(phone_number=OTHERS)
    shelf.keep(written(), "截图.png", Kind.SCREENSHOT, provenance=caller)
    told = read_exhibit(company(shelf, reader), reader, tmp_path)
    assert OTHERS in told
    assert MINE not in told


def test_without_a_reader_the_company_gets_no_pictures(shelf: Shelf) -> None:
    item = shelf.keep(written(), "截图.png", Kind.SCREENSHOT)
    bundle = make_bundle(shelf.vault, shelf.case, Options("12315", shelf.out, "company"), Job())
    page = page_texts(bundle.pdf)[bundle.exhibits[0].first_page - 1]
    assert "没有印出" in page
    assert item.digest.short in page


def test_papers_in_which_something_can_still_be_read_are_not_made(
    shelf: Shelf, reader: Reader
) -> None:
    shelf.keep(written(), "截图.png", Kind.SCREENSHOT)

    def blind_at_first(path: Path) -> Seen:
        return reader.see(path) if path.name.startswith("look-") else Seen(720, 600)

    options = Options("12315", shelf.out, "company")
    with pytest.raises(InputError) as caught:
        make_bundle(shelf.vault, shelf.case, options, Job(), Known(see=blind_at_first))
    assert caught.value.code == "still_readable"
    assert os.listdir(shelf.out) == []


def test_what_a_person_drew_a_box_over_is_gone_from_the_authoritys_paper_too(
    shelf: Shelf, reader: Reader, tmp_path: Path
) -> None:
    item = shelf.keep(written(), "截图.png", Kind.SCREENSHOT)

    def drawn(one: EvidenceItem) -> Said:
        assert one.item_id == item.item_id
        return Said(drawn=((40, 165, 660, 75),))

    options = Options("12315", shelf.out)
    bundle = make_bundle(shelf.vault, shelf.case, options, Job(), Known(drawn))
    told = read_exhibit(bundle, reader, tmp_path)
    assert OTHERS not in told
    assert MINE in told
    originals = list(bundle.delivery.rglob("*截图.png"))
    assert [path.read_bytes() for path in originals] == [written()]


def test_private_data_in_a_text_is_masked_but_for_the_companys_number() -> None:
    text = f"打 {MINE} 或 10086，我的卡 6222021234567890128，快递单号 6222021234567890128"
    masked = mask_private(text, frozenset())
    assert MINE not in masked
    assert "10086" in masked
    assert masked.count("6222021234567890128") == 1
    assert mask_private(text, frozenset({MINE})).count(MINE) == 1


def test_a_card_or_an_own_number_in_the_facts_is_not_in_the_companys_letter(
    shelf: Shelf, reader: Reader
) -> None:
    told = (
        f"我的卡 6222021234567890128，电话 138-0013-8000，邮箱 li@example.com。对方号码 {OTHERS}。"
    )
    shelf.vault.set_case(shelf.case.case_id, {"facts": told, "account": OTHERS})
    shelf.keep("转人工".encode(), "微信.txt", Kind.CHAT)
    options = Options("12315", shelf.out, "company")
    case = shelf.vault.case(shelf.case.case_id)
    bundle = make_bundle(
        shelf.vault, case, options, Job(), Known(see=lambda path: reader.see(path))
    )
    text = "".join(page_texts(bundle.pdf))
    for secret in ("6222021234567890128", "138-0013-8000", "li@example.com"):
        assert secret not in text
    assert OTHERS in text


def said_by(*texts: str, **rest: object) -> Said:
    """What a picture of a conversation was read to say."""
    messages = tuple(
        Message(number, number, text, sender="王芳") for number, text in enumerate(texts, start=1)
    )
    return Said(messages=messages, by_machine=True, **rest)  # type: ignore[arg-type]


def test_the_authority_sees_the_complainants_numbers_and_no_third_partys(shelf: Shelf) -> None:
    facts = {"facts": "推销的号码是 13700001111。", "complainant_phone": MINE}
    shelf.vault.set_case(shelf.case.case_id, facts)
    shelf.keep(written(), "截图.png", Kind.SCREENSHOT)
    log = f"我：我的电话 {MINE}\n客服：师傅 {OTHERS}，推销的 13700001111，卡号 6222021234567890128"
    shelf.keep(log.encode(), "聊天.txt", Kind.CHAT)
    told = f"打 {MINE} 或 {OTHERS}，王芳也知道"
    read = said_by(told, hidden=("也知道", "王芳"), names=("王芳",))
    case = shelf.vault.case(shelf.case.case_id)
    known = Known(lambda item: read if item.kind is Kind.SCREENSHOT else None)
    bundle = make_bundle(shelf.vault, case, Options("12315", shelf.out), Job(), known)
    text = "".join(page_texts(bundle.pdf))
    for secret in (OTHERS, "6222021234567890128", "王芳", "也知道"):
        assert secret not in text, secret
    # In the register form, in the letter and in the log: it is what the matter is about.
    assert text.count("13700001111") == 3
    assert MINE in text
    assert "其他人的号码和姓名已遮盖，原件未改动" in text
    (original,) = bundle.delivery.rglob("*聊天.txt")
    assert original.read_bytes() == log.encode()


def test_a_log_in_which_nothing_is_hidden_is_called_unchanged(shelf: Shelf) -> None:
    shelf.keep(f"我：我的电话 {MINE}".encode(), "聊天.txt", Kind.CHAT)
    assert "未作改动" in "".join(page_texts(shelf.bundle().pdf))
