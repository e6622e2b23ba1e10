"""plots/queueing.py: against closed forms and a simulation."""

import math

import numpy as np
import pytest

from plots import queueing


@pytest.mark.parametrize("servers, load, waits", [(1, 0.7, 0.7), (2, 0.5, 1 / 3), (3, 2 / 3, 4 / 9)])
def test_a_request_waits_as_often_as_erlang_has_it(servers, load, waits):
    assert queueing.erlang_c(servers, load) == pytest.approx(waits)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.95])
@pytest.mark.parametrize("share", [0.5, 0.99, 0.999])
def test_one_server_has_exponential_latencies(load, share):
    assert queueing.latency(1, load, 0.005, share) == pytest.approx(0.005 * -math.log(1 - share) / (1 - load))


def test_a_server_for_each_request_serves_without_waiting():
    assert queueing.latency(200, 0.1, 0.005, 0.99) == pytest.approx(0.005 * math.log(100), rel=1e-6)


def test_rates_that_coincide_have_a_latency_too():
    near = [queueing.latency(2, load, 1, 0.99) for load in (0.5 - 1e-5, 0.5, 0.5 + 1e-5)]
    assert near == sorted(near) and near[2] - near[0] < 1e-3


def test_nothing_is_answered_in_time_at_full_load():
    assert queueing.latency(4, 1, 0.005, 0.5) == math.inf


def test_servers_that_share_a_queue_are_as_a_simulation_has_them():
    random = np.random.default_rng(1)
    arrivals, services = random.exponential(1 / 2, 200_000).cumsum(), random.exponential(1, 200_000)
    free, found = [0.0] * 4, []
    for came, service in zip(arrivals, services):
        first = min(range(4), key=free.__getitem__)
        free[first] = max(free[first], came) + service
        found.append(free[first] - came)
    for share in (0.5, 0.99):
        assert np.quantile(found, share) == pytest.approx(queueing.latency(4, 0.5, 1, share), rel=0.05)
