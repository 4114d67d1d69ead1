"""Does a piece of work in a child process, lets the child die at a chosen step or moment, and looks at what is left.

A child tells on a pipe what it was told is kept; whatever it told before it died has to be there afterwards. The
deterministic walks fork from one clean process (`python -m tests.e2e.crash_harness walk NAME DIR EVERY`), so that
several hundred deaths take seconds; the random kills are of real, separate processes (`... adding`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_keeper import keeper as verbs
from evidence_keeper.errors import (
    EvidenceError,
    InputError,
    IntegrityError,
    SpaceError,
    StorageError,
)
from evidence_keeper.keeper import Keeper
from evidence_keeper.model import Finding, FindingCode, Report
from evidence_keeper.text import explain
from evidence_keeper.vault import COPY_MARK
from tests.e2e.disk_steps import Steps

RESULTS = frozenset(
    {"finished", "rolled_back", "rebuilt", "adopted", "adopted_incomplete", "copy_again"}
)
QUIET = frozenset({FindingCode.MENDED, FindingCode.NOT_CHECKED})
Tell = Callable[..., None]
DISK = Steps()
"""The steps of the child that this process is; a piece of work may let its disk work again."""


@dataclass(frozen=True)
class Place:
    """One try: its vault, the user's data folder, the files to add and room for a second copy."""

    root: Path

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def other(self) -> Path:
        return self.root / "other"

    @contextlib.contextmanager
    def keeper(self, vault: Path | None = None) -> Iterator[Keeper]:
        """The vault (or another of this home), open."""
        opened = Keeper.open(vault or self.vault, home=self.home)
        try:
            yield opened
        finally:
            opened.close()


def sha256(path: Path) -> str:
    """The digest of a file, by hashlib alone."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def all_files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def wrong(good: bool, what: str, *facts: object) -> None:
    """Fail with a sentence unless `good`."""
    if not good:
        raise AssertionError(" ".join([what, *map(str, facts)]))


# What has to hold after a death ---------------------------------------------------------------------------------


def examine(place: Place, told: list[dict[str, Any]], *, again: bool = True) -> str:
    """Open what a dead process left, check every promise, add everything once more. Says what was mended."""
    with place.keeper() as keeper:
        said = _explained(keeper.mended)
        _everything_told_is_there(keeper, told)
        _whole(keeper.verify(), QUIET)
        _nothing_left_over(place)
        if again and place.files.exists():
            _complete(keeper, place.files)
    return said


def _explained(mended: tuple[Finding, ...]) -> str:
    for found in mended:
        wrong(found.code in (FindingCode.MENDED,), "an unexpected finding", found)
        wrong(found.data["result"] in RESULTS, "mended, but how?", found)
        wrong(bool(explain(found).happened), "no words for", found)
    return ",".join(str(found.data["result"]) for found in mended)


def _everything_told_is_there(keeper: Keeper, told: list[dict[str, Any]]) -> None:
    for one in told:
        if "item" in one:
            wrong(sha256(keeper.original(one["item"])) == one["sha256"], "bytes differ", one)
        if "case" in one:
            keeper.case(one["case"])
        if "note" in one:
            texts = [note.text for note in keeper.item(one["of"]).notes]
            wrong(texts.count(one["note"]) == 1, "a note is lost or doubled", one, texts)


def _whole(report: Report, allowed: frozenset[FindingCode]) -> None:
    odd = [found for found in report.findings if found.code not in allowed]
    wrong(report.ok and not odd, "the vault doesn't verify", *odd)
    missing = {"originals", "chain", "signature", "bodies", "head", "index"} - set(report.holds)
    wrong(not missing, "doesn't hold", missing)


def _nothing_left_over(place: Place) -> None:
    left = [str(path.relative_to(place.root)) for path in (place.vault / "staging").rglob("*")]
    left += [str(path.relative_to(place.root)) for path in place.root.rglob("*.part")]
    wrong(not left, "litter of the dead process", left)


def _complete(keeper: Keeper, files: Path) -> None:
    """The same folder again completes it: everything there once, nothing twice."""
    for case in keeper.cases():
        added = keeper.add([files], case.case_id)
        wrong(not added.refused, "refused", added.refused)
        items = keeper.items(case.case_id)
        wanted = sorted({sha256(path) for path in all_files(files)})
        wrong(sorted(item.digest.value for item in items) == wanted, "doubled or lost items")
        names = {path.name for path in all_files(files)}
        wrong({item.name for item in items} <= names, "an item without its name")
    _whole(keeper.verify(), QUIET)


# Pieces of work -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """Something to die in: what has to be there before, what is done, and what has to hold afterwards."""

    prepare: Callable[[Place], None]
    run: Callable[[Place, Tell], None]
    check: Callable[[Place, list[dict[str, Any]]], str]
    beside: bool = False
    """Whether another process has the vault open all the time, and writes as soon as this one is dead."""


def _files(place: Place, *, big: int = 1_300_000) -> None:
    dice = random.Random(7)
    (place.files / "信").mkdir(parents=True)
    (place.files / "chat.txt").write_text("2026-11-22 10:00 客服: 请稍等\n", "utf-8")
    (place.files / "信" / "twin.txt").write_text("2026-11-22 10:00 客服: 请稍等\n", "utf-8")
    (place.files / "信" / "letter.txt").write_text("没有人接电话\n" * 40, "utf-8")
    (place.files / "sound.bin").write_bytes(dice.randbytes(big))


def _empty_case(place: Place) -> None:
    with place.keeper() as keeper:
        keeper.new_case("套餐")


def _with_case(place: Place) -> None:
    _files(place)
    _empty_case(place)


def _with_items(place: Place) -> None:
    _with_case(place)
    with place.keeper() as keeper:
        keeper.add([place.files / "信"], keeper.cases()[0].case_id)


def _tell_added(tell: Tell, added: verbs.Added) -> None:
    if added.refused:
        tell(refused=sorted({refused.code for refused in added.refused}))
    for item in (*added.items, *added.already_kept):
        tell(item=item.item_id, sha256=item.digest.value)


def _create(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        tell(case=keeper.new_case("新").case_id)


def _check_created(place: Place, told: list[dict[str, Any]]) -> str:
    said = examine(place, told)
    with place.keeper() as keeper:
        keeper.new_case("后")
        wrong(keeper.verify().ok, "a later case breaks it")
    return said


def _add(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        case = keeper.cases()[0].case_id
        _tell_added(tell, keeper.add([place.files], case))


def _go_on(place: Place, tell: Tell) -> None:
    """The same open vault goes on as soon as the disk works again: nobody has to start the program anew."""
    with place.keeper() as keeper:
        case = keeper.cases()[0].case_id
        with contextlib.suppress(SpaceError, StorageError):
            keeper.note(keeper.items()[0].item_id, "一")
            _tell_added(tell, keeper.add([place.files], case))
        DISK.armed = False
        _tell_added(tell, keeper.add([place.files], case))
        tell(note="二", of=keeper.note(keeper.items()[0].item_id, "二").item_id)
        # A disk that refused even to remove a name leaves one until the next start.
        _whole(keeper.verify(), QUIET | {FindingCode.LEFTOVER} if DISK.mode == "EIO" else QUIET)


def _entries(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        item = keeper.items()[0].item_id
        for number in range(2):
            keeper.note(item, f"第{number}次")
            tell(note=f"第{number}次", of=item)
        keeper.withdraw(item)
        keeper.restore(item)


def _derive(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        item = keeper.items()[0].item_id
        digest = keeper.vault.derive(item, b"a text read by a machine" * 9, tool="t", version="1")
        tell(derived=digest.value)


def _check_derived(place: Place, told: list[dict[str, Any]]) -> str:
    with place.keeper() as keeper:
        for one in told:
            path = keeper.vault.path / "originals" / one["derived"][:2] / one["derived"]
            wrong(sha256(path) == one["derived"], "a derivative is lost")
    return examine(place, told)


def _crashed(mode: str, at_step: Callable[[str], bool]) -> Callable[[Place], None]:
    """A vault on which an `add` died just before the first step that fits: to die again while it is mended."""

    def prepare(place: Place) -> None:
        _with_case(place)
        seen = rehearse(place, _add)
        at = next(number for number, step in enumerate(seen, 1) if at_step(step))
        attempt(place, _add, Steps(mode, at))

    return prepare


def _mend(place: Place, _tell: Tell) -> None:
    with place.keeper():
        pass


def _copy(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        done = keeper.copy_to(place.other)
        wrong(done.verified, "the copy doesn't verify")
        tell(copied=str(done.folder))


def _with_old_copy(place: Place) -> None:
    _with_items(place)
    with place.keeper() as keeper:
        keeper.copy_to(place.other)
        keeper.add([place.files], keeper.cases()[0].case_id)


def _check_copied(place: Place, told: list[dict[str, Any]]) -> str:
    report = None
    with contextlib.suppress(EvidenceError):
        report = verbs.check(place.other, home=place.home)
    if told:
        wrong(report is not None and report.ok, "told that the copy is whole", report)
    if report is not None and report.ok:
        # Taken for whole, so it has to be whole: as it was before, or as it is now.
        _restorable(place, place.other, place.root / "restored", told)
    with place.keeper() as keeper:
        done = keeper.copy_to(place.other)
        wrong(done.verified and done.folder == place.other, "again doesn't complete", done)
    left = sorted(path.name for path in place.other.rglob("*.part"))
    wrong(not left, "litter in the copy", left)
    return examine(place, [])


def _check_old_copy(place: Place, told: list[dict[str, Any]]) -> str:
    """A copy that is being brought up to date can be restored from at any moment."""
    there = _restorable(place, place.other, place.root / "restored", told)
    wrong(there >= 2, "what the copy had before is gone", there)
    return _check_copied(place, told)


def _restorable(place: Place, copy: Path, target: Path, told: list[dict[str, Any]]) -> int:
    home = place.root / "another-home"
    done = verbs.restore_from(copy, target, home=home)
    wrong(done.verified, "restored, but it doesn't verify", *done.report.findings)
    keeper = Keeper.open(target, home=home)
    count = len(keeper.items(withdrawn=None))
    for item in keeper.items(withdrawn=None):
        wrong(sha256(keeper.original(item.item_id)) == item.digest.value, "restored bytes differ")
    wrong(keeper.verify().ok, "the restored vault doesn't verify")
    keeper.close()
    shutil.rmtree(target)
    shutil.rmtree(home)
    return count


def _with_copy_only(place: Place) -> None:
    _with_items(place)
    with place.keeper() as keeper:
        keeper.copy_to(place.other)
    shutil.rmtree(place.vault)


def _restore(place: Place, tell: Tell) -> None:
    done = verbs.restore_from(place.other, place.vault, home=place.home)
    wrong(done.verified, "the restored vault doesn't verify")
    tell(restored=True)


def _check_restored(place: Place, told: list[dict[str, Any]]) -> str:
    if not told:
        # Refused is right where it died while entering that it was restored: that vault has more than the copy.
        with contextlib.suppress(InputError, IntegrityError):
            done = verbs.restore_from(place.other, place.vault, home=place.home)
            wrong(done.verified, "again doesn't complete")
    with place.keeper() as keeper:
        wrong(len(keeper.items()) == 2, "items are lost")
        keeper.note(keeper.items()[0].item_id, "回来了")
    return examine(place, [])


def _move(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        wrong(keeper.move_to(place.other).verified, "the moved vault doesn't verify")
    tell(moved=True)


def _check_moved(place: Place, told: list[dict[str, Any]]) -> str:
    if not told:
        live = (
            place.vault
            if (place.other / COPY_MARK).exists() or not place.other.exists()
            else place.other
        )
        if live == place.other and not (place.vault / COPY_MARK).exists():
            live = place.vault  # it died before the copy had its mark
        if live == place.vault:
            with place.keeper() as keeper:
                wrong(keeper.move_to(place.other).verified, "again doesn't complete")
    wrong((place.vault / COPY_MARK).exists(), "the old folder isn't marked")
    with place.keeper(place.other) as keeper:
        wrong(len(keeper.items()) == 2, "items are lost")
        keeper.note(keeper.items()[0].item_id, "搬好了")
        wrong(keeper.verify().ok, "the moved vault doesn't verify")
    wrong(verbs.check(place.vault, home=place.home).ok, "the old folder doesn't verify")
    return ""


def _bundle(place: Place, tell: Tell) -> None:
    with place.keeper() as keeper:
        made = keeper.bundle(keeper.cases()[0].case_id, "12300", place.other)
        tell(bundle=str(made.pdf), pdf_sha256=made.digest.value)


def _check_bundled(place: Place, told: list[dict[str, Any]]) -> str:
    for one in told:
        wrong(sha256(Path(one["bundle"])) == one["pdf_sha256"], "the paper differs")
    for manifest in _finished(place.other, "manifest-sha256.txt"):
        wrong(
            verbs.check(manifest.parent, home=place.home).ok,
            "a half bundle lies there as a whole one",
            manifest,
        )
    for pdf in _finished(place.other, "*.pdf"):
        wrong(pdf.read_bytes().rstrip().endswith(b"%%EOF"), "half a PDF lies there", pdf)
    with place.keeper() as keeper:
        made = keeper.bundle(keeper.cases()[0].case_id, "12300", place.other)
        wrong(made.pdf.read_bytes().rstrip().endswith(b"%%EOF"), "the second try failed")
        said = _explained(keeper.mended)
    examine(place, [])
    return said


def _finished(folder: Path, name: str) -> list[Path]:
    """Files of bundles that go by their own name; what is still being made lies in a folder called .part."""
    found = sorted(folder.rglob(name))
    return [path for path in found if not any(part.endswith(".part") for part in path.parts)]


def _step(start: str) -> Callable[[str], bool]:
    return lambda step: step.startswith(start)


WORKS: dict[str, Work] = {
    "create": Work(lambda _place: None, _create, _check_created),
    "add": Work(_with_case, _add, examine),
    "go-on": Work(_with_items, _go_on, examine),
    "entries": Work(_with_items, _entries, examine),
    "beside": Work(_with_items, _add, examine, beside=True),
    "derive": Work(_with_items, _derive, _check_derived),
    "mend-commit": Work(_crashed("torn", _step("write journal.jsonl")), _mend, examine),
    "mend-bodies": Work(_crashed("torn", _step("write bodies.jsonl")), _mend, examine),
    "mend-staged": Work(_crashed("kill", _step("open intent.json")), _mend, examine),
    "copy": Work(_with_items, _copy, _check_copied),
    "copy-again": Work(_with_old_copy, _copy, _check_old_copy),
    "restore": Work(_with_copy_only, _restore, _check_restored),
    "move": Work(_with_items, _move, _check_moved),
    "bundle": Work(_with_items, _bundle, _check_bundled),
}


# Children -------------------------------------------------------------------------------------------------------


def attempt(
    place: Place, run: Callable[[Place, Tell], None], steps: Steps
) -> tuple[int, list[dict[str, Any]]]:
    """Do the work in a fork under `steps`. The child's wait status (0: done, 9: killed) and what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(place, run, steps, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().splitlines()
    _pid, status = os.waitpid(child, 0)
    return status, [json.loads(line) for line in lines]


def _in_child(place: Place, run: Callable[[Place, Tell], None], steps: Steps, writing: int) -> None:
    global DISK
    DISK = steps
    code = 1
    real_write = os.write

    def tell(**facts: Any) -> None:
        real_write(writing, json.dumps(facts).encode() + b"\n")

    try:
        steps.install()
        steps.armed = True
        run(place, tell)
        code = 0
    except EvidenceError as error:
        tell(error=error.code)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must not run on into its parent's code
        traceback.print_exc()
    finally:
        steps.armed = False
        if steps.mode == "count":
            tell(steps=steps.seen)
        os._exit(code)


def rehearse(place: Place, run: Callable[[Place, Tell], None]) -> list[str]:
    """The steps of the work, by doing it once on a copy."""
    copy = Place(place.root.with_name(place.root.name + "-rehearsal"))
    shutil.copytree(place.root, copy.root)
    status, told = attempt(copy, run, Steps())
    wrong(status == 0, "the work fails even undisturbed", told)
    shutil.rmtree(copy.root)
    seen: list[str] = told[-1]["steps"]
    return seen


@dataclass(frozen=True)
class Death:
    """One point of a walk: where it died, how, and what the next start said."""

    at: int
    mode: str
    step: str
    said: str
    fault: str = ""


def walk(name: str, folder: Path, every: int = 1) -> list[Death]:
    """Die before every single step of the work, and in the middle of every write; check all promises each time.

    `every` takes only each so many-th of these points, where there isn't time for all.
    """
    work = WORKS[name]
    template = Place(folder / "template")
    template.root.mkdir(parents=True)
    work.prepare(template)
    seen = rehearse(template, work.run)
    deaths = []
    points = [(at, "kill") for at in range(1, len(seen) + 2)]
    points += [(at, "torn") for at, step in enumerate(seen, 1) if step.startswith("write ")]
    for at, mode in points[::every]:
        place = Place(folder / "try")
        shutil.copytree(template.root, place.root)
        beside = Keeper.open(place.vault, home=place.home) if work.beside else None
        status, told = attempt(place, work.run, Steps(mode, at))
        step = seen[at - 1] if at <= len(seen) else "the end"
        said = fault = ""
        try:
            wrong(status == 9 or at > len(seen), "was not killed", status, told)
            if beside is not None:
                told.append(_write_beside(beside))
            said = work.check(place, told)
        except (AssertionError, EvidenceError, OSError) as error:
            fault = f"{type(error).__name__}: {error}"
        deaths.append(Death(at, mode, step, said, fault))
        shutil.rmtree(place.root)
    return deaths


SAYS = {
    "ENOSPC": {"disk_full", "key_unwritable"},
    "EIO": {"disk_error", "key_unwritable"},
    "EROFS": {"vault_read_only", "key_unwritable"},
}
"""What a person is told where the disk refuses with this error."""

PARTLY = frozenset({"add", "go-on", "entries"})
"""Works of which a part may be done, and told, before the disk refuses the rest."""


def refusing(name: str, folder: Path, every: int, mode: str) -> list[Death]:
    """Let the disk refuse (as `mode` has it) from each step of the work on; when it works again, check all promises."""
    work = WORKS[name]
    template = Place(folder / "template")
    template.root.mkdir(parents=True)
    work.prepare(template)
    seen = rehearse(template, work.run)
    found = []
    for at in range(1, len(seen) + 1, every):
        place = Place(folder / "try")
        shutil.copytree(template.root, place.root)
        status, told = attempt(place, work.run, Steps(mode, at))
        said = fault = ""
        try:
            wrong(status == 0, "not a plain error", status, told)
            said = _refusals(told, SAYS[mode])
            kept = [one for one in told if not {"error", "refused"} & set(one)]
            work.check(place, [] if said and name not in PARTLY else kept)
        except (AssertionError, EvidenceError, OSError) as error:
            fault = f"{type(error).__name__}: {error}"
        found.append(Death(at, mode, seen[at - 1], said, fault))
        shutil.rmtree(place.root)
    return found


def _refusals(told: list[dict[str, Any]], allowed: set[str]) -> str:
    codes = {one["error"] for one in told if "error" in one}
    codes |= {code for one in told if "refused" in one for code in one["refused"]}
    wrong(codes <= allowed, "told something else", codes)
    return ",".join(sorted(codes))


def _write_beside(keeper: Keeper) -> dict[str, Any]:
    """A window that was open all the time goes on: it mends what the dead process left before it writes."""
    item = keeper.items()[0].item_id
    keeper.note(item, "窗口一直开着")
    report = keeper.verify()
    wrong(report.ok, "the open window's vault doesn't verify", *report.findings)
    keeper.close()
    return {"note": "窗口一直开着", "of": item}


def adding(place: Place, seed: int) -> None:
    """Add the files in random portions, over and over until all are in; tell after each what is kept."""
    dice = random.Random(seed)
    waiting = all_files(place.files)
    dice.shuffle(waiting)
    print("ready", flush=True)
    with place.keeper() as keeper:
        case = keeper.cases()[0].case_id
        while waiting:
            count = dice.choice([1, 1, 2, 5, len(waiting)])
            portion, waiting = waiting[:count], waiting[count:]
            added = keeper.add(portion, case)
            for item in (*added.items, *added.already_kept):
                print(json.dumps({"item": item.item_id, "sha256": item.digest.value}), flush=True)
    print("done", flush=True)


def main(arguments: list[str]) -> int:
    """`walk NAME DIR EVERY [ERRNO]`, or `adding ROOT SEED`."""
    if arguments[0] == "walk":
        # A killed process leaves the system's memory of the files as it is: syncing is a step, but costs only time.
        os.fsync = lambda fd: None
        name, folder, every, *mode = arguments[1:]
        deaths = (
            refusing(name, Path(folder), int(every), mode[0])
            if mode
            else walk(name, Path(folder), int(every))
        )
        print(json.dumps([[d.at, d.mode, d.step, d.said, d.fault] for d in deaths]))
    else:
        adding(Place(Path(arguments[1])), int(arguments[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
