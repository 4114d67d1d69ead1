"""Speaks with the phone page's server as a page would, or as somebody who wants in would: plain sockets, no browser."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from evidence_keeper.intake.phone.seal import seal, unseal

SLICE, BLOCK = 8 << 20, 2 << 20
PATIENCE = 30.0


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class PhoneClient:
    """One browser. `address` as the server gives it; with its key behind # everything is sealed."""

    address: str
    sealed: bool = False
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.path = parts.path
        self.key = base64.urlsafe_b64decode(parts.fragment + "=") if parts.fragment else b""

    def request(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        whole_path: str | None = None,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        sent = {
            **self.headers,
            **({"Cookie": self.cookie} if self.cookie else {}),
            **(headers or {}),
        }
        try:
            connection.request(method, whole_path or self.path + path, body, sent)
            answer = connection.getresponse()
            return Answer(
                answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
            )
        finally:
            connection.close()

    def open(self) -> Answer:
        """Loads the page and keeps its cookie."""
        answer = self.request("GET")
        given = answer.headers.get("set-cookie", "")
        if given:
            self.cookie = given.split(";")[0]
        return answer

    def ask(self, what: str, **facts: Any) -> dict[str, Any]:
        """A question that has to be answered."""
        data = json.dumps({"what": what, **facts}).encode()
        kind = "application/json"
        if self.sealed:
            data, kind = seal(self.key, "ask", data), "application/octet-stream"
        answer = self.request("POST", "ask", data, {"Content-Type": kind})
        assert answer.status == 200, answer
        told = unseal(self.key, "answer", answer.body) if self.sealed else answer.body
        return dict(json.loads(told))

    def announce(self, *files: tuple[str, int], **facts: Any) -> list[dict[str, Any]]:
        """Says what is to come."""
        named = [{"name": name, "size": size} for name, size in files]
        return list(self.ask("announce", files=named, **facts)["files"])

    def slice(self, upload: str, offset: int, data: bytes, size: int, digest: str = "") -> Answer:
        """One slice."""
        headers = {"Upload-Offset": str(offset)}
        if digest:
            headers["Upload-Checksum"] = f"sha256 {digest}"
        if self.sealed:
            blocks = range(0, len(data), BLOCK)
            data = b"".join(
                self._sealed_block(upload, offset + at, data[at : at + BLOCK], size, digest)
                for at in blocks
            )
        return self.request("PATCH", f"up/{upload}", data, headers)

    def _sealed_block(self, upload: str, offset: int, data: bytes, size: int, digest: str) -> bytes:
        last = digest if offset + len(data) == size else ""
        return seal(self.key, f"slice {upload} {offset} {size} {last}", data)

    def send(self, name: str, data: bytes, **facts: Any) -> dict[str, Any]:
        """A whole file, until it is kept or refused; how it stands then."""
        told = self.announce((name, len(data)), **facts)[0]
        place = told["offset"]
        while told["state"] in ("waiting", "receiving") and place < len(data):
            part = data[place : place + SLICE]
            last = place + len(part) == len(data)
            digest = hashlib.sha256(data).hexdigest() if last else ""
            answer = self.slice(told["id"], place, part, len(data), digest)
            assert answer.status == 204, answer
            place += len(part)
        return self.wait(told["id"])

    def wait(self, upload: str) -> dict[str, Any]:
        """Until a file is kept or refused."""
        until = time.monotonic() + PATIENCE
        while True:
            found = next(one for one in self.ask("state")["files"] if one["id"] == upload)
            if found["state"] in ("kept", "refused"):
                return dict(found)
            assert time.monotonic() < until, found
            time.sleep(0.02)

    def raw(self, data: bytes) -> socket.socket:
        """A connection on which these bytes were sent."""
        made = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        made.sendall(data)
        return made
