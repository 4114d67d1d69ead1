"""The offline page in a real Chromium, opened from the disk: what was changed is found, what wasn't holds."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import psutil
import pytest

from evidence_keeper import proving
from evidence_keeper.bundle import Options, make_bundle
from evidence_keeper.bundle.delivery import (
    LEFT_OUT,
    MANIFEST,
    SIGNATURE,
    TAG_MANIFEST,
    VERIFIER,
)
from evidence_keeper.jobs import Job
from evidence_keeper.model import Kind
from evidence_keeper.vault import Arrival, Vault
from tests.browser import Page, browser
from tests.tsa import serving
from tests.unit.bundle.test_check import BODIES, CHANGES, Change, append, flip, relist

RESULT = "document.body.dataset.result"
ROWS = "Object.fromEntries([...document.querySelectorAll('[data-file]')].map(r => [r.dataset.file, r.dataset.result]))"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of two originals, beside another case whose bodies are held back. Only to be read."""
    return deliver(tmp_path_factory.mktemp("page"), {"图.png": b"\x89PNG", "聊天.txt": b"chat"})


def deliver(
    room: Path, files: dict[str, bytes], reader: str = "authority", tsa: str | None = None
) -> Path:
    vault = Vault.create(room / "vault", home=room / "home")
    fields = {"complainant_name": "李某", "company": "某通信公司", "facts": "二月起多扣90元。"}
    case = vault.new_case("套餐争议", "telecom_plan", fields)
    other = vault.new_case("别的事", "other", {})
    with vault.session("test") as session:
        coming = [
            Arrival(session.stage(io.BytesIO(data), {}, Job()), one.case_id, Kind.OTHER, name)
            for one, wanted in ((case, files), (other, {"别的.txt": b"else"}))
            for name, data in wanted.items()
        ]
        vault.keep(session, coming)
    assert reader in ("authority", "company")
    if tsa is not None:
        proving.stamp(vault, tsa)
    copy: Literal["authority", "company"] = "company" if reader == "company" else "authority"
    options = Options("12315", room / "out", copy, tsa=tsa)
    made = make_bundle(vault, vault.case(case.case_id), options, Job()).delivery
    vault.close()
    return made


@pytest.fixture
def made(untouched: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(untouched, tmp_path / "交付件"))


def look(page: Page, folder: Path, before: str = "") -> str:
    """The page's verdict on a folder, chosen by the button."""
    page.open(folder / VERIFIER, before)
    page.choose("#folder", [folder])
    return str(page.wait(RESULT))


def words(page: Page, part: str) -> str:
    return str(page.value(f"document.querySelector('#{part}').innerText"))


def test_an_untouched_delivery_holds_and_each_file_has_its_row(page: Page, made: Path) -> None:
    assert look(page, made) == "ok"
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert page.value(ROWS) == dict.fromkeys(files - {TAG_MANIFEST}, "ok")
    assert "没有发现改动" in words(page, "headline")
    assert "2 件原件都是日志里存入时的那件" in words(page, "good")
    assert "2 条的内容没有附上" in words(page, "open")
    told = (made / "使用说明.txt").read_text("utf-8-sig")
    assert words(page, "key") in told


def test_a_dropped_folder_is_checked_as_well(page: Page, made: Path) -> None:
    page.open(made / VERIFIER)
    page.drop("#drop", [made])
    assert page.wait(RESULT) == "ok"


def test_it_speaks_english_too(page: Page, made: Path) -> None:
    look(page, made)
    page.value("document.querySelector('#language').click()")
    assert words(page, "headline") == "No change was found"
    assert page.value(RESULT) == "ok"


def test_the_companys_copy_holds(page: Page, tmp_path: Path) -> None:
    made = deliver(tmp_path, {"聊天.txt": b"chat"}, "company")
    assert (made / LEFT_OUT).exists()
    assert look(page, made) == "ok"


@pytest.mark.parametrize("change", [change for change, _code in CHANGES])
def test_every_change_is_found(page: Page, made: Path, change: Change) -> None:
    change(made)
    page.open(Path(__file__).parents[2] / "resources" / "verifier" / "check.html")
    page.choose("#folder", [made])
    assert page.wait(RESULT) in ("changed", "incomplete")


def one_body_more(made: Path) -> None:
    append(made / BODIES, b"{}\n")
    relist(made)


MORE: list[tuple[Callable[[Path], object], str, str]] = [
    (lambda made: flip(next((made / "data" / "原件").iterdir())), "changed", "文件已改动"),
    (lambda made: (made / "data" / "x").write_bytes(b"x"), "changed", "多出一个文件"),
    (lambda made: (made / SIGNATURE).unlink(), "incomplete", "清单没有签名"),
    (lambda made: (made / MANIFEST).unlink(), "incomplete", "没有清单"),
    (lambda made: next((made / "data").glob("*.pdf")).unlink(), "incomplete", "缺少文件"),
    (lambda made: shutil.rmtree(made / "data" / "journal"), "incomplete", "没有存证日志"),
    (one_body_more, "changed", "的内容被改过"),
]


@pytest.mark.parametrize(("change", "verdict", "said"), MORE)
def test_it_says_in_plain_words_what_is_wrong(
    page: Page, made: Path, change: Callable[[Path], object], verdict: str, said: str
) -> None:
    change(made)
    page.open(Path(__file__).parents[2] / "resources" / "verifier" / "check.html")
    page.choose("#folder", [made])
    assert page.wait(RESULT) == verdict
    assert said in words(page, "bad")


def test_some_files_alone_are_checked_but_not_called_all(page: Page, made: Path) -> None:
    one, other = sorted((made / "data" / "原件").iterdir())
    flip(other)
    page.open(made / VERIFIER)
    page.choose("#files", [one, made / MANIFEST])
    assert page.wait(RESULT) == "incomplete"
    rows = page.value(ROWS)
    assert rows[one.relative_to(made).as_posix()] == "ok"
    assert rows[other.relative_to(made).as_posix()] == "missing"
    page.open(made / VERIFIER)
    page.choose("#files", [other, made / MANIFEST])
    assert page.wait(RESULT) == "changed"


def test_what_is_no_delivery_is_told(page: Page, made: Path, tmp_path: Path) -> None:
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "x.txt").write_text("x")
    page.open(made / VERIFIER)
    page.choose("#folder", [tmp_path / "别的"])
    assert page.wait(RESULT) == "incomplete"
    assert "这里面没有交付件" in words(page, "bad")


def test_a_thousand_originals(page: Page, tmp_path: Path) -> None:
    made = deliver(tmp_path, {f"{n}.bin": os.urandom(200) for n in range(8)})
    # Beyond what the journal names: rows, sums and order are what is tried here, not the papers.
    (made / "data" / "原件" / "many").mkdir()
    for number in range(1000):
        (made / "data" / "原件" / "many" / f"{number:04d}").write_bytes(os.urandom(50))
    relist(made)
    page.open(made / VERIFIER)
    page.choose("#folder", [made])
    assert (
        page.wait(RESULT) == "changed"
    )  # the journal knows none of them, and the list isn't signed anew
    assert len(page.value(ROWS)) > 1008
    assert "不在" not in words(page, "bad")


@pytest.fixture(scope="module", params=[False, True], ids=["ec", "rsa"])
def stamped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery that an outside authority has stamped: the journal, the PDF and the list. Only to be read."""
    with serving(tmp_path_factory.mktemp("tsa")) as tsa:
        if request.param:
            tsa.make_signer("other", "-days", "3000", rsa=True)
            tsa.signer = "other"
        return deliver(tmp_path_factory.mktemp("stamped"), {"聊天.txt": b"chat"}, tsa=tsa.url)


@pytest.fixture
def sealed(stamped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stamped, tmp_path / "交付件"))


def paper(made: Path) -> Path:
    return next(path for path in (made / "data").glob("*.pdf") if "标签" not in path.name)


def test_the_papers_own_signature_and_outside_time_stamps_are_checked(
    page: Page, sealed: Path
) -> None:
    assert look(page, sealed) == "ok", words(page, "bad")
    good = words(page, "good")
    assert f"PDF 自己的签名正确，密钥和日志是同一把：{paper(sealed).name}" in good
    for what in (MANIFEST, ".head.json", f"{paper(sealed).name} 的签名"):
        assert any(what in line for line in good.splitlines() if "第三方时间戳正确" in line), what
    assert page.value(ROWS)[f"{MANIFEST}.tsr"] == "ok"
    assert "它的证书可靠不可靠" in words(page, "open")
    assert "这个 PDF 自己没有签名，由清单的签名保护：U盘标签.pdf" in words(page, "open")


def flipped_in_paper(made: Path) -> None:
    data = bytearray(paper(made).read_bytes())
    data[len(data) // 3] ^= 1
    paper(made).write_bytes(data)


def more_behind_the_paper(made: Path) -> None:
    append(paper(made), b"\n% more\n")


def another_papers_digest(made: Path) -> None:
    """The signature stays, what it is over is another's: the range is narrowed."""
    data = paper(made).read_bytes()
    at = data.rindex(b"/ByteRange [0 ") + len(b"/ByteRange [0 ")
    end = data.index(b" ", at)
    fewer = str(int(data[at:end]) - 1).encode().rjust(end - at, b"0")
    paper(made).write_bytes(data[:at] + fewer + data[end:])


def token_of_something_else(made: Path) -> None:
    (token,) = (made / "data" / "journal" / "tokens").glob("*.tsr")
    shutil.copy(token, made / f"{MANIFEST}.tsr")


def token_with_another_time(made: Path) -> None:
    token = made / f"{MANIFEST}.tsr"
    data = token.read_bytes()
    at = data.index(b"\x18\x0f20") + 2
    token.write_bytes(data[:at] + b"19" + data[at + 2 :])


def head_that_the_journal_does_not_know(made: Path) -> None:
    (head,) = (made / "data" / "journal" / "tokens").glob("*.head.json")
    head.write_text(head.read_text().replace('"seq":', '"seq":1', 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flipped_in_paper, "PDF 自己的签名不对"),
        (more_behind_the_paper, "PDF 自己的签名不对"),
        (another_papers_digest, "PDF 自己的签名不对"),
        (token_of_something_else, "第三方时间戳不对"),
        (token_with_another_time, "第三方时间戳不对"),
        (head_that_the_journal_does_not_know, "第三方时间戳不对"),
    ],
)
def test_a_changed_paper_or_token_is_found_by_its_own_signature(
    page: Page, sealed: Path, change: Callable[[Path], object], said: str
) -> None:
    change(sealed)
    assert look(page, sealed) == "changed"
    assert said in words(page, "bad")


def test_a_paper_signed_by_somebody_else_is_found(
    page: Page, untouched: Path, sealed: Path
) -> None:
    shutil.copy(paper(untouched), paper(sealed))
    assert look(page, sealed) == "changed"
    assert "PDF 是用另一把密钥签的" in words(page, "bad")


LENGTHS = [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 4 << 20, (4 << 20) + 1]


def test_its_own_sums_are_sha256(page: Page, made: Path, tmp_path: Path) -> None:
    page.open(made / VERIFIER)
    for length in LENGTHS:
        found = page.value(f"digestOf(new Uint8Array({length}).map((_, n) => n * 7 + 1))")
        data = bytes((n * 7 + 1) & 255 for n in range(length))
        assert found == hashlib.sha256(data).hexdigest(), length
    pieces = "(() => { const sum = new Sha256(); for (const n of [1, 70, 64, 3, 62, 128]) "
    pieces += "sum.update(new Uint8Array(n).fill(n)); return sum.hex(); })()"
    whole = b"".join(bytes([n]) * n for n in (1, 70, 64, 3, 62, 128))
    assert page.value(pieces) == hashlib.sha256(whole).hexdigest()


def test_a_browser_without_its_own_arithmetic_checks_sums_and_says_what_it_can_not(
    made: Path,
) -> None:
    with browser() as bare:
        without = "Object.defineProperty(crypto, 'subtle', { value: undefined })"
        assert look(bare, made, without) == "incomplete"
        assert "不能核对签名" in words(bare, "bad")
        assert set(bare.value(ROWS).values()) == {"ok"}
        flip(next((made / "data" / "原件").iterdir()))
        assert look(bare, made) == "changed"


def test_it_asks_the_net_for_nothing(page: Page, made: Path) -> None:
    page.open(made / VERIFIER)
    blocked = "fetch('http://127.0.0.1:9/').then(() => 'sent', (e) => String(e))"
    assert "Failed to fetch" in page.value(blocked)
    text = (made / VERIFIER).read_text("utf-8")
    assert "default-src 'none'" in text
    assert "http://" not in text
    assert "https://" not in text


@pytest.mark.soak
def test_a_file_of_a_gigabyte_is_never_held_as_a_whole(untouched: Path, tmp_path: Path) -> None:
    made = Path(shutil.copytree(untouched, tmp_path / "x"))
    with (made / "data" / "原件" / "big").open("wb") as file:
        file.truncate(1 << 30)
    relist(made)
    with browser() as page:
        page.open(made / VERIFIER)
        page.choose("#folder", [made])
        most = 0
        while not page.value(RESULT):
            ours = psutil.Process().children(recursive=True)
            kinds = [one for one in ours if "--type=renderer" in one.cmdline()]
            most = max([most, *(one.memory_info().rss for one in kinds)])
        assert page.value(ROWS)["data/原件/big"] == "changed"  # the journal names no such one
        assert most < 400 << 20
