"""The article's REST table, the one departure from it, and which keys there are.

What only looks at the request runs on one strategy, and a row of each kind on the others."""

import contextlib
import os
import socket
import threading

import pytest

from .http_client import request, some_bytes

NOT_ONE_SEGMENT = ["/", "//", "///", "/a/b", "//a//b/", "/?query", "/a/%2e%2e/b"]
ODD_KEYS = {
    "a dot": "/.",
    "two dots": "/..",
    "encoded dots": "/%2e%2E",
    "an encoded slash": "/a%2fb",
    "a way out": "/..%2f..%2fetc%2fpasswd",
    "NUL": "/a%00b",
    "half an escape": "/a%4",
    "no hexadecimal": "/a%zz",
    "too long": "/" + "k" * 256,
    "reserved": "/.dispatchbench-tmp-1",
    "reserved, encoded": "/%2edispatchbench-tmp-1",
}
OTHER_KEYS = [b"k" * 255, b"a b", b"\xff\xfe", "ä".encode(), b"...", b"-rf", b"%", b"\n"]
OTHER_METHODS = ["POST", "HEAD", "OPTIONS", "PATCH", "TRACE", "PURGE", "put", "X"]


def files_of(server):
    return sorted(os.listdir(server.store))


def statuses(client, path):
    bodies = {"PUT": b"bytes", "GET": None, "DELETE": None}
    return {method: client.ask(method, path, body).status for method, body in bodies.items()}


@pytest.mark.parametrize("size", [1, 2, 4096, 65_537, 300_000, 5_000_000])
def test_what_was_put_is_what_get_answers(client, key, size):
    body = some_bytes(size)
    assert client.ask("PUT", key, body).status == 200
    got = client.ask("GET", key)
    assert got.status == 200
    assert got.body == body


def test_a_put_replaces_the_object_whole(client, key):
    client.ask("PUT", key, some_bytes(100_000))
    assert client.ask("PUT", key, b"short").status == 200
    assert client.ask("GET", key).body == b"short"


def test_an_object_that_is_not_there_is_not_found(client, key):
    assert client.ask("GET", key).status == 404
    assert client.ask("DELETE", key).status == 404


def test_delete_removes_an_object_once(client, key):
    client.ask("PUT", key, b"bytes")
    assert [client.ask("DELETE", key).status for _ in range(2)] == [200, 404]
    assert client.ask("GET", key).status == 404


def test_every_strategy_has_the_same_table_in_front_of_it(server, client, key):
    for path, put in [("/a/b", 204), ("/a%2fb", 500), ("/..", 500)]:
        assert statuses(client, path) == {"PUT": put, "GET": 404, "DELETE": 404}
    assert client.ask("POST", key, b"bytes").status == 404
    assert client.ask("PUT", f"//{key}//?query", b"bytes").status == 200
    assert (server.store / key[1:]).read_bytes() == b"bytes"


@pytest.mark.one_target
@pytest.mark.parametrize("path", NOT_ONE_SEGMENT)
def test_a_path_of_not_exactly_one_segment_names_no_object(server, client, path):
    before = files_of(server)
    assert statuses(client, path) == {"PUT": 204, "GET": 404, "DELETE": 404}
    assert files_of(server) == before


@pytest.mark.parametrize("body", [None, b""])
def test_a_put_without_a_body_is_304_and_leaves_the_old_object(client, key, body):
    assert client.ask("PUT", key, body).status == 304
    assert client.ask("GET", key).status == 404
    client.ask("PUT", key, b"old")
    assert client.ask("PUT", key, body).status == 304
    assert client.ask("GET", key).body == b"old"


@pytest.mark.one_target
@pytest.mark.parametrize("method", OTHER_METHODS)
def test_any_other_method_is_404_and_changes_nothing(client, key, method):
    client.ask("PUT", key, b"old")
    assert client.ask(method, key, b"new").status == 404
    assert client.ask("GET", key).body == b"old"


@pytest.mark.one_target
def test_the_server_as_a_whole_is_no_resource(client):
    assert client.ask("OPTIONS", "*").status == 404
    assert client.ask("GET", "*").status == 404


def make_link(path):
    os.symlink("/etc/passwd", path)


@pytest.mark.one_target
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, make_link])
def test_what_is_no_regular_file_is_no_object(server, client, key, make):
    path = f"{server.store}{key}"
    make(path)
    before = os.lstat(path).st_mode
    assert statuses(client, key) == {"PUT": 500, "GET": 404, "DELETE": 404}
    assert os.lstat(path).st_mode == before


@pytest.mark.one_target
def test_a_socket_in_the_store_is_no_object(server, client, key):
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(f"{server.store}{key}")
        assert client.ask("GET", key).status == 404
        assert client.ask("PUT", key, b"bytes").status == 500


SPELLINGS = ["/{}", "//{}/", "/{}//", "///{}///", "/{}?query=/a/b", "/%6f{rest}"]


@pytest.mark.one_target
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_key_is_the_same_object(client, key, spelling):
    name = key[1:]
    client.ask("PUT", key, b"bytes")
    assert client.ask("GET", spelling.format(name, rest=name[1:])).body == b"bytes"


@pytest.mark.one_target
def test_the_absolute_form_of_a_target_is_understood(client, key):
    client.ask("PUT", f"http://test{key}", b"bytes")
    assert client.ask("GET", key).body == b"bytes"


@pytest.mark.one_target
@pytest.mark.parametrize("path", ODD_KEYS.values(), ids=ODD_KEYS.keys())
def test_an_odd_key_is_never_a_file(server, client, path):
    before = files_of(server)
    assert statuses(client, path) == {"PUT": 500, "GET": 404, "DELETE": 404}
    assert files_of(server) == before


@pytest.mark.one_target
@pytest.mark.parametrize("name", OTHER_KEYS, ids=lambda name: ascii(name[:9]))
def test_any_other_bytes_make_a_key_and_its_file(server, client, name):
    path = "/" + "".join(f"%{byte:02x}" if byte != ord("k") else "k" for byte in name)
    assert client.ask("PUT", path, b"bytes").status == 200
    with open(os.path.join(os.fsencode(server.store), name), "rb") as file:
        assert file.read() == b"bytes"
    assert client.ask("DELETE", path).status == 200


def test_a_large_object_is_answered_byte_by_byte(server, client, key):
    body = some_bytes(40_000_000)
    (server.store / key[1:]).write_bytes(body)
    assert client.ask("GET", key).body == body
    assert client.ask("DELETE", key).status == 200


def test_an_empty_file_is_an_object(server, client, key):
    (server.store / key[1:]).write_bytes(b"")
    answer = client.ask("GET", key)
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_an_object_is_answered_whole_although_it_goes_meanwhile(server, key, method):
    body = some_bytes(20_000_000)
    (server.store / key[1:]).write_bytes(body)
    with server.client(receive_buffer=65536) as reader:
        reader.send(request("GET", key))
        start = reader.receive(1000)
        assert server.ask(method, key, b"new").status == 200
        reader.buffer = start + reader.buffer
        assert reader.answer().body == body


def test_a_put_that_is_cut_off_leaves_the_old_object_and_no_temporary_file(server, client, key):
    client.ask("PUT", key, b"old")
    before = files_of(server)
    with server.client() as victim:
        victim.send(request("PUT", key, some_bytes(1_000_000))[:500_000])
        victim.finish()
        assert victim.closed()
    assert client.ask("GET", key).body == b"old"
    assert files_of(server) == before


def test_of_two_puts_at_once_one_wins_whole(server, client, key):
    bodies = [bytes([letter]) * 2_000_000 for letter in b"AB"]
    messages = [request("PUT", key, body) for body in bodies]
    with server.client() as first, server.client() as second:
        uploads = list(zip((first, second), messages))
        for part in range(0, len(messages[0]), 100_000):
            for upload, message in uploads:
                upload.send(message[part : part + 100_000])
        assert [upload.answer().status for upload, _ in uploads] == [200, 200]
    assert client.ask("GET", key).body in bodies


def test_whoever_reads_while_others_write_sees_one_whole_object(server, key):
    bodies = [bytes([letter]) * 200_000 for letter in b"AB"]
    server.ask("PUT", key, bodies[0])
    answered = []

    def write(body):
        with server.client() as writer:
            answered.extend(writer.ask("PUT", key, body).status for _ in range(20))

    writers = [threading.Thread(target=write, args=[body]) for body in bodies]
    with server.client() as reader, joined(writers):
        assert all(reader.ask("GET", key).body in bodies for _ in range(20))
    assert answered == [200] * 40


@contextlib.contextmanager
def joined(threads):
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()
