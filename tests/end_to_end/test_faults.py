"""System calls that fail: each that a server makes, the first time, the second, … until none is left."""

import contextlib
import errno
import os
import subprocess

import pytest

from .faults import FOR_EVER, LIBRARY, Faults, describe, errors
from .http_client import PATIENCE, request, some_bytes
from .programs import SERVER, Server, wait_until

pytestmark = [
    pytest.mark.skipif(not LIBRARY.exists(), reason="no libfaults.so in this build"),
    pytest.mark.every_loop,
]

OLD, NEW, LATER = (some_bytes(40_000, seed) for seed in (1, 2, 3))

WHILE_RUNNING = errors(
    pipe2="EMFILE",  # first: a worker that has its pipe makes no other
    accept4="EMFILE EPERM ECONNABORTED EINTR EPROTO",
    recv="ECONNRESET ETIMEDOUT EINTR EAGAIN ENOMEM short",
    send="EPIPE ECONNRESET EINTR EAGAIN ENOBUFS short",
    write="ENOSPC EDQUOT EIO EFBIG EINTR short",
    sendfile="EIO EPIPE ECONNRESET EINTR EAGAIN ENOMEM short",
    splice="ENOSPC EIO ENOMEM EINTR EAGAIN short",
    openat="EMFILE ENFILE ENOMEM ENOSPC EIO EACCES EOPNOTSUPP",
    fstat="EIO",
    fstatat="EIO ENOMEM",
    linkat="ENOSPC EIO EDQUOT ENOENT",
    renameat="ENOSPC EIO EDQUOT",
    epoll_ctl="ENOMEM ENOSPC",
    epoll_wait="EINTR",
    poll="EINTR",
    pthread_create="EAGAIN",
    malloc="ENOMEM",
)

WHILE_STARTING_OR_ENDING = errors(
    socket="EMFILE ENOBUFS EACCES",
    setsockopt="ENOBUFS",
    bind="EADDRINUSE EACCES",
    listen="EADDRINUSE",
    getsockname="ENOBUFS",
    open="EMFILE EACCES",
    openat="EMFILE",
    epoll_create1="EMFILE ENOMEM",
    epoll_ctl="ENOMEM ENOSPC",
    eventfd="EMFILE",
    timerfd_create="EMFILE",
    pthread_create="EAGAIN",
    write="ENOSPC",
    fsync="EIO",
    rename="EIO",
)

FIRST_OF_EACH_CALL = list({kind: (kind, error) for kind, error in reversed(WHILE_STARTING_OR_ENDING)}.values())
OTHERS = [fault for fault in WHILE_STARTING_OR_ENDING if fault not in FIRST_OF_EACH_CALL]


@contextlib.contextmanager
def faulty_server(target, folder):
    """A server with a store, and its faults."""
    faults = Faults(folder)
    options = ["--copy", "splice"]
    server = Server(target, *options, store=folder / "store", environment=faults.environment)
    try:
        yield server, faults
    finally:
        faults.disarm()
        server.stop()


@pytest.fixture(scope="module")
def faulty(target, tmp_path_factory):
    with faulty_server(target, tmp_path_factory.mktemp("faulty")) as both:
        yield both


def attempt(server, method, target, body=None):
    """The answer, or nothing where the connection has ended without a whole one."""
    try:
        return server.ask(method, target, body)
    except (ConnectionError, AssertionError):
        return None


def check_object(server, put):
    """It is the old one or the new one, as the answer to the PUT has said; and all is well again."""
    body = server.ask("GET", "/object").body
    if put is None:
        assert body in (OLD, NEW)
    else:
        assert put.status in (200, 500, 507)
        assert body == (NEW if put.status == 200 else OLD)
    assert server.ask("PUT", "/object", LATER).status == 200
    assert server.ask("GET", "/object").body == LATER


def live_through(server, faults, fault, skip):
    """All that a client does once, with a fault in it; whether there was one."""
    (server.store / "object").write_bytes(OLD)
    faults.arm(*fault, skip=skip)
    put = attempt(server, "PUT", "/object", NEW)
    got = attempt(server, "GET", "/object")
    assert got is None or got.status in (404, 500) or got.body in (OLD, NEW)
    removed = attempt(server, "DELETE", "/none")
    assert removed is None or removed.status in (404, 500)
    faults.disarm()
    check_object(server, put)
    return faults.failed > 0


@pytest.mark.parametrize("fault", WHILE_RUNNING, ids=describe)
def test_a_call_that_fails_costs_one_request_at_the_most(faulty, fault):
    server, faults = faulty
    before = server.descriptors()
    skip = 0
    while live_through(server, faults, fault, skip):
        skip += 1
    if skip == 0:
        pytest.skip("this strategy makes no such call")
    assert os.listdir(server.store) == ["object"]
    wait_until(lambda: server.descriptors() <= before + 2 * server.threads(), "it has closed all")


@pytest.mark.parametrize("start", range(5))  # its threads may or may not be at work yet
def test_no_memory_at_all_from_the_start_on_ends_no_server(target, tmp_path, start):
    with faulty_server(target, tmp_path) as (server, faults):
        faults.arm("malloc", errno.ENOMEM, times=FOR_EVER)
        for method in ["PUT", "GET", "DELETE"] * 3:
            attempt(server, method, "/object", NEW if method == "PUT" else None)
        faults.disarm()
        assert faults.failed > 0
        assert server.ask("PUT", "/object", LATER).status == 200


def test_memory_that_is_short_under_load_ends_no_server(target, tmp_path, load):
    with faulty_server(target, tmp_path) as (server, faults):
        before = server.sockets()
        faults.arm("malloc", errno.ENOMEM, one_in=20)
        load(server.url, "-n", 3000, "-c", 200, "-t", 2, "-s", "40kB", "--split", "shared",
             "--requests-per-connection", 5)
        faults.disarm()
        assert faults.failed > 0
        assert server.ask("PUT", "/object", LATER).status == 200
        wait_until(lambda: server.sockets() <= before, "it has no connection left")


def start_with(target, folder, fault, skip):
    """Its exit code (nothing if it has started) and what it says."""
    faults = Faults(folder)
    faults.arm(*fault, skip=skip)
    command = [SERVER, *target.options(), "--listen", "127.0.0.1:0", "--store", folder / "store"]
    command += ["--report", folder / "report.json"]
    with subprocess.Popen(
        command,
        env={**os.environ, **faults.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said = process.stdout.readline()
        if said:
            process.terminate()
        rest, complaint = process.communicate(timeout=PATIENCE)
        return process.returncode, said + rest, complaint, faults.failed


@pytest.mark.parametrize("fault", FIRST_OF_EACH_CALL, ids=describe)
def test_a_start_or_an_end_that_fails_says_why_in_one_line(target, tmp_path, fault):
    check_starts_and_ends(target, tmp_path, fault)


@pytest.mark.one_target
@pytest.mark.parametrize("fault", OTHERS, ids=describe)
def test_whatever_the_error_of_a_start_or_an_end_one_line_says_it(target, tmp_path, fault):
    check_starts_and_ends(target, tmp_path, fault)


def check_starts_and_ends(target, tmp_path, fault):
    """With the call failing the first time, the second, … until it is made no more."""
    skip, failed = 0, 1
    while failed:
        code, said, complaint, failed = start_with(target, tmp_path, fault, skip)
        if code == 0:
            assert said and complaint == ""
        else:
            assert code == 1 or (code == 2 and not said)
            assert complaint.startswith("dispatch_server: ") and complaint.count("\n") == 1
        skip += 1
    assert code == 0


@pytest.mark.parametrize("error", [errno.EMFILE, errno.ENOMEM], ids=errno.errorcode.get)
def test_accepting_that_fails_for_long_neither_spins_nor_ends(faulty, target, error):
    if target.strategy == "blocking-accept":
        pytest.skip("its threads are in accept(2) already")
    server, faults = faulty
    faults.arm("accept4", error, times=FOR_EVER)
    with server.client() as waiting:
        waiting.send(request("GET", "/none"))
        wait_until(lambda: faults.failed > 0, "it was noticed")
        wait_until(server.rests, "it waits and does not spin")
        faults.disarm()
        assert waiting.answer().status == 404


@pytest.mark.parametrize("kind", ["openat", "write", "splice"])
def test_a_store_that_fails_for_long_comes_back_by_itself(faulty, kind):
    server, faults = faulty
    (server.store / "object").write_bytes(OLD)
    with server.client() as client:
        faults.arm(kind, errno.EMFILE if kind == "openat" else errno.ENOSPC, times=FOR_EVER)
        for _ in range(20):
            put = attempt(server, "PUT", "/object", NEW)
            assert put is None or put.status in (500, 507)
        faults.disarm()
        assert client.ask("GET", "/object").body == OLD
        assert client.ask("PUT", "/object", NEW).status == 200
        assert client.ask("GET", "/object").body == NEW
