"""What is no sound request is refused, the connection ends, and nothing hidden behind it is run."""

import contextlib
import re
import ssl

import pytest

from .http_client import request, some_bytes

VICTIM = "/victim"
HIDDEN = request("DELETE", VICTIM)


def put(*fields, version="HTTP/1.1"):
    return request("PUT", "/k", fields=fields, version=version)


def get(*lines):
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


LENGTHS = ["", "+5", "-5", "-0", "0x5", "5 5", "5, 5", "5,6", "5a", "5.0", "1e1", "five", "5;"]
LENGTHS += ["18446744073709551616", "99999999999999999999999999"]
ENCODINGS = ["gzip", "xchunked", "chunked, gzip", "gzip, chunked", "chunked, chunked"]
ENCODINGS += ["chunked;q=1", "identity", "\x0bchunked", '"chunked"', "chunked,", "chunke", ""]
VERSIONS = ["HTTP/2.0", "HTTP/9.9", "HTTP/1.", "HTTP/1.11", "HTTP/11", "http/1.1"]
VERSIONS += ["HTTX/1.1", "HTTP/ 1.1"]
HOST = "Host: test"

REFUSED = {
    **{f"length {text!a}": put(f"Content-Length: {text}") for text in LENGTHS},
    **{f"encoding {text!a}": put(f"Transfer-Encoding: {text}") for text in ENCODINGS},
    **{f"version {text}": request("GET", VICTIM, version=text) for text in VERSIONS},
    "no version": b"GET /victim\r\n\r\n",
    "both lengths": put("Content-Length: 5", "Transfer-Encoding: chunked"),
    "both lengths, the other way": put("Transfer-Encoding: chunked", "Content-Length: 5"),
    "two lengths that differ": put("Content-Length: 5", "Content-Length: 6"),
    "two lengths alike": put("Content-Length: 5", "Content-Length: 5"),
    "two encodings": put("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    "an encoding in HTTP/1.0": put("Transfer-Encoding: chunked", version="HTTP/1.0"),
    "a space before the colon": put("Content-Length : 5"),
    "a tab before the colon": put("Transfer-Encoding\t: chunked"),
    "a folded line": put("X: a", " Content-Length: 5"),
    "a folded first field": get("GET /victim HTTP/1.1", " Host: test"),
    "a field without a name": put(": 5"),
    "a field without a colon": put("Content-Length"),
    "a name with a space": put("Content Length: 5"),
    "a name with NUL": put("X\0: a"),
    "a value with NUL": put("X: a\0b"),
    "a value with a carriage return": put("X: a\rContent-Length: 5"),
    "a target with NUL": request("GET", "/a\0b"),
    "a target with a space": request("GET", "/a b"),
    "no target": get("GET HTTP/1.1", HOST),
    "no method": get(" /victim HTTP/1.1", HOST),
    "no host": get("GET /victim HTTP/1.1"),
    "two hosts": get("GET /victim HTTP/1.1", HOST, HOST),
    "a host with a space": get("GET /victim HTTP/1.1", "Host: a b"),
    "a host with a path": get("GET /victim HTTP/1.1", "Host: a/b"),
    "bare line feeds": b"GET /victim HTTP/1.1\nHost: test\n\n",
    "a bare line feed after a field": b"GET /victim HTTP/1.1\r\nHost: test\nX: a\r\n\r\n",
    "a bare line feed at the end": b"GET /victim HTTP/1.1\r\nHost: test\r\n\n",
    "an overlong head": put("X: " + "a" * 20_000),
    "an overlong target": request("GET", "/" + "a" * 20_000),
    "too many fields": put(*[f"X-{number}: a" for number in range(200)]),
}


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_and_nothing_behind_it_is_run(server, message):
    (server.store / VICTIM[1:]).write_bytes(b"alive")
    with server.client() as client:
        client.send(message + HIDDEN)
        answer = client.answer()
        assert 400 <= answer.status <= 599
        assert answer.closes
        assert client.closed()
    assert server.ask("GET", VICTIM).body == b"alive"


def test_an_overlong_head_is_refused_before_its_end_has_come(client):
    client.send(b"GET / HTTP/1.1\r\nHost: test\r\n")
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(1000):
            client.send(b"X: " + b"a" * 95 + b"\r\n")
    assert client.answer().status in (400, 431)
    assert client.closed()


def test_what_came_before_an_unsound_request_is_answered(server, client, key):
    client.send(request("PUT", key, b"bytes") + REFUSED["both lengths"] + HIDDEN)
    assert client.answer().status == 200
    assert client.answer().status == 400
    assert client.closed()
    assert server.ask("GET", key).body == b"bytes"


def test_an_encoding_with_other_case_and_space_is_chunked_all_the_same(client):
    client.send(put("Transfer-Encoding:  Chunked ") + b"0\r\n\r\n")
    answer = client.answer()
    assert (answer.status, answer.closes) == (304, True)
    assert client.closed()


def tls_greeting():
    outgoing = ssl.MemoryBIO()
    session = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="a")
    with contextlib.suppress(ssl.SSLWantReadError):
        session.do_handshake()
    return outgoing.read()


GARBAGE = {
    "TLS": tls_greeting(),
    "noise": some_bytes(100_000),
    "zeros": bytes(50_000),
    "line ends": b"\r\n" * 20_000,
    "an answer": b"HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_ends_only_the_connection_it_came_on(server, client, key, garbage):
    client.ask("PUT", key, b"bytes")
    with server.client() as other:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            other.send(garbage)
            other.finish()
        end = other.cut()
    assert re.fullmatch(rb"(HTTP/1\.1 [45]\d\d [^\0]*\r\n\r\n)?", end)
    assert client.ask("GET", key).body == b"bytes"


def test_silent_slow_and_deaf_clients_keep_nobody_waiting(server, target, key):
    body = some_bytes(2_000_000)
    (server.store / key[1:]).write_bytes(body)
    beginnings = [b"", b"G", b"GET / HTTP/1.1\r\nHost:", request("PUT", "/slow", body)[:1000]]
    beginnings += [request("GET", key) * 20]  # whose answers are never read
    with contextlib.ExitStack() as clients:
        for beginning in beginnings * 2 * target.workers:
            clients.enter_context(server.client(receive_buffer=4096)).send(beginning)
        for _ in range(2 * target.workers):
            client = clients.enter_context(server.client())
            assert client.ask("PUT", f"{key}-2", b"bytes").status == 200
            assert client.ask("GET", key).body == body


def test_clients_that_vanish_anywhere_take_nobody_with_them(server, client, key):
    body = some_bytes(3_000_000)
    (server.store / key[1:]).write_bytes(body)
    get = request("GET", key)
    messages = [b"", get, get * 50, request("PUT", "/gone", body)[:-1]]
    for message in messages * 5:
        vanishing = server.client()
        vanishing.send(message)
        vanishing.reset()
    assert client.ask("GET", key).body == body
    assert client.ask("GET", "/gone").status == 404
