"""A vault with a story in it, and the hands of somebody who changes it behind our back.

The tests of this folder speak in these words, so that each of them is about one thing.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evidence_keeper.jobs import Job
from evidence_keeper.model import (
    EvidenceItem,
    FindingCode,
    Kind,
    MarkKind,
    Provenance,
    Report,
    TimeSource,
    Weight,
)
from evidence_keeper.vault import Arrival, Vault, journal
from evidence_keeper.vault.keys import Keyring, SigningKey
from evidence_keeper.vault.originals import place_of
from evidence_keeper.vault.verify import verify_vault

ALL = {"originals", "chain", "signature", "bodies", "head", "anchor", "index"}
FILES = {
    "通话录音-10001.m4a": b"\x00\x00\x00 ftypM4A " + bytes(range(256)) * 5,
    "聊天记录.txt": "客服机器人：您好，请问有什么可以帮您？\n我：转人工\n".encode() * 7,
    "账单.pdf": b"%PDF-1.7\n" + b"0123456789abcdef" * 64,
    "截图-1.png": b"\x89PNG\r\n\x1a\n" + b"\x01" * 700,
    "截图-2.png": b"\x89PNG\r\n\x1a\n" + b"\x02" * 700,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A vault's folder, the home of the computer that wrote it, and an earlier state of the folder."""

    path: Path
    home: Path
    earlier: Path

    # Looking ----------------------------------------------------------------------------------------------------

    def open(self, home: Path | None = None) -> Vault:
        return Vault.open(self.path, home=home or self.home)

    def check(self, home: Path | None = None) -> Report:
        """What a check finds of the folder as it lies there, before anybody opens it."""
        return verify_vault(self.path, Keyring(home or self.home), Job())

    def lines(self) -> list[bytes]:
        return journal.split_lines((self.path / "journal.jsonl").read_bytes())[0]

    def bodies(self) -> list[bytes]:
        return journal.split_lines((self.path / "bodies.jsonl").read_bytes())[0]

    def originals(self) -> list[Path]:
        """The originals in the order of their names."""
        return sorted(path for path in self.path.glob("originals/*/*") if path.is_file())

    def seq_of(self, kind: str) -> int:
        """The first entry of a kind."""
        return next(
            seq for seq, raw in enumerate(self.lines()) if journal.parse_line(raw).kind == kind
        )

    def everything(self) -> dict[str, bytes]:
        """All that is evidence in the folder, to see whether anything was touched."""
        names = ["journal.jsonl", "bodies.jsonl", "head.json"]
        kept = [self.path / name for name in names] + list(self.path.rglob("originals/**/*"))
        return {str(path): path.read_bytes() for path in kept if path.is_file()}

    # Touching ---------------------------------------------------------------------------------------------------

    def change(self, name: str, new: Callable[[bytes], bytes]) -> None:
        """Put other bytes into a file, as an editor would."""
        path = self.path / name
        old = path.read_bytes()
        path.unlink()
        path.write_bytes(new(old))

    def set_lines(self, lines: Sequence[bytes], name: str = "journal.jsonl") -> None:
        self.change(name, lambda _old: b"".join(line + b"\n" for line in lines))


def arrive(
    vault: Vault, case_id: str, files: dict[str, bytes], *, always_new: bool = False
) -> list[EvidenceItem]:
    """Keep some bytes as items."""
    with vault.session("add", case_id=case_id) as session:
        arrivals = [
            Arrival(
                staged=session.stage(io.BytesIO(data), {"name": name}, Job()),
                case_id=case_id,
                kind=Kind.OTHER,
                name=name,
                captured_at=datetime(2026, 11, 22, 2, 3, 5, tzinfo=UTC),
                time_source=TimeSource.FILENAME,
                purpose="证明收了不该收的钱",
                provenance=Provenance(path=f"/somewhere/{name}"),
                always_new=always_new,
            )
            for name, data in files.items()
        ]
        return [kept.item for kept in vault.keep(session, arrivals)]


def build(folder: Path) -> Scene:
    """Two cases, six items on five originals, a derivative, and what a person does to them."""
    scene = Scene(folder / "vault", folder / "home", folder / "earlier")
    vault = Vault.create(scene.path, home=scene.home)
    plan = vault.new_case("套餐被改", "telecom_plan", {"company": "星河通信（虚构）"}).case_id
    gym = vault.new_case("健身房关门", "prepaid", {}).case_id
    items = arrive(vault, plan, dict(list(FILES.items())[:3]))
    vault.note(items[0].item_id, "第一次打客服电话")
    vault.mark(items[0].item_id, 4.5, MarkKind.ASKED_FOR_HUMAN)
    vault.close()
    shutil.copytree(scene.path, scene.earlier)
    vault = scene.open()
    items += arrive(vault, gym, dict(list(FILES.items())[2:]))  # the bill belongs to both
    vault.derive(items[1].item_id, "转人工".encode(), tool="plain", version="1", options={"a": 1})
    vault.correct(items[3].item_id, {"title": "续费账单"})
    vault.withdraw(items[4].item_id)
    vault.withdraw(items[5].item_id)
    vault.restore(items[5].item_id)
    vault.assign(items[5].item_id, plan)
    vault.confirm(items[1].item_id)
    vault.strike(items[1].item_id, {"kind": "mobile", "text": "10001"})
    vault.set_case(plan, {"company": "", "amount": "58.00"}, title="套餐被改成 58 元")
    vault.record("bundled", {"case_id": plan, "channel": "12300"})
    vault.close()
    return scene


def copy_of(scene: Scene, folder: Path) -> Scene:
    """The same vault, home and past in another place, free to be spoilt."""
    for name in ("vault", "home", "earlier"):
        shutil.copytree(scene.path.parent / name, folder / name)
    return Scene(folder / "vault", folder / "home", folder / "earlier")


def resign(scene: Scene, key: SigningKey, start: int = 0) -> None:
    """Write the chain anew with another key from entry `start` on; from the middle with a key_added before it."""
    lines, bodies = scene.lines(), scene.bodies()
    old = [journal.parse_line(raw) for raw in lines]
    new, new_bodies = lines[:start], bodies[:start]
    prev = journal.sha256_hex(new[-1]) if new else journal.FIRST_PREV

    def add(line: journal.Line, body: bytes, kind: str, announce: bool) -> None:
        nonlocal prev
        vault = line.vault if kind == "vault_created" else None
        raw = journal.encode_line(
            len(new), prev, line.at, kind, body, key, vault=vault, announce_key=announce
        )
        new.append(raw)
        new_bodies.append(body)
        prev = journal.sha256_hex(raw)

    if start:
        add(old[start], journal.encode_body({}), "key_added", announce=True)
    for line, body in zip(old[start:], bodies[start:], strict=True):
        add(line, body, line.kind, announce=line.seq == 0)
    scene.set_lines(new)
    scene.set_lines(new_bodies, "bodies.jsonl")
    head = journal.encode_head(old[0].vault or "", len(new) - 1, prev, old[-1].at, key)
    scene.change("head.json", lambda _old: head + b"\n")


def found(report: Report, weight: Weight = Weight.CHANGED) -> set[FindingCode]:
    """The codes of a report's findings of one weight."""
    return {finding.code for finding in report.findings if finding.means is weight}


def flip(data: bytes, place: int, bit: int = 0) -> bytes:
    """The same bytes with one bit turned."""
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def index_file(scene: Scene) -> Path:
    return scene.path / "cache" / "index.sqlite"


def rewrite_json(path: Path, **changes: object) -> None:
    """Change fields of a one-line JSON file and leave its order."""
    fields = {**json.loads(path.read_bytes()), **changes}
    path.write_text(json.dumps(fields, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")


__all__ = [
    "ALL",
    "FILES",
    "Scene",
    "arrive",
    "build",
    "copy_of",
    "flip",
    "found",
    "index_file",
    "place_of",
    "resign",
    "rewrite_json",
]
