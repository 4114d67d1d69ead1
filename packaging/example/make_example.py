"""Make the files of the example case anew: everything in resources/example but case.json and README.md.

The example has to be like what a person really brings, and may not be any real person's. So every
file is made here, from texts and pages of our own. The pictures, bill, photo and recordings come out
the same as long as the tools' versions do.

    apt-get install chromium espeak-ng fonts-lxgw-wenkai   (the last one writes the signature)
    .venv/bin/python packaging/example/make_example.py
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from bill import make_bill
from photo import photograph
from PIL import Image
from sounds import hotline_call, marketing_call, write

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "resources" / "example"

PHONE = (360, 780, 3)
SHEET = (740, 1046, 2)
"""A page's width and height in points, and how many pixels a point has."""

SCREENSHOTS = {
    "plan": "Screenshot_20260226_192118.png",
    "robot": "Screenshot_20260226_193305.png",
    "sms": "Screenshot_20260301_091842.png",
}
TEXTS = {
    "chat": "微信聊天记录-星河通信智能客服小星.txt",
    "calls": "打客服电话的记录.txt",
}
PHOTO = "IMG_20260306_103241.jpg"
BILL = "星河通信账单_2026年1月至2月.pdf"
HOTLINE = "通话录音@星河通信客服(10579)_20260302100305.mp3"
MARKETING = "154 0000 0461_20260108153012.amr"

BROWSER_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # Else a slow disk gives a picture without letters: the fonts are still being read.
    "--virtual-time-budget=10000",
)


def main() -> None:
    """Read the command line and make all files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    make_texts(out)
    make_pictures(out)
    make_bill(out / BILL)
    write(hotline_call(), out / HOTLINE, "libmp3lame", 32000)
    write(marketing_call(), out / MARKETING, "libopencore_amrnb", 12200)
    for path in sorted(out.iterdir()):
        print(f"{path.stat().st_size:>9,}  {path.name}")


def make_texts(out: Path) -> None:
    """The chat as WeChat mails it, and a note as an old computer's editor writes it."""
    chat, calls = (
        (HERE / "texts" / f"{name}.txt").read_text(encoding="utf-8") for name in ("chat", "calls")
    )
    (out / TEXTS["chat"]).write_bytes(chat.encode("utf-8"))
    (out / TEXTS["calls"]).write_bytes(calls.replace("\n", "\r\n").encode("gb18030"))


def make_pictures(out: Path) -> None:
    """The three screenshots and the photographed receipt."""
    for page, name in SCREENSHOTS.items():
        draw(page, out / name, *PHONE)
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder) / "receipt.png"
        draw("receipt", flat, *SHEET)
        with Image.open(flat) as sheet:
            photograph(sheet, out / PHOTO)


def draw(page: str, out: Path, width: int, height: int, scale: int) -> None:
    """Let a browser without a window draw one of our pages, with a profile of its own."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *BROWSER_OPTIONS,
                f"--user-data-dir={profile}",
                f"--force-device-scale-factor={scale}",
                f"--window-size={width},{height}",
                f"--screenshot={out.resolve()}",
                (HERE / "pages" / f"{page}.html").as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
