"""Garbage, and clients that are silent, slow, deaf or gone: they end only their own connection.

What is no sound request is in the table of abuse."""

import contextlib
import re
import ssl

import pytest

from .http_client import request, some_bytes, within_linger

BOTH_LENGTHS = ["Content-Length: 5", "Transfer-Encoding: chunked"]


def test_an_overlong_head_is_refused_before_its_end_has_come(server):
    def send():
        with server.client() as client:
            client.send(b"GET / HTTP/1.1\r\nHost: test\r\n")
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for _ in range(1000):
                    client.send(b"X: " + b"a" * 95 + b"\r\n")
            assert client.answer().status in (400, 431)
            assert client.closed()

    within_linger(send)


def test_what_came_before_an_unsound_request_is_answered(server, client, key):
    unsound = request("PUT", key, fields=BOTH_LENGTHS)
    client.send(request("PUT", key, b"bytes") + unsound + request("DELETE", key))
    assert client.answer().status == 200
    assert client.answer().status == 400
    assert client.closed()
    assert server.ask("GET", key).body == b"bytes"


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
