"""Few file descriptors: said at the start, and refused where it cannot work."""

import functools
import resource
import subprocess

import pytest

from .http_client import PATIENCE
from .programs import SERVER

pytestmark = pytest.mark.one_target


def limit_descriptors(count):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def test_too_few_for_the_threads_are_refused():
    done = subprocess.run(
        [SERVER, "--strategy", "reuseport", "--threads", "32", "--null", "--listen", "127.0.0.1:0"],
        preexec_fn=functools.partial(limit_descriptors, 300),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dispatch_server: --threads 32: needs 352 file descriptors")
    assert "the limit is 300" in done.stderr and "ulimit -n" in done.stderr


def test_few_for_the_connections_are_told_and_that_many_are_served(start_server):
    server = start_server(threads=4, prepare=functools.partial(limit_descriptors, 110))
    room = int(server._stderr().split(" connections at once")[0].rpartition(" ")[2])
    clients = [server.client() for _ in range(room)]
    assert all(client.ask("PUT", "/a", b"x").status == 200 for client in clients)
    with server.client() as client:
        assert client.answer().status == 503
    for client in clients:
        client.socket.close()
    server.signal()
    server.wait(stderr=server._stderr())


def test_a_number_that_was_asked_for_is_not_commented_on(start_server):
    start_server("--max-connections", "2").stop()
