"""An HTTP client of raw bytes: sends what no library would, reads strictly, waits in bounds."""

import functools
import random
import re
import socket
import struct
import time
from dataclasses import dataclass

PATIENCE = 60.0  # seconds that anything may take before a test gives up on it

LINGER = 5.0  # seconds for which a server takes what is sent behind the answer that ends a connection

BODILESS = (100, 204, 304)


@dataclass
class Answer:
    status: int
    fields: dict  # names in lower case
    body: bytes

    @property
    def closes(self):
        return self.fields.get("connection", "").lower() == "close"


def request(method, target, body=None, fields=(), version="HTTP/1.1", host="test"):
    """The bytes of a request; a body brings its Content-Length."""
    lines = [f"{method} {target} {version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    lines += fields
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


@functools.cache
def some_bytes(size, seed=1):
    """Of which no two stretches are alike."""
    return random.Random(seed).randbytes(size)


def within_linger(ask):
    """What `ask` returns; where it fails, again as often as that may be because the machine stood still."""
    for _ in range(5):
        begun = time.monotonic()
        try:
            return ask()
        except Exception:
            if time.monotonic() - begun < 0.6 * LINGER:
                raise
    return ask()


def parse_head(head):
    status_line, *lines = head.decode("latin-1").split("\r\n")
    match = re.fullmatch(r"HTTP/1\.1 (\d{3}) [ -~]+", status_line)
    assert match, f"no status line: {status_line!r}"
    fields = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        assert colon and name.lower() not in fields, f"odd field: {line!r}"
        fields[name.lower()] = value
    return int(match[1]), fields


class Client:
    """One connection."""

    def __init__(self, address, receive_buffer=None):
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(address)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, method, target, body=None, **rest):
        self.send(request(method, target, body, **rest))
        return self.answer(to=method)

    def answer(self, to="GET"):
        """The next answer, whole. `to`: the method it answers."""
        while b"\r\n\r\n" not in self.buffer:
            self._receive()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status, fields = parse_head(head)
        if status in BODILESS:
            assert "content-length" not in fields
            return Answer(status, fields, b"")
        length = 0 if to == "HEAD" else int(fields["content-length"])
        return Answer(status, fields, self.receive(length))

    def receive(self, size):
        pieces = [self.buffer]
        missing = size - len(self.buffer)
        while missing > 0:
            self.buffer = b""
            self._receive()
            pieces.append(self.buffer)
            missing -= len(self.buffer)
        whole = b"".join(pieces)
        self.buffer = whole[size:]
        return whole[:size]

    def receive_some(self):
        """Whatever comes next."""
        self._receive()
        got, self.buffer = self.buffer, b""
        return got

    def finish(self):
        """Says that nothing more will be sent."""
        self.socket.shutdown(socket.SHUT_WR)

    def rest(self):
        """All that comes until the server has closed."""
        pieces = [self.buffer]
        self.buffer = b""
        while piece := self.socket.recv(1 << 16):
            pieces.append(piece)
        return b"".join(pieces)

    def closed(self):
        """Waits for the server's end, and for nothing before it."""
        return self.rest() == b""

    def cut(self):
        """Waits until the server has ended the connection in whatever way."""
        try:
            return self.rest()
        except ConnectionResetError:
            return b""

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def has_something(self):
        self.socket.setblocking(False)
        try:
            self.buffer += self.socket.recv(1 << 16)
        except BlockingIOError:
            pass
        finally:
            self.socket.settimeout(PATIENCE)
        return bool(self.buffer)

    def _receive(self):
        piece = self.socket.recv(1 << 16)
        assert piece, f"closed in the middle of an answer, after {self.buffer[-200:]!r}"
        self.buffer += piece
