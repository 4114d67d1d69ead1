"""A real time-stamp authority on this computer: openssl signs, a tiny web server hands it out. It can misbehave too."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """\
[ tsa ]
default_tsa = one
[ one ]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/{signer}.pem
{certs}
signer_key = {folder}/{signer}.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ good ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
authorityKeyIdentifier = keyid
[ loose ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
authorityKeyIdentifier = keyid
[ req ]
distinguished_name = dn
[ dn ]
"""


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@dataclass
class Tsa:
    """The authority. `manner`: good, refuse, html, wrong_nonce, wrong_digest, error, busy, slow, drip, empty."""

    folder: Path
    url: str = ""
    manner: str = "good"
    asked: int = 0
    with_root: bool = True
    signer: str = "tsa"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self) -> None:
        """A root, and a signer for time stamps that holds now."""
        (self.folder / "serial").write_text("01\n")
        self._config()
        root, config = self.folder / "root", self.folder / "c.cnf"
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        _openssl(
            *("req", "-x509", *key, "-keyout", f"{root}.key", "-out", f"{root}.pem"),
            *("-days", "3650", "-subj", "/CN=Test Root", "-config", config, "-extensions", "root"),
        )
        self.make_signer("tsa", "-days", "3000")

    def make_signer(self, name: str, *valid: str, rsa: bool = False) -> None:
        """Another signing certificate of the same root; `valid` are openssl's words for how long it holds."""
        one, root, config = self.folder / name, self.folder / "root", self.folder / "c.cnf"
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        if rsa:
            key = ("-newkey", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-nodes")
        _openssl(
            *("req", "-new", *key, "-keyout", f"{one}.key", "-out", f"{one}.csr"),
            *("-subj", "/O=Test/CN=Test Time Authority", "-config", config),
        )
        _openssl(
            *("x509", "-req", "-in", f"{one}.csr", "-CA", f"{root}.pem", "-CAkey", f"{root}.key"),
            *("-CAcreateserial", "-out", f"{one}.pem", *valid),
            *("-extfile", config, "-extensions", "good"),
        )

    def _config(self) -> None:
        certs = f"certs = {self.folder}/root.pem" if self.with_root else ""
        told = _CONFIG.format(folder=self.folder, signer=self.signer, certs=certs)
        (self.folder / "c.cnf").write_text(told)

    def reply(self, query: bytes) -> bytes:
        """What openssl answers."""
        with self._lock, tempfile.TemporaryDirectory() as room:
            self._config()
            (Path(room) / "q").write_bytes(query)
            _openssl(
                *("ts", "-reply", "-config", self.folder / "c.cnf"),
                *("-queryfile", f"{room}/q", "-out", f"{room}/r"),
            )
            return (Path(room) / "r").read_bytes()

    def answer(self, query: bytes) -> tuple[int, bytes]:
        """Status and body for a query, in the authority's present manner."""
        from asn1crypto import tsp

        self.asked += 1
        if self.manner == "refuse":
            said = {"status": 2, "status_string": ["no more today"], "fail_info": {"bad_request"}}
            refusal = tsp.PKIStatusInfo(said).dump()
            return 200, b"\x30" + bytes([len(refusal)]) + refusal
        if self.manner == "html":
            return 200, b"<html><body>Please log in to the hotel's network</body></html>"
        if self.manner in ("error", "busy"):
            return (403 if self.manner == "error" else 503), b"no"
        if self.manner == "empty":
            return 200, b""
        if self.manner in ("wrong_nonce", "wrong_digest"):
            other = tsp.TimeStampReq.load(query).copy()
            if self.manner == "wrong_nonce":
                other["nonce"] = 5
            else:
                other["message_imprint"]["hashed_message"] = b"\1" * 32
            query = other.dump(force=True)
        return 200, self.reply(query)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Tsa]:
    """An authority that answers at `url` while this lasts."""
    tsa = Tsa(folder)
    tsa.make()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if tsa.manner == "slow":
                time.sleep(1.5)
            status, body = tsa.answer(query)
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if tsa.manner == "drip":
                    for at in range(len(body)):
                        self.wfile.write(body[at : at + 1])
                        time.sleep(0.05)
                else:
                    self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    tsa.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield tsa
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
