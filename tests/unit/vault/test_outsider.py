"""An outsider with a shell, openssl and docs/vault-format.md comes to the same result as we do.

The commands are taken out of the document itself, so that what it promises is what was run.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_keeper.model import MarkKind
from evidence_keeper.vault import _README_TEXT, Vault, journal, verify
from evidence_keeper.vault.index import APPLIED
from tests.unit.vault.scenes import Scene, arrive, flip

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "vault-format.md").read_text("utf-8")
CHECKS = dict(re.findall(r"```sh\n# check: (\w+)\n(.*?)```", DOCUMENT, re.DOTALL))
ORDER = ["start", "originals", "chain", "signatures", "bodies", "head", "named"]
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]


def follow(folder: Path, shell: str = "sh") -> tuple[int, str, str]:
    """Run the document's blocks in their order: exit status, the block it stopped in, what was said."""
    script = "".join(f"echo 'at: {name}'\n{CHECKS[name]}\n" for name in ORDER)
    command = [shell, "sh"] if shell == "busybox" else [shell]
    done = subprocess.run(
        [*command, "-c", script + 'rm -r "$TMP"\n'],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, re.findall("at: (.*)", done.stdout)[-1], done.stdout + done.stderr


def test_every_block_of_the_document_is_run() -> None:
    assert list(CHECKS) == ORDER
    assert DOCUMENT.count("```sh") == len(ORDER)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_sound_vault_passes_in_every_shell_there_is(shell: str, untouched: Scene) -> None:
    status, at, said = follow(untouched.path, shell)
    assert (status, at) == (0, "named"), said
    assert "NOT SOUND" not in said


def test_hard_texts_and_kinds_pass_too(tmp_path: Path) -> None:
    path = tmp_path / "库 with blanks"
    with contextlib.closing(Vault.create(path, home=tmp_path / "home")) as vault:
        case = vault.new_case(
            '\\n "quoted" \ud800 😀 \x00', "other", {"facts": "'$(exit 3)`%s%%\\"}
        )
        (item,) = arrive(vault, case.case_id, {'a "sha256":"00" b\n.txt': b""})
        vault.note(item.item_id, '","key":"","kind":"keep","sha256":"' + "a" * 64)
        vault.mark(item.item_id, 1, MarkKind.CUT_OFF)
        vault.record("-n \\c", {"sha256": "ab" * 32})
    status, _at, said = follow(path)
    assert status == 0, said


def test_a_key_that_nobody_vouches_for_is_named_to_the_outsider(
    scene: Scene, tmp_path: Path
) -> None:
    with contextlib.closing(scene.open(home=tmp_path / "other")) as vault:
        vault.new_case("x", "other", {})
    count = len(scene.lines())
    status, _at, said = follow(scene.path)
    assert status == 0, said
    assert f"entry {count - 2} brings a key" in said


def test_a_body_held_back_is_said_and_the_chain_stays_whole(scene: Scene) -> None:
    with contextlib.closing(scene.open()) as vault:
        lines = vault.body_lines(vault.cases()[1].case_id)
    held_back = lines.count(b"")
    assert held_back
    scene.set_lines(lines, "bodies.jsonl")
    _status, at, said = follow(scene.path)
    assert at == "named"  # originals of the other case are nobody's there
    assert said.count("is held back") == held_back


def _original(scene: Scene) -> str:
    return scene.originals()[0].relative_to(scene.path).as_posix()


def _plant(scene: Scene) -> None:
    path = scene.path / "originals" / "e3" / journal.sha256_hex(b"")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")


SPOILT: dict[str, tuple[str, Callable[[Scene], object]]] = {
    "an original changed": (
        "originals",
        lambda scene: scene.change(_original(scene), lambda data: flip(data, 9)),
    ),
    "an original under another name": (
        "originals",
        lambda scene: scene.originals()[0].rename(scene.originals()[0].with_name("ab" * 32)),
    ),
    "a link among the originals": (
        "originals",
        lambda scene: (scene.path / "originals" / "link").symlink_to(scene.originals()[0]),
    ),
    "an original missing": ("named", lambda scene: scene.originals()[0].unlink()),
    "an original added": ("named", _plant),
    "a line changed": (
        "chain",
        lambda scene: scene.change("journal.jsonl", lambda data: data.replace(b"note", b"nota")),
    ),
    "a line taken out": (
        "chain",
        lambda scene: scene.set_lines([*scene.lines()[:4], *scene.lines()[5:]]),
    ),
    "the last line torn": (
        "chain",
        lambda scene: scene.change("journal.jsonl", lambda data: data[:-1]),
    ),
    "a blank in the last line": (
        "signatures",
        lambda scene: scene.set_lines(
            [*scene.lines()[:-1], scene.lines()[-1].replace(b',"sig"', b', "sig"')]
        ),
    ),
    "a body changed": (
        "bodies",
        lambda scene: scene.change(
            "bodies.jsonl", lambda data: data.replace("第一次".encode(), "第二次".encode())
        ),
    ),
    "a body too many": (
        "bodies",
        lambda scene: scene.change("bodies.jsonl", lambda data: data + b"{}\n"),
    ),
    "the tail cut off": ("head", lambda scene: _cut_tail(scene)),
    "the head's time changed": (
        "head",
        lambda scene: scene.change("head.json", lambda data: data.replace(b'"at":"2', b'"at":"1')),
    ),
}


def _cut_tail(scene: Scene) -> None:
    scene.set_lines(scene.lines()[:-1])
    scene.set_lines(scene.bodies()[:-1], "bodies.jsonl")


@pytest.mark.parametrize("name", SPOILT)
def test_the_outsider_finds_what_we_find(name: str, scene: Scene) -> None:
    where, spoil = SPOILT[name]
    spoil(scene)
    status, at, said = follow(scene.path)
    assert status != 0
    assert at == where, said
    assert "NOT SOUND" in said
    assert not scene.check().ok


# The document knows what the program knows ---------------------------------------------------------------------------


def test_every_kind_of_entry_is_in_the_document(untouched: Scene) -> None:
    written = {journal.parse_line(raw).kind for raw in untouched.lines()}
    for kind in {*written, *APPLIED, "key_added", "recovered", "bundled", "stamped", "checked"}:
        assert f"`{kind}`" in DOCUMENT, kind


def test_every_field_that_is_written_is_in_the_document(untouched: Scene) -> None:
    with contextlib.closing(untouched.open()) as vault:
        entries = vault.history()
    known = {"salt", "company", "amount", "a", "kind", "text"}
    for entry in entries:
        body = dict(entry.body or {})
        for key in {*body, *body.get("provenance", {})} - known:
            assert f"`{key}`" in DOCUMENT, (entry.kind, key)


def test_every_name_in_a_vault_is_in_the_document(untouched: Scene) -> None:
    for name in verify._KNOWN_NAMES - {"tokens"}:
        assert f"`{name}" in DOCUMENT, name
    assert "docs/vault-format.md" in _README_TEXT
