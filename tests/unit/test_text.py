"""Every code has words a person understands, in each language; every name is shown harmlessly."""

from __future__ import annotations

import ast
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_keeper import text
from evidence_keeper.chats import NOTE_CODES as CHAT_CODES
from evidence_keeper.cutting import NOTE_CODES as CUTTING_CODES
from evidence_keeper.errors import EvidenceError, InternalError, SourceError, every_error
from evidence_keeper.handover.facts import NOTE_CODES as HANDOVER_CODES
from evidence_keeper.intake.audio import ALARMS
from evidence_keeper.intake.audio import NOTE_CODES as RECORDING_CODES
from evidence_keeper.intake.files import NOTE_CODES
from evidence_keeper.intake.phone import EVENTS
from evidence_keeper.intake.screen import NOTE_CODES as SHOT_CODES
from evidence_keeper.model import CASE_FIELDS, CASE_TYPES, Finding, FindingCode, Refused, TimeSource
from evidence_keeper.receiving.incoming import NOTE_CODES as PHONE_CODES
from evidence_keeper.screens import NOTE_CODES as MARKUP_CODES
from evidence_keeper.stitching import NOTE_CODES as STITCH_CODES
from evidence_keeper.text import reasons, words
from evidence_keeper.text.notes import BROKEN, NOTES

TOP = Path(__file__).parents[2]
SETS = (
    words.COUNTED_WORDS,
    words.TYPES,
    words.FIELDS,
    words.WHERE,
    words.HOLDS,
    words.ENTRIES,
    words.SEGMENTS,
    words.STEPS,
    NOTES,
    BROKEN,
    reasons.SUBJECTS,
)
CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 18, 30, tzinfo=CHINA)


@pytest.fixture(params=["zh_CN", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    text.set_language(request.param)
    yield request.param
    text.set_language("zh_CN")


def _in_language(shown: str, language: str) -> bool:
    has_hanzi = any("\u4e00" <= char <= "\u9fff" for char in shown)
    return has_hanzi if language == "zh_CN" else not has_hanzi


def _is_plain(explained: text.Explanation, language: str) -> bool:
    parts = (explained.title, explained.happened, explained.advice or explained.happened)
    return all(_in_language(part, language) and "{" not in part for part in parts)


@pytest.mark.parametrize(("kind", "code"), every_error())
def test_every_error_has_words(kind: type[EvidenceError], code: str, language: str) -> None:
    assert code in reasons.ERRORS
    explained = text.explain(kind(code))
    assert _is_plain(explained, language)
    assert explained.advice
    assert explained.code == code


def test_no_words_are_left_over_from_an_error_that_is_gone() -> None:
    assert {code.partition(".")[0] for code in reasons.ERRORS} == {
        code for _k, code in every_error()
    }
    assert {code.partition(".")[0] for code in reasons.FINDINGS} == {*FindingCode}


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_has_words(code: FindingCode, language: str) -> None:
    assert code.value in reasons.FINDINGS
    assert _is_plain(text.explain(Finding(code)), language)
    assert "IMG_1.jpg" in text.explain(Finding(code, "IMG_1.jpg")).happened


def test_every_member_of_a_closed_set_has_words(language: str) -> None:
    kinds = {type(member) for member in words.WORDS}
    assert set(words.WORDS) == {member for kind in kinds for member in kind}
    assert all(_in_language(text.word(member), language) for member in words.WORDS)
    for table in SETS:
        assert all(_in_language(text._(said), language) for said in table.values())


def test_every_case_type_and_field_has_words() -> None:
    assert tuple(words.TYPES) == CASE_TYPES
    assert tuple(words.FIELDS) == CASE_FIELDS


def test_every_note_about_an_item_has_words() -> None:
    assert set(NOTES) == {
        *NOTE_CODES,
        *RECORDING_CODES,
        *CUTTING_CODES,
        *SHOT_CODES,
        *HANDOVER_CODES,
        *MARKUP_CODES,
        *PHONE_CODES,
        *STITCH_CODES,
        *CHAT_CODES,
        "adopted",
        "adopted_incomplete",
    }


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_everything_that_can_be_broken_has_words(code: str, language: str) -> None:
    note = text.explain({"code": "broken", "what": code})
    assert _is_plain(note, language)
    assert code not in note.happened


@pytest.mark.parametrize(
    "code",
    [
        *("place_fat", "place_network", "place_synced", "settings_broken"),
        *(*ALARMS, "alarm_forgotten"),
        *EVENTS,
    ],
)
def test_every_warning_has_words(code: str, language: str) -> None:
    assert code in reasons.WARNINGS
    assert _is_plain(text.explain(code), language)


def test_what_was_mended_says_what_is_left_to_do() -> None:
    again = Finding(FindingCode.MENDED, "通话.mp3", {"result": "copy_again", "name": "通话.mp3"})
    rest = Finding(FindingCode.MENDED, "commit", {"result": "finished"})
    assert "通话.mp3" in text.explain(again).happened
    assert text.explain(again).advice != text.explain(rest).advice


def test_a_finding_names_the_file_as_the_person_knows_it() -> None:
    place = "originals/ab/" + "ab" * 32
    named = text.explain(Finding(FindingCode.ORIGINAL_MISSING, place, {"name": "账单.pdf"}))
    assert "账单.pdf" in named.happened
    assert place not in named.happened


def _reported_steps() -> Iterator[tuple[str, str]]:
    """The steps in job.report("step", …) and Part(job, "step", …)."""
    for path in (TOP / "evidence_keeper").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = {"report": 0, "Part": 1}.get(name, len(node.args))
                step = node.args[place] if place < len(node.args) else None
                if isinstance(step, ast.Constant):
                    yield path.name, str(step.value)


def test_every_step_that_a_job_reports_has_words() -> None:
    assert {(name, step) for name, step in _reported_steps() if step not in words.STEPS} == set()


@pytest.mark.parametrize("domain", ["core", "gui"])
def test_the_catalogue_is_complete_and_in_step_with_the_source(domain: str) -> None:
    check = [sys.executable, str(TOP / "packaging" / "locale" / "update.py"), "--check", domain]
    done = subprocess.run(check, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_no_word_that_an_older_person_does_not_know() -> None:
    catalogue = TOP / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "core.po"
    said = catalogue.read_text(encoding="utf-8")
    assert [word for word in ("哈希", "元数据", "异常", "失败", "操作成功") if word in said] == []


def test_an_explanation_fits_on_one_line_whatever_the_name_holds() -> None:
    error = SourceError("source_unreadable", path="/tmp/通话\n\u202egpj.exe")
    explained = text.explain(error)
    assert "通话⏎□gpj.exe" in explained.happened
    assert explained.line.endswith("[source_unreadable]")
    assert "\n" not in explained.line


def test_braces_in_a_name_are_only_a_name() -> None:
    assert "{0}{x}" in text.explain(SourceError("source_empty", path="{0}{x}")).happened


def test_a_refused_file_and_an_unknown_code_are_explained_too(language: str) -> None:
    refused = text.explain(Refused("a/b.mp3", "source_empty"))
    assert "b.mp3" in refused.happened
    assert _is_plain(text.explain("from_the_future"), language)
    assert _is_plain(text.explain({"code": "from_the_future"}), language)
    known = text.explain({"code": "filename_time", "value": "2026-11-22"})
    assert "2026-11-22" in known.happened


def test_the_report_of_a_crash_is_named() -> None:
    explained = text.explain(InternalError("unexpected", report=Path("r") / "crash.txt"))
    assert "crash.txt" in explained.advice


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_a_shown_name_is_one_short_harmless_line(name: str) -> None:
    shown = text.safe_name(name)
    assert shown
    assert len(shown) <= 60 + 8
    joiners = ("\u200c", "\u200d")
    assert not any(
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or (unicodedata.category(char) == "Cf" and char < "\U000e0000" and char not in joiners)
        for char in shown
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("聊天 记录.txt", "聊天 记录.txt"),
        ("👨\u200d👩\u200d👧.png", "👨\u200d👩\u200d👧.png"),
        ("a\u200bb\ufeffc\x00\td", "a□b□c□□d"),
        ("\udcff\udcfe.wav", "□□.wav"),
        ("长" * 90 + ".mp3", "长" * 36 + "…" + "长" * 19 + ".mp3"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert text.safe_name(name) == shown


def test_a_name_of_nothing_visible_is_said_to_be_none() -> None:
    assert text.safe_name("  ") in ("（没有名字）", "(no name)")


@pytest.mark.parametrize(
    ("when", "chinese", "english"),
    [
        (NOW.replace(hour=9, minute=0), "今天 09:00", "today 09:00"),
        (NOW - timedelta(days=1), "昨天 18:30", "yesterday 18:30"),
        (NOW.replace(month=1, day=5), "1 月 5 日 18:30", "1-5 18:30"),
        (NOW.replace(year=2025), "2025 年 11 月 22 日 18:30", "2025-11-22 18:30"),
        (None, "时间不清楚", "time not known"),
    ],
)
def test_times(when: datetime | None, chinese: str, english: str, language: str) -> None:
    said = text.say_time(when, TimeSource.EXPLICIT, now=NOW)
    assert said == (chinese if language == "zh_CN" else english)


def test_a_time_is_told_in_the_zone_where_it_happened() -> None:
    late = datetime(2026, 11, 22, 0, 30, tzinfo=CHINA)
    assert "00:30" in text.say_time(late, now=late.astimezone(UTC))
    assert any(said in text.say_time(late, now=late.astimezone(UTC)) for said in ("今天", "today"))


def test_a_weak_time_says_so() -> None:
    weak = text.say_time(NOW, TimeSource.FILE_MTIME, now=NOW)
    assert weak.endswith(("（文件自带的日期）", "(the file's own date)"))


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "0 秒", "0 s"),
        (59.9, "59 秒", "59 s"),
        (728, "12 分 08 秒", "12 min 08 s"),
        (3600, "1 小时 00 分 00 秒", "1 h 00 min 00 s"),
        (None, "长短不清楚", "length not known"),
    ],
)
def test_lengths(seconds: float | None, chinese: str, english: str, language: str) -> None:
    assert text.say_duration(seconds) == (chinese if language == "zh_CN" else english)


@pytest.mark.parametrize(
    ("size", "shown"),
    [(2048, "2 KB"), (3_400_000, "3.2 MB"), (1023 * 1024, "1 MB"), (5 * 1024**4, "5 TB")],
)
def test_sizes(size: int, shown: str) -> None:
    assert text.say_size(size) == shown


def test_small_sizes_agree_with_their_number(language: str) -> None:
    english = ["1 byte", "980 bytes"]
    chinese = ["1 字节", "980 字节"]
    said = [text.say_size(1), text.say_size(980)]
    assert said == (chinese if language == "zh_CN" else english)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="tlh"):
        text.set_language("tlh")


def test_the_window_may_use_the_words_of_the_core(language: str) -> None:
    assert text.gui_text("kept") == ("存好" if language == "zh_CN" else "kept")
    assert text.gui_text("") == ""
