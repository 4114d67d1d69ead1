"""A case goes to a relative and comes back: whole, unseen by others, nothing twice, nothing overwritten."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from evidence_keeper import resources
from evidence_keeper.bundle import check_bundle
from evidence_keeper.bundle import handover as files
from evidence_keeper.errors import Cancelled, InputError, IntegrityError
from evidence_keeper.jobs import Job
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import FindingCode, MarkKind, Weight

WORDS = "苹果 高山 电话 红色 钥匙 春天"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real arithmetic with a small cost: half a second a file would be minutes here."""
    monkeypatch.setitem(files._COST, "n", 1 << 10)


@dataclass
class Person:
    keeper: Keeper
    room: Path

    def case(self) -> str:
        return self.keeper.cases()[-1].case_id

    def add(self, name: str, data: bytes) -> str:
        path = self.room / name
        path.write_bytes(data)
        added = self.keeper.add([path], self.case())
        return (added.items or added.already_kept)[0].item_id

    def send(self, name: str = "案件.ekh") -> Path:
        path = self.room / name
        path.unlink(missing_ok=True)
        return self.keeper.hand_out(self.case(), path, WORDS).file


def person(room: Path) -> Person:
    room.mkdir()
    return Person(Keeper.open(room / "vault", home=room / "home"), room)


@pytest.fixture
def elder(tmp_path: Path) -> Iterator[Person]:
    made = person(tmp_path / "elder")
    fields = {"company": "某通信公司", "facts": "多扣90元。", "demand": "退款"}
    made.keeper.new_case("套餐争议", "telecom_plan", fields)
    yield made
    made.keeper.close()


@pytest.fixture
def niece(tmp_path: Path) -> Iterator[Person]:
    made = person(tmp_path / "niece")
    yield made
    made.keeper.close()


def changed(who: Person) -> set[FindingCode]:
    report = who.keeper.verify()
    return {found.code for found in report.findings if found.means is Weight.CHANGED}


def test_a_case_arrives_whole_and_says_where_it_comes_from(elder: Person, niece: Person) -> None:
    first = elder.add("聊天.txt", "我：转人工".encode())
    elder.keeper.note(first, "妈妈的备注")
    elder.keeper.correct(first, {"title": "和客服的聊天"})
    second = elder.add("账单.txt", b"bill")
    elder.keeper.withdraw(second)
    other = elder.keeper.new_case("别的事", "other")
    sent = elder.keeper.hand_out(elder.keeper.cases()[0].case_id, elder.room / "案件", WORDS)
    del other
    done = niece.keeper.take_in(sent.file, WORDS)
    case = niece.keeper.case(done.case_id)
    assert (case.title, case.type, case.get("facts")) == ("套餐争议", "telecom_plan", "多扣90元。")
    assert [case.title for case in niece.keeper.cases()] == ["套餐争议"]
    assert len(done.items) == 2
    item = done.items[0]
    assert niece.keeper.original(item.item_id).read_bytes() == "我：转人工".encode()
    assert [note.text for note in item.notes] == ["妈妈的备注"]
    assert item.corrections["title"] == "和客服的聊天"
    assert [one.withdrawn for one in done.items] == [False, True]
    told = item.provenance.extra["handed_over"]
    assert (told["vault"], told["item_id"]) == (elder.keeper.vault.vault_id, first)
    assert told["line"].encode() in elder.keeper.vault.journal_lines()
    assert told["body"].encode() in elder.keeper.vault.body_lines()
    assert niece.keeper.vault.vault_id != elder.keeper.vault.vault_id
    assert changed(niece) == set()
    assert changed(elder) == set()
    kept = [entry for entry in niece.keeper.history() if entry.kind == "derive"]
    assert {entry.body["options"]["part"] for entry in kept if entry.body} == {
        "journal.jsonl",
        "bodies.jsonl",
        "head.json",
    }


def test_nothing_of_another_case_goes_along(elder: Person, niece: Person) -> None:
    elder.add("聊天.txt", b"chat")
    first = elder.case()
    elder.keeper.new_case("秘密的事", "other", {"facts": "谁也别说"})
    elder.add("秘密.txt", b"secret")
    sent = elder.keeper.hand_out(first, elder.room / "案件", WORDS).file
    with files.reading_from(sent, WORDS) as members:
        inside = b"".join(source.read() for _name, source, _size in members)
    assert b"chat" in inside
    for secret in (b"secret", "谁也别说".encode(), "秘密".encode()):
        assert secret not in inside
    assert niece.keeper.take_in(sent, WORDS).case_id
    raw = sent.read_bytes()
    assert b"chat" not in raw


def test_what_comes_back_is_known_and_new_notes_are_new_entries(
    elder: Person, niece: Person
) -> None:
    mine = elder.add("聊天.txt", b"chat")
    elder.keeper.note(mine, "一")
    niece.keeper.take_in(elder.send(), WORDS)
    theirs = niece.keeper.items(niece.case())[0].item_id
    niece.keeper.note(theirs, "二")
    niece.keeper.correct(theirs, {"purpose": "证明没有人工"})
    niece.keeper.set_case(niece.case(), {"demand": "退款90元", "company_phone": "10086"})
    niece.add("信.txt", b"letter")
    elder.keeper.note(mine, "三")
    done = elder.keeper.take_in(niece.send(), WORDS)
    assert done.case_id == elder.case()
    assert [item.item_id for item in done.already_kept] == [mine]
    assert [item.name for item in done.items] == ["信.txt"]
    assert done.conflicts == ()
    item = elder.keeper.item(mine)
    assert [note.text for note in item.notes] == ["一", "三", "二"]
    assert item.purpose == "证明没有人工"
    case = elder.keeper.case(elder.case())
    assert (case.get("demand"), case.get("company_phone")) == ("退款90元", "10086")
    again = elder.keeper.take_in(niece.send(), WORDS)
    assert (again.items, again.entries) == ((), 0)
    assert [note.text for note in elder.keeper.item(mine).notes] == ["一", "三", "二"]
    assert len(elder.keeper.cases()) == 1
    assert changed(elder) == set()
    # And forth once more: the niece gets the elder's third note, and nothing twice.
    niece.keeper.take_in(elder.send(), WORDS)
    notes = [note.text for note in niece.keeper.item(theirs).notes]
    assert sorted(notes) == ["一", "三", "二"]
    assert len(niece.keeper.items(niece.case())) == 2


def test_where_both_changed_a_field_both_stay_and_a_person_chooses(
    elder: Person, niece: Person
) -> None:
    mine = elder.add("聊天.txt", b"chat")
    niece.keeper.take_in(elder.send(), WORDS)
    theirs = niece.keeper.items(niece.case())[0].item_id
    niece.keeper.set_case(niece.case(), {"demand": "退款90元", "platform": "网厅"})
    niece.keeper.correct(theirs, {"purpose": "她写的"})
    elder.keeper.set_case(elder.case(), {"demand": "恢复套餐"})
    elder.keeper.correct(mine, {"purpose": "我写的"})
    done = elder.keeper.take_in(niece.send(), WORDS)
    found = {(one.field, one.ours, one.theirs, one.item_id) for one in done.conflicts}
    assert found == {("demand", "恢复套餐", "退款90元", ""), ("purpose", "我写的", "她写的", mine)}
    case = elder.keeper.case(elder.case())
    assert (case.get("demand"), case.get("platform")) == ("恢复套餐", "网厅")
    assert set(elder.keeper.conflicts(elder.case())) == set(done.conflicts)
    assert elder.keeper.take_in(niece.send(), WORDS).conflicts == ()  # it asks once
    assert len(elder.keeper.conflicts(elder.case())) == 2
    elder.keeper.set_case(elder.case(), {"demand": "退款90元"})
    elder.keeper.correct(mine, {"purpose": "我写的"})
    assert elder.keeper.conflicts(elder.case()) == []


def test_a_withdrawn_item_stays_so_and_equal_bytes_stay_two_items(
    elder: Person, niece: Person
) -> None:
    one = elder.add("一.txt", b"same")
    niece.keeper.take_in(elder.send(), WORDS)
    elder.keeper.withdraw(one)
    done = elder.keeper.take_in(niece.send(), WORDS)
    assert elder.keeper.item(one).withdrawn
    assert [item.item_id for item in done.already_kept] == [one]


def test_transcripts_and_marks_arrive(elder: Person, niece: Person) -> None:
    call = resources.path("example", "通话录音@星河通信客服(10579)_20260302100305.mp3")
    item = elder.keeper.add([call], elder.case()).items[0].item_id
    elder.keeper.mark(item, 2.0, MarkKind.ASKED_FOR_HUMAN)
    elder.keeper.confirm_mark(item, 2.0, MarkKind.ASKED_FOR_HUMAN)
    elder.keeper.set_transcript(item, "[00:02] 我：我要人工。")
    (came,) = niece.keeper.take_in(elder.send(), WORDS).items
    assert [(one.seconds, one.confirmed) for one in came.marks] == [(2.0, True)]
    told = niece.keeper.read(came.item_id)
    assert told.transcript is not None
    assert [line.text for line in told.transcript.lines] == ["我要人工。"]
    assert changed(niece) == set()


def test_papers_of_a_case_that_was_taken_in_can_be_checked(
    elder: Person, niece: Person, tmp_path: Path
) -> None:
    elder.add("聊天.txt", b"chat")
    niece.keeper.take_in(elder.send(), WORDS)
    made = niece.keeper.bundle(niece.case(), "12315", tmp_path / "out")
    assert check_bundle(made.delivery, Job()).ok


# Wrong words, torn files, hostile files ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file. Only to be read."""
    elder = person(tmp_path_factory.mktemp("handover") / "elder")
    elder.keeper.new_case("套餐争议", "telecom_plan", {})
    elder.add("聊天.txt", b"chat" * 700_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(files._COST, "n", 1 << 10)
        made = elder.send()
    elder.keeper.close()
    return made


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody who is sent what is no good: nothing of it may stay, so that one will do for all."""
    made = person(tmp_path_factory.mktemp("handover") / "stranger")
    yield made
    made.keeper.close()


@pytest.fixture
def sent(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(whole, tmp_path / "案件.ekh"))


def refused(niece: Person, path: Path, words: str = WORDS) -> str:
    with pytest.raises(InputError) as caught:
        niece.keeper.take_in(path, words)
    assert niece.keeper.cases() == []
    assert niece.keeper.items(withdrawn=None) == []
    assert changed(niece) == set()
    staging = niece.keeper.vault.path / "staging"
    assert list(staging.iterdir()) == []
    return caught.value.code


def test_wrong_words_are_told_and_how_they_are_typed_does_not_count(
    niece: Person, sent: Path
) -> None:
    assert refused(niece, sent, "苹果 高山 电话 红色 春天 钥匙") == "passphrase_wrong"
    assert niece.keeper.take_in(sent, " 苹果、高山，电话　红色-钥匙 春天。").items


def cut(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes()[:at])


def drop_piece(path: Path) -> None:
    data = path.read_bytes()
    begin = data.index(b"}\n") + 2 + 32
    path.write_bytes(data[: begin + files.PIECE + 16] + data[begin + 2 * (files.PIECE + 16) :])


def end_early(path: Path) -> None:
    data = path.read_bytes()
    begin = data.index(b"}\n") + 2 + 32
    path.write_bytes(data[: begin + files.PIECE + 16])


def turn(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


TORN: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: cut(path, 0), "not_a_handover"),
    (lambda path: cut(path, 10), "not_a_handover"),
    (lambda path: cut(path, 40), "handover_torn"),
    (lambda path: cut(path, 150), "handover_torn"),
    (lambda path: cut(path, 100_000), "handover_torn"),
    (lambda path: cut(path, -1), "handover_torn"),
    (lambda path: turn(path, -1), "handover_torn"),
    (lambda path: turn(path, 1_500_000), "handover_torn"),
    (drop_piece, "handover_torn"),
    (end_early, "handover_torn"),
    (lambda path: path.write_bytes(path.read_bytes() + b"x"), "handover_torn"),
    (lambda path: path.write_bytes(b"PK\3\4 a zip"), "not_a_handover"),
    (lambda path: path.unlink(), "not_a_handover"),
    (
        lambda path: path.write_bytes(path.read_bytes().replace(b"OVER 1", b"OVER 2")),
        "handover_too_new",
    ),
    (
        lambda path: path.write_bytes(path.read_bytes().replace(b'"n": 1024', b'"n": 9999')),
        "not_a_handover",
    ),
    (
        lambda path: path.write_bytes(path.read_bytes().replace(b'"r": 8', b'"r": 9')),
        "passphrase_wrong",
    ),
]


@pytest.mark.parametrize(("spoil", "code"), TORN)
def test_a_spoilt_file_is_told_and_nothing_of_it_is_taken_in(
    stranger: Person, sent: Path, spoil: Callable[[Path], object], code: str
) -> None:
    spoil(sent)
    assert refused(stranger, sent) == code


def rewritten(sent: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """The file anew with the right words, its members changed: what a hostile sender could send."""
    with files.reading_from(sent, WORDS) as members:
        inside = {name: source.read() for name, source, _size in members}
    change(inside)
    sent.unlink()
    with files.writing_to(sent, WORDS) as sink:
        for name, data in inside.items():
            sink.add(name, data)


def lie(key: str, value: object) -> Callable[[dict[str, bytes]], object]:
    def change(inside: dict[str, bytes]) -> None:
        inside["handover.json"] = json.dumps(
            {**json.loads(inside["handover.json"]), key: value}
        ).encode()

    return change


HOSTILE: list[Callable[[dict[str, bytes]], object]] = [
    lambda inside: inside.update({"../../evil": b"x"}),
    lambda inside: inside.update({"/etc/evil": b"x"}),
    lambda inside: inside.update({"items/1": b"x"}),
    lambda inside: inside.update({"items/0": b"another"}),
    lambda inside: inside.pop("items/0"),
    lambda inside: inside.pop("journal/head.json"),
    lambda inside: inside.pop("handover.json"),
    lambda inside: inside.update({"handover.json": b"[]"}),
    lambda inside: inside.update({"handover.json": b"{}"}),
    lambda inside: inside.update({"handover.json": b"\xff"}),
    lie("items", []),
    lie("items", 5),
    lie("vault", "0" * 32),
    lie("case_id", "c9"),
    lie("case_id", ["x"]),
    lie("origins", [{"vault": 1}]),
    lie("origins", 7),
    lie("head", None),
    lambda inside: inside.update(
        {"journal/journal.jsonl": inside["journal/journal.jsonl"].replace(b"keep", b"kepp")}
    ),
]


@pytest.mark.parametrize("change", HOSTILE)
def test_a_hostile_file_is_refused(
    stranger: Person, sent: Path, change: Callable[[dict[str, bytes]], object]
) -> None:
    rewritten(sent, change)
    assert refused(stranger, sent) == "handover_torn"
    assert not (stranger.room.parent / "evil").exists()


def test_a_link_in_the_tar_is_refused(stranger: Person, tmp_path: Path) -> None:
    made = tmp_path / "x"
    with files.writing_to(made, WORDS) as sink:
        link = tarfile.TarInfo("items/0")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        sink._archive.addfile(link, io.BytesIO())
    assert refused(stranger, made) == "handover_torn"


def test_what_can_not_be_written_leaves_nothing(elder: Person, tmp_path: Path) -> None:
    item = elder.add("聊天.txt", b"chat")
    target = tmp_path / "x"
    for words, path, code in (
        ("短", target, "passphrase_short"),
        (WORDS, elder.keeper.vault.path / "x", "out_inside_vault"),
        (WORDS, Path(__file__), "handover_exists"),
    ):
        with pytest.raises(InputError) as caught:
            elder.keeper.hand_out(elder.case(), path, words)
        assert caught.value.code == code
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        elder.keeper.hand_out(elder.case(), target, WORDS, job)
    original = elder.keeper.original(item)
    original.chmod(0o644)
    original.write_bytes(b"chaT")
    with pytest.raises(IntegrityError):
        elder.keeper.hand_out(elder.case(), target, WORDS)
    assert list(tmp_path.glob("x*")) == []


def test_a_taking_in_that_died_leaves_nothing_behind(elder: Person) -> None:
    session = elder.keeper.vault.session("handover", name="案件")
    session.stage(io.BytesIO(b"original"), {"what": "handover"}, Job())
    session.close()  # as the system does for the dead: the lock is free, the file lies there
    home = elder.keeper.vault.keyring.home
    with contextlib.closing(Keeper.open(elder.keeper.vault.path, home=home)) as after:
        assert [found.data["result"] for found in after.mended] == ["rolled_back"]
        assert after.items(withdrawn=None) == []
        assert list((after.vault.path / "staging").iterdir()) == []
        assert after.verify().ok


def test_it_is_never_held_in_memory_as_a_whole(elder: Person, niece: Person) -> None:
    elder.add("大.bin", bytes(range(256)) * (160 << 10))  # 40 MiB
    tracemalloc.start()
    try:
        path = elder.send()
        niece.keeper.take_in(path, WORDS)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 24 << 20


def test_the_words_are_plain_and_none_is_there_twice() -> None:
    words = resources.path("handover", "words.txt").read_text("utf-8").split()
    assert len(words) == len(set(words)) == 512
    assert all(len(word) == 2 for word in words)
    made = files.phrase().split()
    assert len(made) == files.WORDS
    assert set(made) <= set(words)


def test_a_locked_paper_opens_with_the_words_only(elder: Person, tmp_path: Path) -> None:
    elder.add("聊天.txt", b"chat")
    made = elder.keeper.bundle(elder.case(), "12315", tmp_path / "out")
    locked = elder.keeper.lock_pdf(made.pdf, tmp_path / "加密.pdf", WORDS)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(locked)
    with pikepdf.open(locked, password=files.plain(WORDS)) as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
        assert "/AcroForm" not in opened.Root
        assert len(opened.pages) == made.pages
    with contextlib.closing(pypdfium2.PdfDocument(locked, password=files.plain(WORDS))) as seen:
        assert len(seen) == made.pages
    with pytest.raises(InputError) as caught:
        elder.keeper.lock_pdf(Path(__file__), tmp_path / "y.pdf", WORDS)
    assert caught.value.code == "not_a_pdf"
