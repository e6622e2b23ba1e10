"""Fields whose neglect would lose or corrupt an object are honoured or refused, never ignored."""

import email.utils
import os
import time

import pytest

from .http_client import request, some_bytes
from .programs import wait_until

pytestmark = pytest.mark.one_target

FUTURE = "Fri, 31 Dec 2100 23:59:59 GMT"
PAST = "Sun, 06 Nov 1994 08:49:37 GMT"
PAST_FORMS = [PAST, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]

# What a PUT or DELETE of an object that is there is answered because of its fields.
REFUSED = [
    ("PUT", "Content-Range: bytes 3-7/8", 400),
    ("PUT", "Content-Range: nonsense", 400),
    ("DELETE", "Content-Range: bytes 3-7/8", 400),
    ("PUT", "Content-Encoding: gzip", 415),
    ("PUT", "Content-Encoding: identity, br", 415),
    *[
        (method, field, 412)
        for method in ("PUT", "DELETE")
        for field in (
            'If-Match: "of-another"',
            'If-Match: "a", W/"b"',
            "If-None-Match: *",
            *(f"If-Unmodified-Since: {date}" for date in PAST_FORMS),
        )
    ],
    *[
        ("PUT", field, 400)
        for field in ("If-Match: unquoted", "If-None-Match: **", 'If-None-Match: "a" "b"')
    ],
]
DONE = ["If-Match: *", 'If-None-Match: "of-another"', f"If-Unmodified-Since: {FUTURE}"]
DONE += ["If-Unmodified-Since: tomorrow", f"If-Modified-Since: {FUTURE}", "Range: bytes=0-1"]
DONE += ["Content-Encoding: identity", 'If-Range: "x"', "TE: trailers", "Upgrade: h2c"]


@pytest.mark.parametrize(("method", "field", "status"), REFUSED)
def test_a_refused_request_leaves_the_object_as_it_is(server, key, method, field, status):
    server.ask("PUT", key, b"whole and old")
    body = b"tail" if method == "PUT" else None
    assert server.ask(method, key, body, fields=[field]).status == status
    assert server.ask("GET", key).body == b"whole and old"


@pytest.mark.parametrize("field", DONE)
def test_a_condition_that_holds_and_what_does_not_matter_change_nothing(server, key, field):
    server.ask("PUT", key, b"old")
    assert server.ask("PUT", key, b"new", fields=[field]).status == 200
    assert server.ask("GET", key).body == b"new"
    assert server.ask("DELETE", key, fields=[field]).status == 200


@pytest.mark.parametrize(
    ("field", "status"),
    [("If-Match: *", 412), ('If-Match: "a"', 412), ("If-None-Match: *", 200), (DONE[2], 200)],
)
def test_conditions_about_an_object_that_is_not_there(server, key, field, status):
    assert server.ask("PUT", key, b"new", fields=[field]).status == status
    assert server.ask("GET", key).status == (404 if status == 412 else 200)


def test_an_entity_tag_names_one_state_of_an_object(server, key):
    server.ask("PUT", key, b"old")
    tag = server.ask("GET", key).fields["etag"]
    mine = [f'If-Match: "x", {tag}']
    assert server.ask("PUT", key, b"new", fields=mine).status == 200
    assert server.ask("PUT", key, b"late", fields=mine).status == 412
    assert server.ask("DELETE", key, fields=mine).status == 412
    assert server.ask("GET", key).body == b"new"


def test_what_a_client_knows_already_is_not_sent_again(server, key):
    server.ask("PUT", key, b"known")
    known = server.ask("GET", key).fields
    fields = [f"If-None-Match: {known['etag']}", f"If-None-Match: W/{known['etag']}", "If-None-Match: *"]
    fields += [f"If-Modified-Since: {known['last-modified']}"]
    for field in fields:
        answer = server.ask("GET", key, fields=[field])
        assert (answer.status, answer.fields["etag"]) == (304, known["etag"])
    for field in (f"If-Modified-Since: {PAST}", "If-Modified-Since: x", 'If-None-Match: "x"'):
        assert server.ask("GET", key, fields=[field]).body == b"known"


def test_last_modified_is_when_it_was_stored(server, key):
    before = int(time.time())
    server.ask("PUT", key, b"x")
    told = server.ask("GET", key).fields["last-modified"]
    assert before - 1 <= email.utils.parsedate_to_datetime(told).timestamp() <= time.time()


@pytest.mark.parametrize("second", [2**32, 2**33 + 2**32], ids=["2106", "2378"])
def test_last_modified_is_not_later_than_the_answer(start_server, tmp_path, second):
    server = start_server(store=tmp_path)
    (tmp_path / "key").write_bytes(b"x")
    os.utime(tmp_path / "key", (second, second))
    fields = server.ask("GET", "/key").fields
    told, sent = (email.utils.parsedate_to_datetime(fields[name]) for name in ("last-modified", "date"))
    assert told <= sent
    assert server.ask("GET", "/key", fields=[f"If-None-Match: {fields['etag']}"]).status == 304


def test_of_two_that_create_the_same_object_one_is_told_that_it_lost(server, key):
    first, second = server.client(), server.client()
    with first, second:
        for client in (first, second):
            # Both are told to go on, for there is no object yet.
            client.send(request("PUT", key, fields=["Content-Length: 1", "If-None-Match: *", "Expect: 100-continue"]))
            assert client.answer().status == 100
        second.send(b"2")
        assert second.answer().status == 200
        first.send(b"1")
        assert first.answer().status == 412
    assert server.ask("GET", key).body == b"2"


def test_an_object_that_changed_meanwhile_is_not_replaced(server, key):
    server.ask("PUT", key, b"old")
    with server.client() as client:
        client.send(request("PUT", key, fields=["Content-Length: 1", "If-Match: *", "Expect: 100-continue"]))
        assert client.answer().status == 100
        server.ask("PUT", key, b"of another")
        client.send(b"1")
        assert client.answer().status == 412
    assert server.ask("GET", key).body == b"of another"


STRICT = [
    ("PUT", "/key", None, 411),
    ("PUT", "/", b"x", 404),
    ("PUT", "/a/b", b"x", 404),
    ("PUT", "/..", b"x", 400),
    ("POST", "/key", b"x", 405),
    ("OPTIONS", "/key", None, 405),
    ("BREW", "/key", None, 501),
    ("DELETE", "/a/b", None, 404),
    ("HEAD", "/none", None, 404),
]
ARTICLE = [
    ("PUT", "/key", None, 304),
    ("PUT", "/key", b"", 304),
    ("PUT", "/", b"x", 204),
    ("PUT", "/..", b"x", 500),
    ("POST", "/key", b"x", 404),
    ("HEAD", "/key", None, 404),
]


@pytest.fixture
def strict(start_server, tmp_path):
    return start_server("--rest", "strict", store=tmp_path / "store")


@pytest.mark.parametrize(("method", "path", "body", "status"), STRICT)
def test_strict_answers_as_http_has_it(strict, method, path, body, status):
    assert strict.ask(method, path, body).status == status


@pytest.mark.parametrize(("method", "path", "body", "status"), ARTICLE)
def test_the_articles_table_is_the_default(server, method, path, body, status):
    assert server.ask(method, path, body).status == status


def test_strict_tells_which_methods_there_are(strict):
    assert strict.ask("POST", "/key", b"x").fields["allow"] == "GET, HEAD, PUT, DELETE"


def test_strict_stores_empty_objects_and_tells_what_it_created(strict):
    assert strict.ask("PUT", "/empty", b"").status == 201
    assert strict.ask("PUT", "/empty", b"").status == 200
    assert strict.ask("GET", "/empty").body == b""


def test_strict_answers_head_without_the_object(strict):
    strict.ask("PUT", "/key", b"12345")
    with strict.client() as client:
        answer = client.ask("HEAD", "/key")
        assert (answer.status, answer.fields["content-length"]) == (200, "5")
        assert client.ask("GET", "/key").body == b"12345"


def test_strict_asks_for_a_length_where_there_are_chunks(strict):
    with strict.client() as client:
        client.send(request("PUT", "/key", fields=["Transfer-Encoding: chunked"]) + b"0\r\n\r\n")
        answer = client.answer()
        assert (answer.status, answer.closes) == (411, True)
        assert client.closed()


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
@pytest.mark.parametrize("more", [b"x", b"x\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_more_bytes_during_a_download_do_not_cut_it(server, key, connection, more):
    body = some_bytes(8_000_000)
    server.ask("PUT", key, body)
    with server.client(receive_buffer=65536) as client:
        client.send(request("GET", key, fields=[f"Connection: {connection}"]))
        got = client.receive_some()
        client.send(more)
        head_size = got.index(b"\r\n\r\n") + 4
        while len(got) < head_size + len(body):
            got += client.receive_some()
        assert got[head_size : head_size + len(body)] == body


def test_bytes_behind_the_last_request_do_not_cut_what_is_still_in_the_kernel(server, key):
    body = some_bytes(1_000_000)
    server.ask("PUT", key, body)
    with server.client(receive_buffer=4096) as client:
        client.send(request("GET", key, fields=["Connection: close"]))
        wait_until(server.rests, "all is handed to the kernel")
        client.send(b"one more byte")
        assert client.rest().endswith(body)
