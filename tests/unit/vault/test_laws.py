"""Laws of the vault, tried with whatever hypothesis thinks of."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import MarkKind
from evidence_keeper.vault import Vault, journal
from evidence_keeper.vault.chain import check_chain
from evidence_keeper.vault.commit import Intent
from evidence_keeper.vault.index import Index
from evidence_keeper.vault.keys import SigningKey, Verifier
from tests.unit.vault.scenes import ALL, Scene, arrive, copy_of, flip, found

NAMES = ("journal.jsonl", "bodies.jsonl", "head.json")
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\x00",
            "\ud800",
            "a\udcffb",
            "😀👨‍👩‍👧",
            "𠮷野家",
            "\u202e正在",
            "\r\n\u2028\u2029\x85",
            "\\ud83d",
            '","sig":"',
            "转人工" * 20_000,
            "",
            " ",
        ]
    ),
)
KEY = SigningKey.generate()
NOW = datetime(2026, 11, 22, 10, 3, 5, 678_901, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A vault of a few entries with nothing to spare: every bit of it is tried."""
    folder = tmp_path_factory.mktemp("small")
    scene = Scene(folder / "vault", folder / "home", folder / "earlier")
    with contextlib.closing(Vault.create(scene.path, home=scene.home)) as vault:
        case = vault.new_case("小案", "other", {}).case_id
        (item,) = arrive(vault, case, {"a.txt": b"a short original"})
        vault.note(item.item_id, "注")
    shutil.copytree(scene.path, scene.earlier)
    return scene


# Whatever a person does ---------------------------------------------------------------------------------------------

VERBS = st.one_of(
    st.tuples(st.just("keep"), ODD, st.integers(0, 3)),
    st.tuples(st.just("note"), ODD, st.integers(0, 9)),
    st.tuples(st.just("withdraw"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("restore"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("assign"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("mark"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("correct"), ODD, st.integers(0, 9)),
    st.tuples(st.just("confirm"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("derive"), ODD, st.integers(0, 9)),
    st.tuples(st.just("case_set"), ODD, st.integers(0, 9)),
    st.tuples(st.just("unheard_of"), ODD, st.integers(0, 9)),
)


def _do(vault: Vault, verb: str, text: str, number: int) -> None:
    cases = vault.cases()
    case_id = cases[number % len(cases)].case_id
    items = vault.items(withdrawn=None)
    if verb == "keep":
        arrive(vault, case_id, {text or "unnamed": b"content %d" % number}, always_new=number == 3)
    elif verb == "case_set":
        vault.set_case(case_id, {"facts": text, "company": text[:1]}, title=text)
    elif verb == "unheard_of":
        vault.record("weighed", {"grams": number, "by": text, "item_id": ["no", "id"]})
    elif items:
        _do_to(vault, verb, text, number, items[number % len(items)].item_id, case_id)


def _do_to(vault: Vault, verb: str, text: str, number: int, item_id: str, case_id: str) -> None:
    match verb:
        case "note":
            vault.note(item_id, text)
        case "assign":
            vault.assign(item_id, case_id)
        case "mark":
            vault.mark(item_id, number / 3, MarkKind.IMPORTANT)
        case "correct":
            vault.correct(item_id, {"title": text, "captured_at": text})
        case "derive":
            vault.derive(item_id, text.encode("utf-8", "surrogatepass"), tool="t", version="1")
        case _:
            getattr(vault, verb)(item_id)


@settings(QUICK, max_examples=15)
@given(deeds=st.lists(VERBS, min_size=1, max_size=10))
def test_whatever_a_person_does_verifies_and_the_index_says_what_the_journal_says(
    deeds: list[tuple[str, str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder, "vault"), Path(folder, "home")
        with contextlib.closing(Vault.create(path, home=home)) as vault:
            vault.new_case("一", "other", {})
            vault.new_case("二", "other", {})
            for deed in deeds:
                _do(vault, *deed)
            report = vault.verify()
            assert found(report) == set()
            assert set(report.holds) == ALL
            seen = vault.index.dump(), vault.items(withdrawn=None), vault.cases(), vault.find("人")
            vault.rebuild_index()
            again = vault.index.dump(), vault.items(withdrawn=None), vault.cases(), vault.find("人")
        assert again == seen
        with contextlib.closing(Index(path, None)) as fresh:
            fresh.catch_up()
            assert fresh.dump() == seen[0]


@settings(QUICK, max_examples=12)
@given(text=ODD, more=ODD)
def test_what_was_written_is_read_back_the_same(text: str, more: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        with contextlib.closing(Vault.create(Path(folder, "v"), home=home)) as vault:
            case_id = vault.new_case(text, "other", {"facts": more}).case_id
            (item,) = arrive(vault, case_id, {text: b"x"})
            vault.note(item.item_id, more)
        with contextlib.closing(Vault.open(Path(folder, "v"), home=home)) as vault:
            case, item = vault.case(case_id), vault.item(item.item_id)
            assert (case.title, case.get("facts")) == (text, more)
            assert (item.name, item.notes[0].text) == (text, more)
            assert [entry.body for entry in vault.history(item.item_id)].count(None) == 0


# One bit, one cut ---------------------------------------------------------------------------------------------------


def _is_found(path: Path) -> bool:
    """Whether journal, bodies and head as they lie there contradict each other (steps 3 to 5 of verify)."""
    files = [(path / name).read_bytes() for name in NAMES]
    lines, torn = journal.split_lines(files[0])
    bodies, loose = journal.split_lines(files[1])
    chain = check_chain(lines, bodies, files[2], torn=torn, may_withhold=False)
    return bool(loose) or any(one.means == "changed" for one in chain.findings)


@pytest.mark.parametrize("name", NAMES)
def test_every_single_byte_of_the_chain_is_guarded(name: str, small: Scene, tmp_path: Path) -> None:
    scene = copy_of(small, tmp_path)
    assert not _is_found(scene.path)
    whole = (scene.path / name).read_bytes()
    for place in range(len(whole)):
        (scene.path / name).write_bytes(flip(whole, place, place % 8))
        assert _is_found(scene.path), (name, place)


@settings(QUICK, max_examples=120)
@given(data=st.data())
def test_any_bit_turned_in_any_file_is_found_by_the_whole_check(
    data: st.DataObject, small: Scene
) -> None:
    originals = [path.relative_to(small.path).as_posix() for path in small.originals()]
    name = data.draw(st.sampled_from([*NAMES, *originals]))
    whole = (small.path / name).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    with _changed(small, name, flip(whole, place, data.draw(st.integers(0, 7)))):
        assert not small.check().ok


@settings(QUICK, max_examples=120)
@given(data=st.data())
def test_any_file_cut_anywhere_is_found_by_the_whole_check(
    data: st.DataObject, small: Scene
) -> None:
    originals = [path.relative_to(small.path).as_posix() for path in small.originals()]
    name = data.draw(st.sampled_from([*NAMES, *originals]))
    whole = (small.path / name).read_bytes()
    with _changed(small, name, whole[: data.draw(st.integers(0, len(whole) - 1))]):
        assert not small.check().ok


@settings(QUICK, max_examples=60)
@given(name=st.sampled_from(NAMES), more=st.binary(min_size=1, max_size=9))
def test_anything_written_behind_the_end_is_found(name: str, more: bytes, small: Scene) -> None:
    with _changed(small, name, (small.path / name).read_bytes() + more):
        assert not small.check().ok


@contextlib.contextmanager
def _changed(scene: Scene, name: str, content: bytes) -> Iterator[None]:
    path = scene.path / name
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.unlink()
        path.write_bytes(whole)


# Lines --------------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("v", "seq", "prev", "at", "kind", "body", "vault", "key", "sig", "count", "hash")
NONSENSE = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(FIELDS), JSON).map(
        lambda fields: json.dumps({"v": 1, **fields}, separators=(",", ":")).encode()
    ),
    st.sampled_from(
        [
            b"",
            b"[" * 100_000,
            b'{"v":' * 50_000,
            b'{"v":1,"seq":' + b"9" * 5000 + b"}",
            b'{"v":1,"x":NaN,"sig":""}',
            b'{"v":1,"v":1,"sig":"00"}',
            b'{"v":1,"sig":"\\ud800"}',
            b"\xef\xbb\xbf{}",
            '{"v":1}'.encode("utf-16"),
        ]
    ),
)


@settings(QUICK, max_examples=300)
@given(raw=NONSENSE)
def test_nonsense_is_a_bad_line_and_nothing_worse(raw: bytes) -> None:
    for parse in (journal.parse_line, journal.parse_head, journal.parse_body):
        with contextlib.suppress(journal.BadLine):
            parse(raw)
    with contextlib.suppress(ValueError):
        Intent.from_json(raw)


@settings(QUICK, max_examples=120)
@given(raw=NONSENSE)
def test_a_chain_of_nonsense_gives_findings_and_no_crash(raw: bytes) -> None:
    good = journal.encode_line(
        0, journal.FIRST_PREV, NOW, "vault_created", b"{}", KEY, vault="ab" * 16, announce_key=True
    )
    chain = check_chain([good, raw], [b"{}", raw], raw)
    assert Code.JOURNAL_BROKEN in {one.code for one in chain.findings}
    assert not {"chain", "head"} & set(chain.holds)


@settings(QUICK, max_examples=100)
@given(raw=NONSENSE, place=st.integers(0, 5000))
def test_a_true_line_with_nonsense_in_it_is_a_bad_line_and_nothing_worse(
    raw: bytes, place: int
) -> None:
    line = journal.encode_line(3, "ab" * 32, NOW, "note", b"{}", KEY)
    spoilt = line[: place % len(line)] + raw + line[place % len(line) :]
    with contextlib.suppress(journal.BadLine):
        assert not journal.parse_line(spoilt).signed_by(Verifier(KEY.public)) or spoilt == line


@settings(QUICK, max_examples=60)
@given(
    seq=st.integers(0, 2**53),
    kind=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    announce=st.booleans(),
)
def test_a_line_is_read_as_it_was_written(seq: int, kind: str, announce: bool) -> None:
    raw = journal.encode_line(
        seq, "0a" * 32, NOW, kind, b"body", KEY, vault="0f" * 16, announce_key=announce
    )
    line = journal.parse_line(raw)
    assert (line.seq, line.prev, line.kind, line.vault) == (seq, "0a" * 32, kind, "0f" * 16)
    assert line.at == NOW.replace(microsecond=678_000)
    assert line.key == (KEY.public if announce else None)
    assert line.body == journal.sha256_hex(b"body")
    assert line.signed_by(Verifier(KEY.public))
    assert b"\n" not in raw


@settings(QUICK, max_examples=60)
@given(seq=st.integers(0, 2**53))
def test_a_head_is_read_as_it_was_written(seq: int) -> None:
    raw = journal.encode_head("0f" * 16, seq, "ab" * 32, NOW, KEY)
    head = journal.parse_head(raw + b"\n")
    assert (head.vault, head.seq, head.hash) == ("0f" * 16, seq, "ab" * 32)
    assert head.signed_by(Verifier(KEY.public))


@settings(QUICK, max_examples=150)
@given(content=st.dictionaries(ODD.filter(lambda key: key != "salt"), st.none() | ODD))
def test_a_body_is_read_as_it_was_written_whatever_it_says(content: Mapping[str, Any]) -> None:
    raw = journal.encode_body(content)
    assert b"\n" not in raw
    read = journal.parse_body(raw)
    assert len(read.pop("salt")) == 32
    assert read == content


def test_two_equal_bodies_have_different_digests() -> None:
    assert journal.encode_body({"text": "1"}) != journal.encode_body({"text": "1"})


@settings(QUICK, max_examples=10)
@given(kind=st.text(st.characters(exclude_categories=["Cs"]), max_size=12), body=JSON)
def test_a_kind_of_entry_from_a_later_program_is_kept_and_verified(kind: str, body: Any) -> None:
    """Also where its body isn't as this program would write it: known kinds with another content as well."""
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder, "v"), Path(folder, "home")
        with contextlib.closing(Vault.create(path, home=home)) as vault:
            case_id = vault.new_case("一", "other", {}).case_id
            (item,) = arrive(vault, case_id, {"a": b"a"})
            content = body if isinstance(body, dict) else {"item_id": item.item_id, "what": body}
            for each in (kind, "keep", "correct", "mark", "case_set", "note"):
                vault.record(each, {"item_id": item.item_id, "case_id": case_id, **content})
            assert len(vault.items(withdrawn=None)) == 1
            assert found(vault.verify()) == set()
        assert kind in {journal.parse_line(raw).kind for raw in _lines(path)}


def _lines(path: Path) -> list[bytes]:
    return journal.split_lines((path / "journal.jsonl").read_bytes())[0]


def test_the_private_key_never_lies_in_the_vault(small: Scene) -> None:
    secret = next(small.home.glob("keys/*.pem"))
    if os.name == "posix":
        assert secret.stat().st_mode & 0o077 == 0
    inner = b"".join(secret.read_bytes().splitlines()[1:-1])[:40]
    for path in small.path.rglob("*"):
        assert not path.is_file() or inner not in path.read_bytes()
