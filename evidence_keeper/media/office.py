"""Office documents as a PDF, by LibreOffice where this computer has it.

A document may come from anybody. So LibreOffice gets a copy in a folder of its own, a profile that is as new as the
folder, no macros, no links followed, a proxy that isn't there instead of the net, and a limited time; and the only
process that is ended is the one that was started here, with its children.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from evidence_keeper import resources
from evidence_keeper.errors import SourceError
from evidence_keeper.media.probing import probe
from evidence_keeper.media.work import Work

TEXTS = frozenset({"doc", "docx", "odt", "rtf"})
TABLES = frozenset({"xls", "xlsx", "ods"})
SLIDES = frozenset({"ppt", "pptx", "odp"})

SECONDS = 120.0
"""How long a document may take: a start from nothing and a hundred pages take ten."""

_POLL = 0.1
_NOWHERE = "127.0.0.1"
_DISCARD = 9  # the port at which nobody listens
_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)


def program() -> Path | None:
    """LibreOffice on this computer, None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    return next((Path(place) for place in _PLACES if Path(place).is_file()), None)


def as_pdf(path: Path, folder: Path, job: Work) -> Path:
    """The document's pages as a PDF in `folder`, which is made and must not be there yet.

    Raises SourceError media_broken where nothing came of it in time, source_unreadable; Cancelled.
    """
    soffice = program()
    if soffice is None:
        raise SourceError("media_broken", path=str(path))
    folder.mkdir(mode=0o700)
    copy = folder / f"document.{probe(path).container}"
    shutil.copyfile(path, copy)
    _write_profile(folder / "profile")
    words = (
        "--headless --invisible --norestore --nologo --nodefault --nolockcheck --nofirststartwizard"
    )
    command = [
        str(soffice),
        f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}",
        *words.split(),
        *("--convert-to", "pdf", "--outdir", str(folder), str(copy)),
    ]
    _run(command, folder, job)
    made = copy.with_suffix(".pdf")
    if not made.is_file():
        raise SourceError("media_broken", path=str(path))
    return made


def _run(command: list[str], folder: Path, job: Work) -> None:
    until = time.monotonic() + SECONDS
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=_surroundings(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A group of its own: what is ended is this one and what it started, nobody else's LibreOffice.
        start_new_session=True,
    )
    try:
        while started.poll() is None and time.monotonic() < until:
            job.check()
            time.sleep(_POLL)
    finally:
        _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        if started.poll() is None:
            kill = ["taskkill", "/F", "/T", "/PID", str(started.pid)]
            subprocess.run(kill, capture_output=True, check=False)
    else:
        # Also where the script that was started is gone: what it left behind is in its group.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def _surroundings(folder: Path) -> dict[str, str]:
    """What the process sees of this computer: nothing of the person's settings, and no way into the net."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    nowhere = f"http://{_NOWHERE}:{_DISCARD}"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"), nowhere)
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(ours=resources.path("fonts")), "utf-8")
    return {**kept, **proxies, "HOME": str(folder), "FONTCONFIG_FILE": str(fonts)}


_KEPT = {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP"}
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{ours}</dir>
</fontconfig>
"""
"""A computer without Chinese letters would print squares: ours are there in any case."""


def _write_profile(profile: Path) -> None:
    rows = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _CHOICES
    )
    (profile / "user").mkdir(parents=True)
    target = profile / "user" / "registrymodifications.xcu"
    target.write_text(_REGISTRY.format(rows=rows), "utf-8")


_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{rows}</oor:items>
"""
_SCRIPTING = "Office.Common/Security/Scripting"
_CHOICES = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", _NOWHERE),
    ("Inet/Settings", "ooInetHTTPProxyPort", str(_DISCARD)),
    ("Inet/Settings", "ooInetHTTPSProxyName", _NOWHERE),
    ("Inet/Settings", "ooInetHTTPSProxyPort", str(_DISCARD)),
)
"""LibreOffice's own settings: macros never, links never followed (2), a proxy by hand (2) that isn't there."""
