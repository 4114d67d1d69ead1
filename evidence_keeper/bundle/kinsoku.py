"""Where a line of Chinese may end: the rules of GB/T 15834 for punctuation, and words kept whole.

No ，。；：？！》” starts a line, no （《“ ends one, …… and —— stay together, Latin words, numbers and joined emoji
are not torn, and no last line is a single character. What doesn't fit goes to the next line; nothing hangs into the
margin.
"""

from __future__ import annotations

from collections.abc import Sequence

NOT_AT_START = frozenset("–，。、；：？！）》」』】〕］｝〉”’…—·～%％‰℃!),.:;?]}°′″々ー〗〞")
NOT_AT_END = frozenset("–（《「『【〔［｛〈“‘([{$￥¥£＄＃#@〖№")
_DOUBLED = frozenset("…—")
_SLACK = 0.01
_CLOSES_WORD = frozenset(";)!?&")


def break_lines(
    texts: Sequence[str],
    widths: Sequence[float],
    room: float,
    first_room: float | None = None,
    glued: Sequence[bool] = (),
) -> list[tuple[int, int]]:
    """Half-open ranges of `texts` (single characters), one for each line.

    `widths` and `room` are in one unit; `first_room` is the first line's room where it is indented; `glued` marks
    characters that belong to the one before. Every character is in exactly one range, in order; a blank at a break
    ends its line (and may lie in the margin, where it is not seen). A range is never empty unless `texts` is.
    """
    count = len(texts)
    lines: list[tuple[int, int]] = []
    start = 0
    while start < count:
        space = room if lines or first_room is None else first_room
        end = _fit(widths, start, space)
        if end < count:
            end = _best(texts, glued, start, end)
        lines.append((start, end))
        start = end
    if len(lines) > 1:
        _no_lone_character(texts, glued, lines)
    return lines or [(0, 0)]


def _fit(widths: Sequence[float], start: int, room: float) -> int:
    """How far the line reaches by width alone; at least one character."""
    used = 0.0
    end = start
    while end < len(widths):
        used += widths[end]
        if used > room + _SLACK:
            break
        end += 1
    return max(end, start + 1)


def _best(texts: Sequence[str], glued: Sequence[bool], start: int, end: int) -> int:
    """The best break at or before `end`, at most half a line back; `end` where there is none."""
    if texts[end] == " ":
        return end + 1
    half = start + max(1, (end - start) // 2)
    for rule, earliest in ((may_break, half), (may_tear, half), (_may_part, start + 1)):
        for back in range(end, earliest - 1, -1):
            if rule(texts, glued, back):
                return back
    return end


def _may_part(texts: Sequence[str], glued: Sequence[bool], at: int) -> bool:
    """The last resort (a run of signs longer than the line): only an emoji sequence stays whole."""
    del texts
    return not _is_glued(glued, at)


def may_break(texts: Sequence[str], glued: Sequence[bool], at: int) -> bool:
    """Whether a line may end between `at - 1` and `at`."""
    if not may_tear(texts, glued, at):
        return False
    before, after = texts[at - 1], texts[at]
    if before == "," and not after.isdigit():
        return True
    return not (_in_word(before) and after.isascii() and not after.isspace())


def may_tear(texts: Sequence[str], glued: Sequence[bool], at: int) -> bool:
    """The same, but a Latin word longer than half a line may be torn: punctuation still may not stand wrong."""
    before, after = texts[at - 1], texts[at]
    if _is_glued(glued, at) or after in NOT_AT_START or before in NOT_AT_END:
        return False
    return not (before == after and before in _DOUBLED)


def _in_word(character: str) -> bool:
    return character.isascii() and not character.isspace() and character not in _CLOSES_WORD


def _is_glued(glued: Sequence[bool], at: int) -> bool:
    return bool(glued) and at < len(glued) and glued[at]


def _no_lone_character(
    texts: Sequence[str], glued: Sequence[bool], lines: list[tuple[int, int]]
) -> None:
    """Let a last line of one character have company, where the line before can spare one."""
    (start, middle), (_, end) = lines[-2], lines[-1]
    if end - middle != 1 or middle - start < 4:
        return
    for earlier in range(middle - 1, max(middle - 4, start + 1), -1):
        if may_break(texts, glued, earlier):
            lines[-2:] = [(start, earlier), (earlier, end)]
            return
