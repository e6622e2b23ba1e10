"""Fixtures: strategies on each of their backends, servers that always end, keys of one's own.

A test that takes `target`, or a fixture that does, runs on every strategy, and on asio and io_uring where
one deals and where workers accept; of those that differ in their placement or in which worker accepts, on
the first, for no request sees it; on those with a thread for each connection if the module is marked
`every_loop`, for others open very many. Marked `one_target` it runs on the first alone: so do the long
tables of requests, which no strategy reads, and of which every other gets a fixed sample."""

import contextlib
import functools
import itertools

import pytest

from . import leftovers, programs
from .programs import BENCH, LOADGEN, PATIENT, SERVER, Server, read_targets

numbers = itertools.count()

# Backends that run one strategy whose workers accept, one that deals to them, and those that have
# none but these; the suites of tests/strategies run all.
SAMPLED = {"asio", "io_uring"}


def pytest_configure(config):
    config.addinivalue_line("markers", "one_target: not run on every strategy, for none matters to it")
    config.addinivalue_line("markers", "every_loop: on strategies with a thread for each connection too")
    missing = [path for path in (SERVER, LOADGEN, BENCH) if not path.exists()]
    if missing:
        raise pytest.UsageError(f"no {missing[0]}: build it, or set DISPATCHBENCH_BIN")
    config.leftovers_watcher = leftovers.end_with_this_process()


def pytest_generate_tests(metafunc):
    if "target" in metafunc.fixturenames:
        # Indirect, or pytest does not group the tests of a target and restarts its server for each.
        one = metafunc.definition.get_closest_marker("one_target")
        every = metafunc.definition.get_closest_marker("every_loop")
        targets = [target for target in all_targets() if every or not target.one_connection_each]
        targets = targets[:1] if one else targets
        metafunc.parametrize("target", targets, ids=str, scope="module", indirect=True)


@functools.cache
def all_targets():
    first = {}
    for target in read_targets():
        kind = (target.kind, target.single_worker) if target.kind else target.strategy
        if target.kind and target.backend in SAMPLED:
            kind = target.kind[0]
        first.setdefault((kind, target.backend), target)
    return list(first.values())


@pytest.fixture(scope="module")
def target(request):
    if request.param.unavailable:
        pytest.skip(f"{request.param.backend}: {request.param.unavailable}")
    return request.param


@pytest.fixture(scope="module")
def server(target, tmp_path_factory):
    """One with a store, shared by the tests of a module; it must have survived them all."""
    server = Server(target, *PATIENT, store=tmp_path_factory.mktemp("store"))
    yield server
    server.stop()


@pytest.fixture
def start_server(target):
    """Starts servers of a test's own; those it has not ended are ended, and must end well."""
    with contextlib.ExitStack() as servers:

        def start(*options, of=target, **rest):
            server = Server(of, *options, **rest)
            servers.callback(server.stop)
            return server

        yield start


@pytest.fixture
def reporting(start_server, tmp_path):
    """Starts servers that write their report to report.json."""
    return lambda *options, **rest: start_server(*options, report=tmp_path / "report.json", **rest)


@pytest.fixture
def client(server):
    with server.client() as client:
        yield client


@pytest.fixture
def key():
    """The target of an object that no other test knows."""
    return f"/object-{next(numbers)}"


@pytest.fixture
def load(tmp_path):
    """Runs loadgen against a URL."""
    return lambda url, *options: programs.run_load(url, *options, folder=tmp_path)
