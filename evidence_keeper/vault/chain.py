"""Steps 3 to 5 of a check: what journal, bodies and head say together. Pure: used for a vault and for a delivery."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidence_keeper.jobs import Job
from evidence_keeper.model import Finding, FindingCode, Weight
from evidence_keeper.vault import journal
from evidence_keeper.vault.commit import HEAD, JOURNAL
from evidence_keeper.vault.keys import Verifier

Code = FindingCode
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What journal, bodies and head say together. `lines` are those that could be read, by sequence number."""

    findings: tuple[Finding, ...]
    lines: Mapping[int, journal.Line]
    bodies: Mapping[int, Mapping[str, Any]]
    withheld: int
    keys: tuple[str, ...]
    vault_id: str

    @property
    def holds(self) -> tuple[str, ...]:
        """Which of chain, signature, bodies and head hold."""
        return unbroken(self.findings, BREAKS)


BREAKS: Mapping[str, frozenset[FindingCode]] = {
    "chain": frozenset(
        {Code.JOURNAL_BROKEN, Code.JOURNAL_TRUNCATED, Code.JOURNAL_MISSING, Code.JOURNAL_REWRITTEN}
    ),
    "signature": frozenset({Code.SIGNATURE_INVALID, Code.FOREIGN_KEY, Code.JOURNAL_MISSING}),
    "bodies": frozenset(
        {Code.BODY_MISMATCH, Code.BODY_MISSING, Code.BODY_EXTRA, Code.JOURNAL_MISSING}
    ),
    "head": frozenset(
        {Code.HEAD_INVALID, Code.HEAD_MISSING, Code.JOURNAL_TRUNCATED, Code.JOURNAL_MISSING}
    ),
}
"""What each guarantee is broken by."""

_READ_ALL_THE_SAME = frozenset({"order", "prev", "first", "torn"})


def unbroken(
    findings: Sequence[Finding], breaks: Mapping[str, frozenset[FindingCode]]
) -> tuple[str, ...]:
    """The guarantees that no finding takes away. A notice takes nothing away, but an older copy, however well
    known, holds less than this computer remembers."""
    codes = {
        found.code
        for found in findings
        if found.means is not Weight.NOTICE or found.code is Code.OLDER_COPY
    }
    lost: set[str] = set()
    if any(
        found.code is Code.JOURNAL_BROKEN and found.data.get("reason") not in _READ_ALL_THE_SAME
        for found in findings
    ):  # a line that can't be read has no signature and no body that could be checked
        lost = {"signature", "bodies", "originals"}
    return tuple(name for name, broken in breaks.items() if not codes & broken and name not in lost)


def check_chain(
    lines: Sequence[bytes],
    bodies: Sequence[bytes] | None,
    head: bytes | None,
    *,
    torn: bytes = b"",
    may_withhold: bool = True,
    job: Job | None = None,
) -> ChainCheck:
    """Check the journal's lines, the bodies' lines (an empty one is held back where that is allowed), the head.

    Lines come without their LF; `torn` is what stands behind the journal's last LF. `bodies` None: none at all.
    """
    walk = _Walk()
    for seq, raw in enumerate(lines):
        walk.step(seq, raw)
        if job is not None and seq % 256 == 0:
            job.check()
    if torn:
        walk.found(Code.JOURNAL_BROKEN, len(lines), reason="torn")
    contents, withheld = _check_bodies(walk, bodies, len(lines), may_withhold)
    _check_head(walk, head, len(lines))
    return ChainCheck(
        tuple(walk.findings), walk.lines, contents, withheld, tuple(walk.keys), walk.vault_id
    )


@dataclass
class _Walk:
    """Steps along the chain. `previous` is the digest of the bytes before, whatever they are."""

    findings: list[Finding] = field(default_factory=list)
    lines: dict[int, journal.Line] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    vault_id: str = ""
    previous: str = journal.FIRST_PREV
    verifier: Verifier | None = None

    def found(self, code: FindingCode, seq: int, **data: Any) -> None:
        self.findings.append(Finding(code, str(seq), data))

    def step(self, seq: int, raw: bytes) -> None:
        before, self.previous = self.previous, journal.sha256_hex(raw)
        try:
            line = journal.parse_line(raw)
        except journal.BadLine as bad:
            self.found(Code.JOURNAL_BROKEN, seq, reason=bad.reason)
            return
        self.lines[seq] = line
        if line.seq != seq:
            self.found(Code.JOURNAL_BROKEN, seq, reason="order", says=line.seq)
        elif line.prev != before:
            self.found(Code.JOURNAL_BROKEN, seq, reason="prev")
        self._learn_key(seq, line)
        if self.verifier is None or not line.signed_by(self.verifier):
            self.found(Code.SIGNATURE_INVALID, seq)

    def _learn_key(self, seq: int, line: journal.Line) -> None:
        if seq == 0:
            self.vault_id = line.vault or ""
            if line.kind != "vault_created" or not line.vault or line.key is None:
                self.found(Code.JOURNAL_BROKEN, 0, reason="first")
        if line.key is None:
            return
        if seq > 0:
            self.found(Code.KEY_NOT_VOUCHED, seq)
        self.keys.append(line.key)
        self.verifier = Verifier(line.key)


def _check_bodies(
    walk: _Walk, bodies: Sequence[bytes] | None, count: int, may_withhold: bool
) -> tuple[dict[int, Mapping[str, Any]], int]:
    contents: dict[int, Mapping[str, Any]] = {}
    withheld = 0
    given = bodies or ()
    for seq, line in walk.lines.items():
        raw = given[seq] if seq < len(given) else b""
        if not raw:
            withheld += 1
            if not may_withhold:
                walk.found(Code.BODY_MISSING, seq)
        elif journal.sha256_hex(raw) != line.body:
            walk.found(Code.BODY_MISMATCH, seq)
        else:
            try:
                contents[seq] = journal.parse_body(raw)
            except journal.BadLine as bad:
                walk.found(Code.BODY_MISMATCH, seq, reason=bad.reason)
    if len(given) > count:
        walk.found(Code.BODY_EXTRA, count, count=len(given) - count)
    return contents, withheld


def _check_head(walk: _Walk, raw: bytes | None, count: int) -> None:
    if raw is None:
        walk.findings.append(Finding(Code.HEAD_MISSING, HEAD))
        return
    try:
        head = journal.parse_head(raw)
    except journal.BadLine as bad:
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": bad.reason}))
        return
    if not raw.endswith(b"\n"):
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": "torn"}))
    if head.seq > count - 1:
        data = {"seq": count - 1, "expected": head.seq, "missing": head.seq - count + 1}
        walk.findings.append(Finding(Code.JOURNAL_TRUNCATED, JOURNAL, data))
    elif head.seq < count - 1:
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": "behind"}))
    elif head.hash != walk.previous:
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": "hash"}))
    if head.vault != walk.vault_id and count:
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": "vault"}))
    if walk.verifier is None or not head.signed_by(walk.verifier):
        walk.findings.append(Finding(Code.HEAD_INVALID, HEAD, {"reason": "signature"}))


def named_originals(chain: ChainCheck) -> dict[str, tuple[int, str]]:
    """Each original or derivative that an entry names: digest -> (size, a name to show)."""
    expected: dict[str, tuple[int, str]] = {}
    for body in chain.bodies.values():
        sha256, size = body.get("sha256"), body.get("size")
        if (
            isinstance(sha256, str)
            and _SHA256.fullmatch(sha256)  # it becomes a path
            and isinstance(size, int)
            and "item_id" in body
        ):
            expected.setdefault(sha256, (size, str(body.get("name", body.get("tool", "")))))
    return expected
