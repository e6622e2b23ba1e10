"""Work that requests ask for: who obeys Service-Demand, and what becomes of a field that is wrong."""

import pytest

from .http_client import request
from .programs import total

MODES = ("emulate", "spin", "block")


def demanding(value):
    return request("PUT", "/a", b"bytes", [f"Service-Demand: {value}"])


@pytest.mark.one_target
def test_a_server_that_was_not_told_to_obey_ignores_the_field(start_server):
    with start_server().client() as client:
        for value in ("5000us", "10000000us", "nonsense", "-1us"):
            client.send(demanding(value))
            assert client.answer().status == 200


@pytest.mark.one_target
@pytest.mark.parametrize("mode", MODES)
def test_a_field_that_is_wrong_or_asks_for_too_much_is_a_bad_request(start_server, mode):
    with start_server("--demand", mode).client() as client:
        for value, status in (("nonsense", 400), ("10000000.001us", 400), ("5ms", 400), ("10us", 200)):
            client.send(demanding(value))
            assert client.answer().status == status


def test_what_is_asked_for_is_charged_to_the_workers_cores(start_server, tmp_path):
    server = start_server("--demand", "emulate", report=tmp_path / "report.json")
    with server.client() as client:
        client.send(demanding("20000us") * 5)
        assert all(client.answer().status == 200 for _ in range(5))
    report = server.report()
    assert report["options"]["demand"] == "emulate"
    assert total(report, "busy_seconds") >= 0.099
