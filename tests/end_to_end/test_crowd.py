"""Many at once: slow clients keep nobody waiting, nothing grows, and no answered upload is lost."""

import contextlib
import random
import resource
import threading

import pytest

from .abuse import CASES
from .http_client import request, some_bytes
from .programs import PATIENT, wait_until

SLOW = 2000
BODY = some_bytes(20_000)


@pytest.fixture(scope="module", autouse=True)
def descriptors():
    """This process needs one for every slow client."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] != resource.RLIM_INFINITY and before[1] < SLOW + 500:
        pytest.skip(f"only {before[1]} descriptors allowed, {SLOW + 500} needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], SLOW + 500), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_2000_slow_clients_keep_no_fast_one_waiting(start_server, key):
    upload = request("PUT", "/slow", BODY)
    beginnings = [b"", b"P", b"PUT / HTTP/1.1\r\nHost:", upload[:-1], request("PUT", key, b"bytes")]
    server = start_server(*PATIENT)
    with contextlib.ExitStack() as clients:
        for number in range(SLOW):
            slow = clients.enter_context(server.client())
            slow.send(beginnings[number % len(beginnings)])
        for _ in range(20):
            fast = clients.enter_context(server.client())
            assert [fast.ask("PUT", key, BODY).status for _ in range(25)] == [200] * 25
        wait_until(lambda: server.sockets() > SLOW, "all slow ones are there")
        assert slow.answer().status == 200


TEN_WITHOUT_AN_ANSWERS_BODY = (
    request("GET", "/none") * 4
    + request("PUT", "/a/b", BODY[:100]) * 2
    + request("DELETE", "/none", BODY[:10]) * 2
    + request("PUT", "/none") * 2
)


def misbehave(server, chance):
    """One connection of a client that may do anything."""
    case = chance.choice(CASES)
    with contextlib.suppress(ConnectionError), server.client() as client:
        put = request("PUT", f"/{chance.randrange(50)}", BODY[: chance.randrange(4000)])
        client.send(put + TEN_WITHOUT_AN_ANSWERS_BODY)
        heard = b""
        while heard.count(b"\r\n\r\n") < 11:
            heard += client.receive_some()
        client.send(case.message[: chance.randrange(len(case.message) + 1)])
        if chance.random() < 0.5:
            client.reset()


def test_nothing_grows_over_20000_requests_of_all_kinds(start_server, tmp_path):
    server = start_server(store=tmp_path / "store")
    threads = server.threads()
    chance = random.Random(1)
    for _ in range(200):  # buffers, arenas and pipes, which are kept
        misbehave(server, chance)
    allowed = server.descriptors() + 2 * threads
    wait_until(lambda: server.descriptors() <= allowed, "it has closed every connection")
    resident = server.resident_bytes()
    for _ in range(2000):
        misbehave(server, chance)
    wait_until(lambda: server.descriptors() <= allowed, "it has closed every connection")
    wait_until(lambda: server.threads() == threads, "it has as many threads as at first")
    assert server.resident_bytes() - resident < 4 << 20  # 2 kB a connection
    assert len(list((tmp_path / "store").iterdir())) <= 55  # and those of the table


class Uploader(threading.Thread):
    """Puts objects of its own until the server ends, and knows which of them were answered."""

    def __init__(self, server, number):
        super().__init__()
        self.server, self.number = server, number
        self.answered = []
        self.start()

    def run(self):
        with contextlib.suppress(ConnectionError, AssertionError), self.server.client() as client:
            for turn in range(100_000):
                name = f"{self.number}-{turn}"
                answer = client.ask("PUT", f"/{name}", name.encode() * 500)
                if answer.status == 200:
                    self.answered.append(name)
                if answer.closes:
                    break


@pytest.mark.parametrize("signals", [1, 2])
def test_a_signal_under_load_loses_no_answered_upload(start_server, tmp_path, signals):
    server = start_server("--drain-timeout", "2s", store=tmp_path)
    uploaders = [Uploader(server, number) for number in range(6)]
    wait_until(lambda: all(uploader.answered for uploader in uploaders), "all have begun")
    for _ in range(signals):
        server.signal()
    server.wait()
    for uploader in uploaders:
        uploader.join()
        for name in uploader.answered:
            assert (tmp_path / name).read_bytes() == name.encode() * 500
    stored = {path.name for path in tmp_path.iterdir()}
    assert not {name for name in stored if name.startswith(".")}
