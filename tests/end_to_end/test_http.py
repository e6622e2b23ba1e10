"""HTTP/1.1 as it should be: persistence, pipelining, pieces, expectations, what an answer has."""

import re

import pytest

from .http_client import request, some_bytes, within_linger


def put_objects(server, key, count):
    """Objects of different sizes; their targets and bodies."""
    objects = [(f"{key}-{number}", some_bytes(1 + 37 * number, number)) for number in range(count)]
    for target, body in objects:
        (server.store / target[1:]).write_bytes(body)
    return objects


def test_a_connection_takes_one_request_after_the_other(client, key):
    for number in range(100):
        body = b"%d" % number
        assert client.ask("PUT", key, body).status == 200
        answer = client.ask("GET", key)
        assert (answer.body, answer.closes) == (body, False)


def test_connection_close_is_said_and_done(client, key):
    assert client.ask("PUT", key, b"bytes", fields=["Connection: close"]).closes
    assert client.closed()


def test_after_an_object_too_the_connection_closes_if_asked(server, client, key):
    body = some_bytes(12_000_000)
    (server.store / key[1:]).write_bytes(body)
    answer = client.ask("GET", key, fields=["Connection: close"])
    assert (answer.body, answer.closes) == (body, True)
    assert client.closed()


def test_http_1_0_closes_unless_asked_to_stay(server, key):
    with server.client() as client:
        assert client.ask("PUT", key, b"bytes", version="HTTP/1.0", host=None).status == 200
        assert client.closed()
    with server.client() as client:
        stay = {"version": "HTTP/1.0", "host": None, "fields": ["Connection: keep-alive"]}
        answer = client.ask("GET", key, **stay)
        assert (answer.body, answer.fields["connection"]) == (b"bytes", "keep-alive")
        assert client.ask("GET", key, **stay).body == b"bytes"


def test_200_pipelined_requests_are_answered_in_order(server, client, key):
    objects = put_objects(server, key, 200)
    client.send(b"".join(request("GET", target) for target, _ in objects))
    assert [client.answer().body for _ in objects] == [body for _, body in objects]


def test_pipelined_requests_are_run_in_order(client, key):
    bodies = [some_bytes(1 + 400 * number, number) for number in range(100)]
    message = [request("PUT", key, body) + request("GET", key) for body in bodies]
    client.send(b"".join(message) + request("DELETE", key))
    for body in bodies:
        assert client.answer().status == 200
        assert client.answer().body == body
    assert client.answer().status == 200


def test_a_client_may_send_all_its_requests_before_it_reads_any_answer(server, client, key):
    body = some_bytes(1_000_000)
    (server.store / key[1:]).write_bytes(body)
    client.send(request("GET", key) * 30)
    client.finish()
    assert all(client.answer().body == body for _ in range(30))
    assert client.closed()


def test_what_follows_connection_close_is_not_run(server, client, key):
    last = request("PUT", key, b"first", fields=["Connection: close"])
    client.send(last + request("PUT", key, b"second"))
    assert client.answer().closes
    assert client.closed()
    assert server.ask("GET", key).body == b"first"


def test_a_request_may_come_in_two_pieces_split_anywhere(server, client, key):
    message = request("PUT", key, b"0123456789")
    clients = [server.client() for _ in message[1:]]
    for at, other in enumerate(clients, 1):
        other.send(message[:at])
    client.ask("GET", key)  # by now they have been looked at, most of them
    for at, other in enumerate(clients, 1):
        other.send(message[at:])
        assert other.answer().status == 200
        other.socket.close()
    assert client.ask("GET", key).body == b"0123456789"


def test_a_request_may_come_byte_by_byte(client, key):
    body = some_bytes(100)
    for byte in request("PUT", key, body) + request("GET", key):
        client.send(bytes([byte]))
    assert client.answer().status == 200
    assert client.answer().body == body


def test_empty_lines_before_a_request_are_skipped(client, key):
    client.send(b"\r\n\r\n" + request("PUT", key, b"bytes") + b"\r\n" + request("GET", key))
    assert client.answer().status == 200
    assert client.answer().body == b"bytes"


def test_names_of_fields_have_no_case(client, key):
    client.send(f"PUT {key} HTTP/1.1\r\nhOST: test\r\ncONTENT-lENGTH:5\r\n\r\nbytes".encode())
    assert client.answer().status == 200
    assert client.ask("GET", key).body == b"bytes"


def test_a_client_that_waits_for_100_is_told_to_go_on(client, key):
    head = request("PUT", key, b"bytes", fields=["Expect: 100-continue"])[:-5]
    client.send(head)
    assert client.answer().status == 100
    client.send(b"bytes")
    assert client.answer().status == 200
    assert client.ask("GET", key).body == b"bytes"


@pytest.mark.parametrize(("path", "status"), [("/a/b", 204), ("/..", 500)])
def test_a_client_that_waits_for_100_in_vain_gets_the_answer_instead(client, path, status):
    client.send(request("PUT", path, b"bytes", fields=["Expect: 100-continue"])[:-5])
    answer = client.answer()
    assert (answer.status, answer.closes) == (status, True)
    assert client.closed()


def test_a_body_that_did_not_wait_for_100_is_taken(client, key):
    message = request("PUT", key, b"bytes", fields=["Expect: 100-continue"])
    client.send(message + request("GET", key))
    answers = [client.answer(), client.answer()]
    if answers[0].status == 100:
        answers = [answers[1], client.answer()]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[1].body == b"bytes"


def test_an_expectation_nobody_knows_is_417(server, client, key):
    client.send(request("PUT", key, b"bytes", fields=["Expect: tea"]))
    assert client.answer().status == 417
    assert server.ask("GET", key).status == 404


def test_an_expectation_means_nothing_in_http_1_0(client, key):
    fields = ["Expect: 100-continue"]
    assert client.ask("PUT", key, b"bytes", version="HTTP/1.0", fields=fields).status == 200


def test_a_chunked_put_is_304_and_none_of_its_chunks_is_a_request(server, client, key):
    server.ask("PUT", key, b"old")
    hidden = request("DELETE", key)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(hidden), hidden)
    client.send(request("PUT", key, fields=["Transfer-Encoding: chunked"]) + chunks + hidden)
    answer = client.answer()
    assert (answer.status, answer.closes) == (304, True)
    assert client.closed()
    assert server.ask("GET", key).body == b"old"


def test_head_is_answered_without_a_body(client, key):
    client.ask("PUT", key, b"bytes")
    client.send(request("HEAD", key) + request("GET", key))
    assert client.answer(to="HEAD").status == 404
    assert client.answer().body == b"bytes"


def test_204_and_304_have_no_content_length(client, key):
    for target, body, status in [("/a/b", b"bytes", 204), (key, None, 304)]:
        answer = client.ask("PUT", target, body)
        assert answer.status == status
        assert "content-length" not in answer.fields


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE", "POST"])
def test_a_body_that_nobody_wants_is_skipped(client, key, method):
    client.ask("PUT", key, b"old")
    target = "/a/b" if method == "PUT" else "/missing"
    client.send(request(method, target, some_bytes(300_000)) + request("GET", key))
    assert client.answer().status == (204 if method == "PUT" else 404)
    assert client.answer().body == b"old"


def test_whoever_sends_a_large_body_that_nobody_wants_can_read_the_answer(server):
    def put():
        with server.client() as client:
            client.send(request("PUT", "/a/b", some_bytes(3_000_000)))
            answer = client.answer()
            assert (answer.status, answer.closes) == (204, True)
            assert client.closed()

    within_linger(put)


def test_a_client_that_has_said_all_still_gets_its_answers(client, key):
    body = some_bytes(1_000_000)
    client.send(request("PUT", key, body) + request("GET", key))
    client.finish()
    assert client.answer().status == 200
    assert client.answer().body == body
    assert client.closed()


def test_an_answer_tells_its_worker_and_the_first_its_dispatch_delay(server, target, key):
    with server.client() as client:
        timings = [client.ask("GET", key).fields["server-timing"] for _ in range(3)]
    worker = r'worker;desc="(\d+)"'
    numbers = [re.fullmatch(rf"{worker}, dispatch;dur=\d+\.\d+", timings[0])]
    numbers += [re.fullmatch(worker, timing) for timing in timings[1:]]
    assert all(int(number[1]) < target.workers for number in numbers)


def test_no_answer_tells_its_worker_if_the_server_should_not(start_server, key):
    with start_server("--no-server-timing").client() as client:
        for body in (b"bytes", None):
            assert "server-timing" not in client.ask("PUT", key, body).fields
