"""A server's end: what is under way is finished, within bounds, and the report tells what was."""

import contextlib
import http.client
import resource
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .http_client import PATIENCE, request, some_bytes, within_linger
from .programs import PATIENT, listening_sockets, total, wait_until

BODY = some_bytes(300_000)
UPLOAD_THAT_ASKS = request("PUT", "/a", BODY, fields=["Expect: 100-continue"])
HALF = len(BODY) // 2


@contextlib.contextmanager
def upload_under_way(server):
    """Half of one, by a client that knows that the server is waiting for it."""
    with server.client() as client:
        client.send(UPLOAD_THAT_ASKS[: -len(BODY)])
        assert client.answer().status == 100
        with contextlib.suppress(ConnectionError):  # a short timeout may be over already
            client.send(BODY[:HALF])
        yield client


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_idle_server(start_server, number):
    server = start_server()
    listeners = server.listeners()
    server.signal(number)
    server.wait()
    assert listeners and not listeners & listening_sockets()


def test_idle_connections_are_closed_and_keep_nobody(start_server):
    server = start_server("--drain-timeout", "10m", *PATIENT)
    before = server.sockets()
    clients = [server.client() for _ in range(9)]
    for client in clients[1:]:
        assert client.ask("PUT", "/a", b"bytes").status == 200
    wait_until(lambda: server.sockets() >= before + 9, "all are accepted")
    server.stop()
    assert all(client.closed() for client in clients)


def test_an_upload_under_way_is_finished_and_answered(start_server, tmp_path):
    server = start_server("--drain-timeout", "10m", store=tmp_path)
    with upload_under_way(server) as client:
        server.stop_accepting()
        client.send(BODY[HALF:])
        answer = client.answer()
        assert (answer.status, answer.closes) == (200, True)
        assert client.closed()
    server.wait()
    assert (tmp_path / "a").read_bytes() == BODY


def test_an_object_under_way_is_sent_to_its_end(start_server, tmp_path):
    body = some_bytes(20_000_000)
    (tmp_path / "a").write_bytes(body)
    server = start_server("--drain-timeout", "10m", store=tmp_path)
    with server.client(receive_buffer=65536) as client:
        client.send(request("GET", "/a"))
        start = client.receive(1000)
        server.stop_accepting()
        client.buffer = start + client.buffer
        assert client.answer().body == body
        assert client.closed()
    server.wait()


def test_a_stuck_upload_is_cut_when_its_time_is_over(start_server, tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    server = start_server("--drain-timeout", "100ms", "--body-timeout", "10m", store=tmp_path)
    with upload_under_way(server) as client:
        server.signal()
        server.wait()
        assert client.cut() == b""
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_second_signal_ends_it_at_once_with_its_report(start_server, tmp_path):
    options = ["--drain-timeout", "10m", "--body-timeout", "10m"]
    server = start_server(*options, report=tmp_path / "report.json")
    with upload_under_way(server) as client:
        server.stop_accepting()
        server.signal()
        server.wait()
        assert client.cut() == b""
    assert total(server.report(), "connections") >= 1


def test_nothing_waits_for_a_drain_timeout_of_zero(start_server):
    server = start_server("--drain-timeout", "0s", "--body-timeout", "10m")
    with upload_under_way(server):
        server.stop()


def test_whoever_trickles_a_head_is_cut_after_the_header_timeout(start_server):
    server = start_server("--header-timeout", "300ms", "--idle-timeout", "10m")
    with server.client() as silent, server.client() as slow:

        def trickle():
            slow.send(b"a")
            return ended(slow)

        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            slow.send(b"GET / HTTP/1.1\r\nX: ")
            wait_until(trickle, "the one that goes on sending is cut")
        assert silent.cut() == b""


def ended(client):
    time.sleep(0.02)  # the pace of the trickle
    try:
        return client.socket.recv(1, 0x40 | 0x2) == b""  # MSG_DONTWAIT, MSG_PEEK
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_an_idle_connection_is_closed_after_the_idle_timeout(start_server):
    server = start_server("--idle-timeout", "200ms", "--header-timeout", "10m")
    with server.client() as client:
        assert client.ask("PUT", "/a", b"bytes").status == 200
        assert client.closed()


def test_a_stalled_upload_is_cut_after_the_body_timeout(start_server, tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    server = start_server("--body-timeout", "200ms", store=tmp_path)
    with upload_under_way(server) as client:
        assert client.cut() == b""
    assert server.ask("GET", "/a").body == b"old"


def test_a_client_that_does_not_read_is_cut_after_the_body_timeout(start_server, tmp_path):
    (tmp_path / "a").write_bytes(some_bytes(20_000_000))
    server = start_server("--body-timeout", "200ms", store=tmp_path)
    before = server.sockets()
    with server.client(receive_buffer=4096) as client:
        client.send(request("GET", "/a"))
        client.receive(100)
        wait_until(lambda: server.sockets() <= before, "the connection is cut")


def upload_slowly(server):
    """Whether it was answered."""
    message = request("PUT", "/a", b"0123456789")
    with contextlib.suppress(ConnectionError, AssertionError), server.client() as client:
        client.send(message[:-9])
        for byte in message[-9:]:
            time.sleep(0.15)  # 1.35 s in all, more than twice the timeout
            client.send(bytes([byte]))
        return client.answer().status == 200
    return False


@pytest.mark.one_target
def test_an_upload_that_goes_on_slowly_is_not_cut(start_server):
    timeouts = ["--body-timeout", "600ms", "--header-timeout", "300ms", "--idle-timeout", "300ms"]
    server = start_server(*timeouts, "--min-rate", "2B/s")
    assert any(upload_slowly(server) for _ in range(20))  # one pause may be longer than meant


@pytest.mark.one_target
def test_an_upload_below_the_least_rate_is_cut_though_it_goes_on(start_server, tmp_path):
    server = start_server("--body-timeout", "300ms", "--min-rate", "1MB/s", store=tmp_path)
    with upload_under_way(server) as client:
        for _ in range(1000):
            if ended(client):
                break
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                client.send(b"a")
        assert client.cut() == b""
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_most_connections_are_answered_503(start_server):
    server = start_server("--max-connections", "2")
    first, second = server.client(), server.client()
    assert [client.ask("PUT", "/a", b"bytes").status for client in (first, second)] == [200, 200]
    before = server.sockets()
    with server.client() as third:
        answer = third.answer()
        assert (answer.status, answer.closes) == (503, True)
        assert third.closed()
    wait_until(lambda: server.sockets() == before, "the one turned away is gone")
    first.socket.close()
    wait_until(lambda: server.sockets() < before, "there is room")
    assert server.ask("PUT", "/a", b"bytes").status == 200
    assert second.ask("PUT", "/a", b"bytes").status == 200
    second.socket.close()


def put_with_a_library(server, size):
    """The status that a client sees which sends all of its request before it reads."""
    connection = http.client.HTTPConnection(*server.address, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("PUT", "/a", bytes(size))
        return connection.getresponse().status


def test_whoever_is_turned_away_always_reads_503_and_no_reset(start_server):
    server = start_server("--max-connections", "1")
    with server.client() as only, ThreadPoolExecutor(8) as clients:
        assert only.ask("PUT", "/a", b"bytes").status == 200
        sizes = [0, 1000, 1_000_000] * 20
        seen = list(clients.map(lambda size: within_linger(lambda: put_with_a_library(server, size)), sizes))
        assert seen == [503] * len(sizes)
        assert only.ask("PUT", "/a", b"bytes").status == 200


def test_without_descriptors_new_connections_wait_and_others_go_on(start_server):
    server = start_server()
    with server.client() as old:
        assert old.ask("PUT", "/a", b"bytes").status == 200
        allowed = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (3, allowed[1]))
        with server.client() as waiting:
            waiting.send(request("PUT", "/a", b"bytes"))
            wait_until(server.rests, "it waits for descriptors and does not spin")
            assert old.ask("PUT", "/a", b"bytes").status == 200
            resource.prlimit(server.pid, resource.RLIMIT_NOFILE, allowed)
            assert waiting.answer().status == 200
