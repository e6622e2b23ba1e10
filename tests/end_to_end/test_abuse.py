"""The table of abuse: each case whole, and cut at every byte.

All of it on one strategy; on every other three cases of each kind, for parsing is the same there."""

import contextlib

import pytest

from .abuse import CASES, HIDDEN, SAMPLE, VICTIM
from .http_client import request, within_linger
from .programs import wait_until

# Whether a client that asks before it sends has sent depends on what has come by then.
def short(cases):
    return [case for case in cases if len(case.message) < 500 and b"Expect:" not in case.message]


@pytest.fixture
def victim(server):
    path = server.store / VICTIM[1:]
    path.write_bytes(b"alive")
    return path


def check(client, case):
    """Everything that comes back for a case that was sent."""
    to = "HEAD" if case.head else "GET"
    answers = [client.answer(to=to) for _ in case.statuses]
    assert [answer.status for answer in answers] == list(case.statuses)
    assert [answer.closes for answer in answers[:-1]] == [False] * (len(answers) - 1)
    assert answers[-1].closes == case.closes
    if case.closes:
        assert client.closed()
    else:
        assert client.ask("GET", VICTIM).body == b"alive"


def send_whole(server, case):
    def send():
        with server.client() as client:
            client.send(case.message + (HIDDEN if case.closes else b""))
            check(client, case)

    within_linger(send)


@pytest.mark.one_target
@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_answered_so_and_nothing_hidden_in_it_is_run(server, victim, case):
    send_whole(server, case)
    assert victim.exists()


def test_every_strategy_answers_three_cases_of_each_kind_so(server, victim):
    for case in SAMPLE:
        send_whole(server, case)
        assert victim.exists(), case


def trickle(server, case):
    """Byte by byte; the server may have had enough before the end."""

    def send():
        with server.client() as client:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for byte in case.message:
                    client.send(bytes([byte]))
            check(client, case)

    within_linger(send)


@pytest.mark.one_target
def test_no_answer_depends_on_how_the_bytes_are_cut(server, victim):
    for case in short(CASES):
        trickle(server, case)
        assert victim.exists(), case


def test_no_strategy_answers_otherwise_where_the_bytes_are_cut(server, victim):
    for case in short(SAMPLE):
        trickle(server, case)
        assert victim.exists(), case


def test_a_body_may_be_cut_anywhere(server, client, key):
    message = request("PUT", key, HIDDEN * 3) + request("GET", key)
    for at in range(len(message) - len(HIDDEN) * 4, len(message)):
        client.send(message[:at])
        client.send(message[at:])
        assert client.answer().status == 200
        assert client.answer().body == HIDDEN * 3


def test_a_reset_after_any_byte_ends_only_its_own_connection(server, client, key):
    client.ask("PUT", key, b"old")
    before = sorted(server.store.iterdir())
    message = request("PUT", key, b"new bytes")
    for size in range(len(message)):
        vanishing = server.client()
        vanishing.send(message[:size])
        vanishing.reset()
    assert client.ask("GET", key).body == b"old"
    wait_until(lambda: sorted(server.store.iterdir()) == before, "all that was begun is gone")


def test_the_table_has_no_case_twice():
    assert len({case.message for case in CASES}) == len({case.name for case in CASES}) == len(CASES)
