"""How many system calls of waiting a connection and a request cost: counted, never timed."""

import pytest

from .faults import LIBRARY, Faults
from .programs import Server, Target, wait_until

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="no libfaults.so in this build")


@pytest.fixture
def counted(tmp_path):
    """A server of one event loop on raw epoll, and the counter of its calls."""
    faults = Faults(tmp_path)
    target = Target("single-reactor", "epoll", single_worker=True)
    server = Server(target, environment=faults.environment)
    try:
        yield server, faults
    finally:
        faults.disarm()
        server.stop()


def test_a_connection_is_told_to_epoll_once(counted):
    server, faults = counted
    faults.count("epoll_control")
    for _ in range(50):
        with server.client() as client:
            assert client.ask("PUT", "/key", b"bytes").status == 200
    wait_until(lambda: server.sockets() == 1, "all have been closed but the listening one")
    assert faults.calls == 50


def test_a_request_on_a_kept_connection_costs_hardly_more_than_one_wait(counted):
    server, faults = counted
    with server.client() as client:
        assert client.ask("PUT", "/key", b"bytes").status == 200
        faults.count("epoll_wait")
        for _ in range(1000):
            assert client.ask("PUT", "/key", b"bytes").status == 200
        assert faults.calls < 1500  # some wait for deadlines; with a look before each it were 2,000
        faults.count("epoll_control")
        assert client.ask("PUT", "/key", b"bytes").status == 200
        assert faults.calls == 0


def test_a_last_request_that_came_whole_costs_no_look_for_more(counted):
    server, faults = counted
    faults.count("ioctl")
    for _ in range(50):
        with server.client() as client:
            assert client.ask("PUT", "/key", b"bytes", fields=["Connection: close"]).status == 200
            assert client.closed()
    assert faults.calls == 0
