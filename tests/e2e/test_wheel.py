"""Windows and macOS people install the wheel: it must bring fonts, words and the example with it.

The built wheel is installed where no checkout can be seen, and makes the example's complaint there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.timeout(400)


def run(*command: str | Path, at: Path) -> str:
    """Standard output of `command`, run in `at` with a home of its own and no way back to the checkout."""
    unseen = {"PYTHONPATH", "VIRTUAL_ENV"}
    environment = {key: value for key, value in os.environ.items() if key not in unseen}
    environment |= {"HOME": str(at), "XDG_CONFIG_HOME": str(at / "config")}
    environment |= {"XDG_DATA_HOME": str(at / "data"), "XDG_CACHE_HOME": str(at / "cache")}
    done = subprocess.run(
        [str(part) for part in command], cwd=at, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-4000:]
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir")
    run(*build, folder, CHECKOUT, at=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel, and the checkout's dependencies."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    programs = home / "bin"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python")
    install = ("install", "--no-index", "--no-deps", "--quiet")
    run(*pip, programs / "python", *install, wheel, at=home)
    # A folder named in a .pth is searched, but the .pth files in it (our editable checkout) are not.
    (site,) = home.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_everything_under_resources_travels(wheel: Path) -> None:
    files = (path for path in (CHECKOUT / "resources").rglob("*") if path.is_file())
    here = {f"evidence_keeper/{path.relative_to(CHECKOUT).as_posix()}" for path in files}
    with zipfile.ZipFile(wheel) as archive:
        assert here <= set(archive.namelist())
    assert any(name.endswith(".ttf") for name in here)


def test_the_installed_program_makes_the_example_bundle(installed: Path, tmp_path: Path) -> None:
    which = "import evidence_keeper; print(evidence_keeper.__file__)"
    package = Path(run(installed / "python", "-c", which, at=tmp_path).strip())
    assert package.is_relative_to(installed.parent)

    out = tmp_path / "out"
    printed = run(installed / "evidence-keeper", "--json", "demo", "--out", out, at=tmp_path)
    made = json.loads(printed)
    assert (tmp_path / made["pdf"]).read_bytes().startswith(b"%PDF-")
    assert made["pages"] >= len(made["exhibits"]) > 0
    assert (tmp_path / made["delivery"]).is_dir()
    assert (tmp_path / made["vault"]).is_dir()
