"""Every way to change a vault that we could think of is found, named and never repaired in silence."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evidence_keeper import keeper
from evidence_keeper.errors import InputError, IntegrityError
from evidence_keeper.model import FindingCode as Code
from evidence_keeper.model import Weight
from evidence_keeper.vault import Vault, journal
from evidence_keeper.vault.keys import SigningKey
from tests.unit.vault.scenes import (
    ALL,
    Scene,
    arrive,
    flip,
    found,
    index_file,
    resign,
    rewrite_json,
)

JOURNAL, BODIES, HEAD = "journal.jsonl", "bodies.jsonl", "head.json"
ITEMS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One class of tampering and what is to come of it.

    `codes` are exactly the findings that say "changed", `lost` the guarantees that no longer hold, `refused` the
    error of the next writing (None: it is let), `shown` how many items reading still shows (None: it can't open).
    """

    name: str
    spoil: Callable[[Scene], object]
    codes: set[Code]
    lost: set[str]
    refused: str | None = None
    shown: int | None = ITEMS


def _original(change: Callable[[bytes], bytes]) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        first = scene.originals()[0].relative_to(scene.path).as_posix()
        scene.change(first, change)

    return spoil


def _link_to_equal(scene: Scene) -> None:
    first = scene.originals()[0]
    first.rename(scene.path.parent / "elsewhere")
    first.symlink_to(scene.path.parent / "elsewhere")


def _link_folder(scene: Scene) -> None:
    folder = scene.originals()[0].parent
    folder.rename(scene.path.parent / "elsewhere")
    folder.symlink_to(scene.path.parent / "elsewhere", target_is_directory=True)


def _swap(scene: Scene) -> None:
    one, other = scene.originals()[:2]
    one.rename(scene.path / "aside")
    other.rename(one)
    (scene.path / "aside").rename(other)


def _extra(place: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        path = scene.path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"never kept")

    return spoil


def _folder_in_place(scene: Scene) -> None:
    first = scene.originals()[0]
    first.unlink()
    first.mkdir()


def _cut(count: int, *, bodies: bool = False, head: bool = False) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        lines = scene.lines()
        scene.set_lines(lines[:-count])
        if bodies:
            scene.set_lines(scene.bodies()[:-count], BODIES)
        if head:
            shutil.copy(scene.earlier / HEAD, scene.path / HEAD)

    return spoil


def _cut_to_earlier(scene: Scene) -> None:
    length = len((scene.earlier / JOURNAL).read_bytes().splitlines())
    _cut(len(scene.lines()) - length, bodies=True, head=True)(scene)


def _roll_back_folder(scene: Scene) -> None:
    shutil.rmtree(scene.path)
    shutil.copytree(scene.earlier, scene.path)


def _gone(*names: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        for name in names:
            (scene.path / name).unlink()
        for left in scene.path.glob("cache/index.sqlite*"):
            left.unlink()

    return spoil


def _of_another_vault(*names: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        with contextlib.closing(
            Vault.create(scene.path.parent / "other", home=scene.home)
        ) as other:
            case = other.new_case("别的事", "other", {})
            arrive(other, case.case_id, {"a.txt": b"another"})
        for name in names:
            shutil.copy(scene.path.parent / "other" / name, scene.path / name)

    return spoil


def _moved_lines(
    names: tuple[str, ...], move: Callable[[list[bytes]], None]
) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        for name in names:
            lines = journal.split_lines((scene.path / name).read_bytes())[0]
            move(lines)
            scene.set_lines(lines, name)

    return spoil


def _exchange(lines: list[bytes]) -> None:
    lines[4], lines[5] = lines[5], lines[4]


def _double(lines: list[bytes]) -> None:
    lines.insert(5, lines[5])


def _take_out(lines: list[bytes]) -> None:
    del lines[5]


def _edit_note(scene: Scene) -> None:
    bodies = scene.bodies()
    at = scene.seq_of("note")
    bodies[at] = bodies[at].replace("第一次".encode(), "第二次".encode())
    scene.set_lines(bodies, BODIES)


def _edit_keep(scene: Scene) -> None:
    bodies = scene.bodies()
    at = scene.seq_of("keep")
    bodies[at] = bodies[at].replace(b"2026-11-22", b"2026-11-21")
    scene.set_lines(bodies, BODIES)


def _edit_note_and_line(scene: Scene) -> None:
    at, before = scene.seq_of("note"), scene.bodies()
    _edit_note(scene)
    lines = scene.lines()
    old, new = (journal.sha256_hex(each[at]).encode() for each in (before, scene.bodies()))
    lines[at] = lines[at].replace(old, new)
    scene.set_lines(lines)


def _edit_line(change: Callable[[bytes], bytes], at: int = 5) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        lines = scene.lines()
        lines[at] = change(lines[at])
        scene.set_lines(lines)

    return spoil


def _later_hour(raw: bytes) -> bytes:
    at = journal.parse_line(raw).at.isoformat(timespec="milliseconds").encode()
    return raw.replace(at, at.replace(b"20", b"19", 1))


def _other_signature(scene: Scene) -> None:
    """Put a signature that is just as long into the place of another (it is always one of 70 to 72 bytes)."""
    lines = scene.lines()
    for at in range(3, 9):
        for other in range(9, len(lines)):
            mine, its = (raw[raw.rindex(b',"sig"') :] for raw in (lines[at], lines[other]))
            if len(mine) == len(its):
                _edit_line(lambda raw, its=its: raw[: -len(its)] + its, at)(scene)  # type: ignore[misc]
                return


def _empty_a_body(scene: Scene) -> None:
    bodies = scene.bodies()
    bodies[scene.seq_of("note")] = b""
    scene.set_lines(bodies, BODIES)


def _foreign(start: int = 0) -> Callable[[Scene], None]:
    return lambda scene: resign(scene, SigningKey.generate(), start)


def _sql(*statements: str) -> Callable[[Scene], None]:
    def spoil(scene: Scene) -> None:
        with contextlib.closing(sqlite3.connect(index_file(scene), isolation_level=None)) as db:
            for statement in statements:
                assert db.execute(statement).rowcount != 0

    return spoil


TAIL = {Code.JOURNAL_TRUNCATED, Code.BODY_EXTRA}
BROKEN = {"chain", "index"}
ORIGINALS = [
    Row(
        "one byte of an original changed",
        _original(lambda data: flip(data, 100)),
        {Code.DIGEST_MISMATCH},
        {"originals"},
    ),
    Row(
        "an original truncated",
        _original(lambda data: data[:-1]),
        {Code.DIGEST_MISMATCH},
        {"originals"},
    ),
    Row("an original emptied", _original(lambda _data: b""), {Code.DIGEST_MISMATCH}, {"originals"}),
    Row(
        "an original appended to",
        _original(lambda data: data + b"\n"),
        {Code.DIGEST_MISMATCH},
        {"originals"},
    ),
    Row(
        "an original replaced by a link to an equal file",
        _link_to_equal,
        {Code.ORIGINAL_UNREADABLE},
        {"originals"},
    ),
    Row(
        "a folder of originals replaced by a link to an equal folder",
        _link_folder,
        {Code.UNEXPECTED_FILE},
        {"originals"},
    ),
    Row(
        "a folder where an original was",
        _folder_in_place,
        {Code.ORIGINAL_UNREADABLE},
        {"originals"},
    ),
    Row(
        "an original missing",
        lambda scene: scene.originals()[0].unlink(),
        {Code.ORIGINAL_MISSING},
        {"originals"},
    ),
    Row(
        "all originals missing",
        lambda scene: shutil.rmtree(scene.path / "originals"),
        {Code.ORIGINAL_MISSING},
        {"originals"},
    ),
    Row(
        "a file too many among the originals",
        _extra("originals/planted.txt"),
        {Code.UNEXPECTED_FILE},
        {"originals"},
    ),
    Row(
        "a file too many in a folder of originals, named like one",
        _extra("originals/ab/" + "ab" * 32),
        {Code.UNEXPECTED_FILE},
        {"originals"},
    ),
    Row("two originals swapped", _swap, {Code.DIGEST_MISMATCH}, {"originals"}),
]
TAILS = [
    Row(
        "the last line cut off",
        _cut(1),
        TAIL,
        {*BROKEN, "bodies", "head", "anchor"},
        "journal_truncated",
    ),
    Row(
        "five lines cut off",
        _cut(5),
        TAIL,
        {*BROKEN, "bodies", "head", "anchor"},
        "journal_truncated",
    ),
    Row(
        "five lines cut off with their bodies",
        _cut(5, bodies=True),
        {Code.JOURNAL_TRUNCATED},
        {*BROKEN, "head", "anchor"},
        "journal_truncated",
    ),
]


def _with_older(row: Row) -> Row:
    return Row(row.name, row.spoil, row.codes | {Code.OLDER_COPY}, row.lost, row.refused, row.shown)


CHAIN = [
    *map(_with_older, TAILS),
    Row(
        "the tail cut off and an older head put back",
        _cut_to_earlier,
        {Code.OLDER_COPY, Code.UNEXPECTED_FILE, Code.INDEX_DISAGREES},
        {"originals", "anchor", "index"},
        "older_copy",
        3,
    ),
    Row(
        "the whole folder rolled back to an earlier state",
        _roll_back_folder,
        {Code.OLDER_COPY},
        {"anchor"},
        "older_copy",
        3,
    ),
    Row(
        "the last line torn",
        lambda scene: scene.change(JOURNAL, lambda data: data[:-40]),
        {Code.JOURNAL_BROKEN, Code.OLDER_COPY, *TAIL},
        {*BROKEN, "bodies", "head", "anchor"},
        "journal_truncated",
    ),
    Row(
        "the last line feed cut off",
        lambda scene: scene.change(JOURNAL, lambda data: data[:-1]),
        {Code.JOURNAL_BROKEN, Code.OLDER_COPY, *TAIL},
        {*BROKEN, "bodies", "head", "anchor"},
        "journal_truncated",
    ),
    Row(
        "half a line written behind the last",
        lambda scene: scene.change(JOURNAL, lambda data: data + b'{"v":1,'),
        {Code.JOURNAL_BROKEN},
        BROKEN,
        "journal_broken",
    ),
    Row(
        "a body too many",
        lambda scene: scene.change(BODIES, lambda data: data + b"{}\n"),
        {Code.BODY_EXTRA},
        {"bodies", "index"},
        "journal_broken",
    ),
    Row(
        "the whole journal gone",
        _gone(JOURNAL),
        {Code.JOURNAL_MISSING, Code.UNEXPECTED_FILE},
        ALL,
        "journal_missing",
        None,
    ),
    Row(
        "the journal emptied",
        lambda scene: scene.change(JOURNAL, lambda _data: b""),
        {Code.JOURNAL_MISSING, Code.UNEXPECTED_FILE, Code.OLDER_COPY},
        ALL,
        "journal_broken",
        0,
    ),
    Row(
        "the bodies gone",
        _gone(BODIES),
        {Code.BODY_MISSING, Code.UNEXPECTED_FILE},
        {"bodies", "originals", "index"},
        "journal_broken",
        0,
    ),
    Row(
        "one body emptied",
        _empty_a_body,
        {Code.BODY_MISSING},
        {"bodies", "originals", "index"},
        "journal_broken",
    ),
    Row("the head gone", _gone(HEAD), {Code.HEAD_MISSING}, {"head", "index"}, "journal_broken"),
    Row(
        "the head of another vault",
        _of_another_vault(HEAD),
        {Code.HEAD_INVALID},
        {"head"},
        "journal_broken",
    ),
    Row(
        "journal, bodies and head of another vault of this computer",
        _of_another_vault(JOURNAL, BODIES, HEAD),
        {Code.ORIGINAL_MISSING, Code.UNEXPECTED_FILE, Code.INDEX_DISAGREES},
        {"originals", "index"},
        None,
        1,
    ),
    Row(
        "everything gone but the originals",
        _gone(JOURNAL, BODIES, HEAD, "README.txt", "lock"),
        {Code.JOURNAL_MISSING, Code.UNEXPECTED_FILE},
        ALL,
        "journal_missing",
        None,
    ),
    Row(
        "two lines exchanged in the journal",
        _moved_lines((JOURNAL,), _exchange),
        {Code.JOURNAL_BROKEN, Code.BODY_MISMATCH, Code.UNEXPECTED_FILE},
        {*BROKEN, "bodies", "originals"},
        "journal_broken",
    ),
    Row(
        "two lines exchanged in journal and bodies",
        _moved_lines((JOURNAL, BODIES), _exchange),
        {Code.JOURNAL_BROKEN},
        BROKEN,
        "journal_broken",
    ),
    Row(
        "a line doubled",
        _moved_lines((JOURNAL, BODIES), _double),
        {Code.JOURNAL_BROKEN, Code.HEAD_INVALID, Code.JOURNAL_REWRITTEN},
        {*BROKEN, "head", "anchor"},
        "journal_broken",
        3,
    ),
    Row(
        "a line taken out of the middle",
        _moved_lines((JOURNAL, BODIES), _take_out),
        {Code.JOURNAL_BROKEN, Code.JOURNAL_TRUNCATED, Code.OLDER_COPY},
        {*BROKEN, "head", "anchor"},
        "journal_broken",
        2,
    ),
    Row(
        "a note's body edited",
        _edit_note,
        {Code.BODY_MISMATCH},
        {"bodies", "originals", "index"},
        "journal_broken",
    ),
    Row(
        "a kept item's body edited",
        _edit_keep,
        {Code.BODY_MISMATCH, Code.UNEXPECTED_FILE},
        {"bodies", "originals", "index"},
        "journal_broken",
    ),
    Row(
        "a body edited and its digest in the line too",
        _edit_note_and_line,
        {Code.JOURNAL_BROKEN, Code.SIGNATURE_INVALID},
        {*BROKEN, "signature"},
        "journal_broken",
    ),
    Row(
        "a line's time edited",
        _edit_line(_later_hour),
        {Code.JOURNAL_BROKEN, Code.SIGNATURE_INVALID},
        {*BROKEN, "signature"},
        "journal_broken",
    ),
    Row(
        "a line's signature taken from another line",
        _other_signature,
        {Code.JOURNAL_BROKEN, Code.SIGNATURE_INVALID},
        {*BROKEN, "signature"},
        "journal_broken",
    ),
    Row(
        "a blank put into a line",
        _edit_line(lambda raw: raw.replace(b",", b", ", 1)),
        {Code.JOURNAL_BROKEN},
        {*BROKEN, "signature", "bodies", "originals"},
        "journal_broken",
        2,
    ),
    Row(
        "a blank put into the last line",
        _edit_line(lambda raw: raw.replace(b",", b", ", 1), -1),
        {Code.JOURNAL_BROKEN, Code.HEAD_INVALID},
        {*BROKEN, "signature", "bodies", "originals", "head"},
        "journal_broken",
    ),
    Row(
        "the head's time edited",
        lambda scene: rewrite_json(scene.path / HEAD, at="2020-01-01T00:00:00.000+08:00"),
        {Code.HEAD_INVALID},
        {"head"},
        "journal_broken",
    ),
    Row(
        "the whole chain signed anew with a foreign key",
        _foreign(),
        {Code.FOREIGN_KEY, Code.JOURNAL_REWRITTEN, Code.INDEX_DISAGREES},
        {"chain", "signature", "anchor", "index"},
        "journal_broken",
    ),
    Row(
        "the chain signed anew from the middle behind a foreign key",
        _foreign(9),
        {Code.FOREIGN_KEY, Code.JOURNAL_REWRITTEN, Code.INDEX_DISAGREES},
        {"chain", "signature", "anchor", "index"},
        "journal_broken",
    ),
]
INDEX = [
    Row(
        "an item's row of the index edited",
        _sql("UPDATE items SET fact=replace(fact, 'title', 'titel') WHERE fact LIKE '%title%'"),
        {Code.INDEX_DISAGREES},
        {"index"},
    ),
    Row(
        "an item's row of the index taken away",
        _sql("DELETE FROM items WHERE withdrawn=1"),
        {Code.INDEX_DISAGREES},
        {"index"},
        None,
        ITEMS - 1,
    ),
    Row(
        "a case's row of the index edited",
        _sql("UPDATE cases SET fact=replace(fact, '58.00', '85.00') WHERE fact LIKE '%58.00%'"),
        {Code.INDEX_DISAGREES},
        {"index"},
    ),
    Row(
        "an entry's row of the index edited",
        _sql("UPDATE entries SET kind='note' WHERE seq=5"),
        {Code.INDEX_DISAGREES},
        {"index"},
    ),
]


@pytest.mark.parametrize("row", [*ORIGINALS, *CHAIN, *INDEX], ids=lambda row: row.name)
def test_it_is_found_and_named_and_takes_away_only_the_guarantees_it_breaks(
    row: Row, scene: Scene
) -> None:
    row.spoil(scene)
    report = scene.check()
    assert found(report) == row.codes
    assert not report.ok
    assert set(report.holds) == ALL - row.lost
    assert all(finding.subject for finding in report.findings)


@pytest.mark.parametrize("row", [*ORIGINALS, *CHAIN, *INDEX], ids=lambda row: row.name)
def test_reading_goes_on_writing_stops_and_nothing_is_mended_in_silence(
    row: Row, scene: Scene
) -> None:
    row.spoil(scene)
    before = scene.everything()
    _read_and_write(row, scene)
    if row.refused is not None:
        assert scene.everything() == before
        assert found(keeper.check(scene.path, home=scene.home)) >= row.codes - {
            Code.INDEX_DISAGREES
        }


def _read_and_write(row: Row, scene: Scene) -> None:
    if row.shown is None:
        with pytest.raises(IntegrityError) as caught:
            scene.open()
        assert caught.value.code == row.refused
        return
    with contextlib.closing(scene.open()) as vault:
        items = vault.items(withdrawn=None)
        assert len(items) == row.shown
        if row.refused is None:
            vault.note(items[0].item_id, "weiter")
            return
        with pytest.raises(IntegrityError) as caught:
            vault.new_case("更多", "other", {})
        assert caught.value.code == row.refused


def test_an_untouched_vault_holds_everything_and_says_what_it_could_not_check(
    scene: Scene,
) -> None:
    report = scene.check()
    assert report.ok
    assert set(report.holds) == ALL
    assert [(one.code, one.subject) for one in report.findings] == [(Code.NOT_CHECKED, "timestamp")]
    assert report.checked.originals == 6
    assert report.checked.entries == len(scene.lines())


def test_a_swap_says_what_lies_in_whose_place(scene: Scene) -> None:
    _swap(scene)
    assert {"swapped_with" in finding.data for finding in scene.check().findings[:2]} == {True}


def test_a_file_beside_the_originals_folder_is_named_but_no_change(scene: Scene) -> None:
    (scene.path / "shopping list.txt").write_text("milk")
    report = scene.check()
    assert report.ok
    assert found(report, Weight.NOTICE) == {Code.UNEXPECTED_FILE}
    assert set(report.holds) == ALL


def test_what_file_managers_drop_is_nobodys_evidence(scene: Scene) -> None:
    (scene.path / "originals" / ".DS_Store").write_bytes(b"x")
    (scene.path / "Thumbs.db").write_bytes(b"x")
    assert found(scene.check(), Weight.NOTICE) == set()


def test_a_stranger_without_anchor_is_told_that_rollbacks_can_not_be_seen_here(
    scene: Scene, tmp_path: Path
) -> None:
    _roll_back_folder(scene)
    report = scene.check(home=tmp_path / "stranger")
    assert report.ok
    assert set(report.holds) == ALL - {"anchor"}
    assert {one.subject for one in report.findings if one.code is Code.NOT_CHECKED} == {
        "anchor",
        "timestamp",
    }


def test_a_stranger_sees_that_a_later_key_was_not_vouched_for(scene: Scene, tmp_path: Path) -> None:
    _foreign(9)(scene)
    shutil.rmtree(scene.path / "cache")
    report = scene.check(home=tmp_path / "stranger")
    assert report.ok
    assert found(report, Weight.NOTICE) == {Code.KEY_NOT_VOUCHED}


@pytest.mark.parametrize(
    "row",
    [row for row in (*ORIGINALS, *CHAIN) if row.codes - {Code.OLDER_COPY}],
    ids=lambda row: row.name,
)
def test_a_stranger_finds_all_but_what_only_this_computer_remembers(
    row: Row, scene: Scene, tmp_path: Path
) -> None:
    row.spoil(scene)
    shutil.rmtree(scene.path / "cache")
    only_here = {
        Code.OLDER_COPY,
        Code.FOREIGN_KEY,
        Code.JOURNAL_REWRITTEN,
        Code.INDEX_DISAGREES,
    }
    assert found(scene.check(home=tmp_path / "stranger")) == row.codes - only_here


def test_the_key_of_another_computer_is_named_here_even_where_nothing_else_changed(
    scene: Scene, tmp_path: Path
) -> None:
    with contextlib.closing(scene.open(home=tmp_path / "laptop")) as vault:
        vault.new_case("在另一台电脑上", "other", {})
    report = scene.check()
    assert found(report) == {Code.FOREIGN_KEY}
    assert found(report, Weight.NOTICE) == {Code.KEY_NOT_VOUCHED}
    assert set(report.holds) == ALL - {"signature", "anchor"}


# The index is a cache: made again, and said -------------------------------------------------------------------------


def _another_index(scene: Scene) -> None:
    _of_another_vault("cache/index.sqlite")(scene)


def _equally_long_index(scene: Scene) -> None:
    """An index of another vault that says it has read just as many bytes."""
    _another_index(scene)
    size = (scene.path / JOURNAL).stat().st_size
    _sql(f"UPDATE state SET value={size} WHERE name='journal_size'")(scene)


def _torn_index(scene: Scene) -> None:
    data = index_file(scene).read_bytes()
    index_file(scene).write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


BAD_INDEX: dict[str, Callable[[Scene], object]] = {
    "of another vault": _another_index,
    "of another vault, just as long": _equally_long_index,
    "of a later version": _sql("PRAGMA user_version=99"),
    "torn": _torn_index,
    "no database at all": lambda scene: index_file(scene).write_bytes(b"nothing" * 999),
    "without a table": _sql("DROP TABLE items"),
}


@pytest.mark.parametrize("bad", BAD_INDEX)
def test_a_bad_index_is_found_made_again_and_said(bad: str, scene: Scene) -> None:
    BAD_INDEX[bad](scene)
    assert found(scene.check()) == {Code.INDEX_DISAGREES}
    with contextlib.closing(scene.open()) as vault:
        assert [(one.code, one.subject) for one in vault.mended] == [(Code.MENDED, "index")]
        assert len(vault.items(withdrawn=None)) == ITEMS
        report = vault.verify()
        assert report.ok
        assert Code.MENDED in found(report, Weight.NOTICE)


def test_a_deleted_index_is_no_finding_and_comes_back(scene: Scene) -> None:
    shutil.rmtree(scene.path / "cache")
    report = scene.check()
    assert report.ok
    assert set(report.holds) == ALL - {"index"}
    with contextlib.closing(scene.open()) as vault:
        assert len(vault.items(withdrawn=None)) == ITEMS
    assert set(scene.check().holds) == ALL


def test_an_edited_index_is_right_again_after_rebuilding(scene: Scene) -> None:
    _sql("DELETE FROM items")(scene)
    with contextlib.closing(scene.open()) as vault:
        vault.rebuild_index()
        assert len(vault.items(withdrawn=None)) == ITEMS
    assert scene.check().ok


# What a stranger's folder may try -----------------------------------------------------------------------------------


def test_ids_that_would_lead_out_of_the_vault_are_no_ids(scene: Scene, tmp_path: Path) -> None:
    key = SigningKey.generate()
    body = journal.encode_body({"item_id": "e1", "sha256": "../" * 21 + "x", "size": 4})
    raw = scene.lines()[0]
    at = journal.parse_line(raw).at
    line = journal.encode_line(
        0, journal.FIRST_PREV, at, "vault_created", body, key, vault="../../x", announce_key=True
    )
    scene.set_lines([line])
    scene.set_lines([body], BODIES)
    head = journal.encode_head("../../x", 0, journal.sha256_hex(line), at, key)
    scene.change(HEAD, lambda _data: head + b"\n")
    report = scene.check(home=tmp_path / "stranger")
    assert {Code.JOURNAL_BROKEN, Code.HEAD_INVALID} <= found(report)
    assert report.checked.originals == 0
    assert not (tmp_path / "stranger").exists()


@pytest.mark.parametrize(
    "move",
    [
        ["../../../precious", "ab" * 32, 8, False],
        ["f000001", "../../../../precious" + "x" * 44, 8, False],
    ],
)
def test_a_planted_intent_moves_nothing_from_or_to_outside(
    move: list[object], scene: Scene
) -> None:
    precious = scene.path.parent / "precious"
    precious.write_bytes(b"precious")
    folder = scene.path / "staging" / "0123456789abcdef"
    folder.mkdir()
    (folder / "f000001").write_bytes(b"planted!")
    size = (scene.path / JOURNAL).stat().st_size
    intent = {
        "vault": json.loads((scene.path / HEAD).read_bytes())["vault"],
        "journal_base": size,
        "journal": "",
        "bodies_base": (scene.path / BODIES).stat().st_size,
        "bodies": "",
        "head": "",
        "key": "",
        "moves": [move],
    }
    (folder / "intent.json").write_text(json.dumps(intent))
    before = sorted(scene.path.parent.rglob("*"))
    with contextlib.closing(scene.open()) as vault:
        assert vault.mended == ()
    assert precious.read_bytes() == b"precious"
    assert set(before) <= set(scene.path.parent.rglob("*"))


def test_a_kept_file_whose_original_was_changed_is_not_called_kept_again(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault:
        item = vault.items()[0]
        place = vault.original(item)
        data = place.read_bytes()
        scene.change(place.relative_to(scene.path).as_posix(), lambda old: flip(old, 3))
        for case in vault.cases():
            with pytest.raises(IntegrityError, match="original_changed"):
                arrive(vault, case.case_id, {"again": data})


def test_a_kept_file_whose_original_is_missing_is_put_back_and_that_is_an_entry(
    scene: Scene,
) -> None:
    with contextlib.closing(scene.open()) as vault:
        item = vault.items()[0]
        place = vault.original(item)
        data = place.read_bytes()
        os.remove(place)
        assert [one.item_id for one in arrive(vault, item.case_id, {"again": data})] == [
            item.item_id
        ]
        assert place.read_bytes() == data
        last = vault.history(item.item_id)[-1]
        assert (last.kind, dict(last.body or {})["result"]) == ("recovered", "put_back")
        assert vault.verify().ok


@pytest.mark.parametrize("name", [HEAD, JOURNAL])
@pytest.mark.parametrize("version", [2, 1000])
def test_a_vault_of_a_later_version_is_left_alone(name: str, version: int, scene: Scene) -> None:
    scene.change(name, lambda data: data.replace(b'{"v":1,', f'{{"v":{version},'.encode(), 1))
    before = scene.everything()
    with pytest.raises(InputError) as caught:
        scene.open()
    assert (caught.value.code, caught.value.data["version"]) == ("vault_too_new", version)
    assert scene.everything() == before


@pytest.mark.parametrize("nonsense", [b"[1]\n", b"[" * 5000 + b"\n", b"\xff\xfe\n", b"null\n", b""])
def test_nonsense_in_the_head_is_a_finding_and_no_crash(nonsense: bytes, scene: Scene) -> None:
    scene.change(HEAD, lambda _data: nonsense)
    with contextlib.closing(scene.open()) as vault:
        assert len(vault.items(withdrawn=None)) == ITEMS
        assert found(vault.verify()) == {Code.HEAD_INVALID}
