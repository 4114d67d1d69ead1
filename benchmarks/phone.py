"""How fast a phone's file comes in, beside `curl -T` to a plain server (http.server) that only writes it to a file.

First with curl on both sides, so that only the servers differ: ours takes slices, hashes, syncs, reads back from the
disk and signs an entry. Then with a real browser, which also encrypts and hashes in JavaScript.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.measuring import Result, Side, call, compare
from evidence_keeper import receiving
from evidence_keeper.intake.phone import Network
from evidence_keeper.keeper import Keeper
from evidence_keeper.receiving import Receiving
from tests.phone_browser import HOST, WECHAT_ANDROID, Browser
from tests.phone_client import SLICE, PhoneClient

SIZE = 512 << 20
TIMES = 5
IDLE_SECONDS = 5
BROWSER_TIMES = 3
HERE = Network("127.0.0.1", "", "here")
_READY = "(document.getElementById('choosing') || {hidden: true}).hidden === false"
_PLAIN_SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        with open(sys.argv[1], "wb") as file:
            while left:
                block = self.rfile.read(min(left, 1 << 16))
                file.write(block)
                left -= len(block)
        self.send_response(204)
        self.end_headers()
    def log_message(self, *said):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def measure(root: Path) -> list[Result]:
    """By curl to both, then a browser to ours."""
    root.mkdir(parents=True)
    source = root / "source.mp4"
    with source.open("wb") as file, open("/dev/urandom", "rb") as noise:
        for _ in range(SIZE >> 20):
            file.write(noise.read(1 << 20))
    slices = _cut(source, root / "slices")
    with _plain_server(root / "plain.mp4") as address:

        def theirs() -> None:
            call(["curl", "-sS", "-f", "-T", source, f"{address}/x"])

        found = [_by_curl(root, slices, theirs), _by_browser(root, source, theirs)]
    _window(root, source)
    return found


def _cut(source: Path, folder: Path) -> list[Path]:
    folder.mkdir()
    made: list[Path] = []
    with source.open("rb") as file:
        while block := file.read(SLICE):
            made.append(folder / f"{len(made):04d}")
            made[-1].write_bytes(block)
    return made


@contextmanager
def _plain_server(target: Path) -> Iterator[str]:
    line = [sys.executable, "-c", _PLAIN_SERVER, str(target)]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class _Open:
    """A vault of its own for each run, with its page open; preparing it isn't timed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._keeper: Keeper | None = None
        self.page: Receiving

    def anew(self) -> None:
        """Closes and throws away what was before, and opens the next."""
        self.close()
        self._keeper = Keeper.open(self._root / "vault", home=self._root / "home")
        case_id = self._keeper.new_case("x").case_id
        self.page = receiving.start(self._keeper.vault, case_id, network=HERE, also_called=(HOST,))

    def close(self) -> None:
        """Closes the page and throws its vault away."""
        if self._keeper is not None:
            self.page.stop()
            self._keeper.close()
            self._keeper = None
            shutil.rmtree(self._root / "vault")

    def until_kept(self) -> None:
        """Waits until the file is kept."""
        while not any(one.standing.state == "kept" for one in self.page.state().files):
            time.sleep(0.005)


def _by_curl(root: Path, slices: list[Path], theirs: object) -> Result:
    opened = _Open(root)
    config = root / "curl.txt"

    def prepare() -> None:
        opened.anew()
        client = PhoneClient(opened.page.state().plain_address)
        client.open()
        upload = client.announce(("source.mp4", SIZE))[0]["id"]
        where = urlsplit(client.address)
        url = f"http://{where.netloc}{where.path}up/{upload}"
        parts = []
        for place, path in enumerate(slices):
            parts.append(
                f'url = "{url}"\nupload-file = "{path}"\nrequest = "PATCH"\nfail\nsilent\n'
                f'header = "Cookie: {client.cookie}"\nheader = "Expect:"\n'
                f'header = "Upload-Offset: {place * SLICE}"\n'
            )
        config.write_text("next\n".join(parts))

    def ours() -> None:
        call(["curl", "-K", config])
        opened.until_kept()

    assert callable(theirs)
    result = compare(
        f"{SIZE >> 20} MiB by curl, until it is kept",
        Side("phone page", ours, prepare),
        Side("curl -T to http.server", theirs),
        times=TIMES,
        target=0.5,
    )
    opened.close()
    return result


def _by_browser(root: Path, source: Path, theirs: object) -> Result:
    opened = _Open(root)
    with Browser(WECHAT_ANDROID) as browser:

        def prepare() -> None:
            opened.anew()
            browser.open("about:blank")
            browser.open(opened.page.state().address.replace(HERE.address, HOST))
            browser.wait(lambda: browser.value(_READY))

        def ours() -> None:
            browser.take(source)
            opened.until_kept()

        assert callable(theirs)
        result = compare(
            f"{SIZE >> 20} MiB by Chromium, encrypted and hashed there, until it is kept",
            Side("phone page", ours, prepare),
            Side("curl -T to http.server", theirs),
            times=BROWSER_TIMES,
        )
    opened.close()
    return result


def _window(root: Path, source: Path) -> None:
    """How long the window stands still while it receives. The browser gets what is left of the processors: a phone has
    its own."""
    line = [sys.executable, "-m", "benchmarks.phone_window", str(root / "window" / "vault")]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", receiving.ADDRESS: HERE.address}
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=env)
    assert process.stdout is not None
    with Browser(WECHAT_ANDROID, least=True) as browser:
        browser.open(process.stdout.readline().strip())
        browser.wait(lambda: browser.value(_READY))
        time.sleep(IDLE_SECONDS)
        browser.take(source)
        felt, ours, felt_before, ours_before = process.stdout.read().split()
    process.wait()
    print(
        f"{SIZE >> 20} MiB into the window: it stood still for {felt} ms at most, {ours} ms of it not for want of a "
        f"processor; before anything came {felt_before} and {ours_before} ms"
    )
