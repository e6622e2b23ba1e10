"""simulate and an independent simulator come to the same answers, request by request."""

import pytest

from .simulated import WORKERS, experiment, simulate

pytest.importorskip("simpy", reason="needs python3-simpy3, see setup.sh --tests")
from .simpy_models import Dealt, Hashed, Shared, Stealing, read_dump  # noqa: E402

pytestmark = pytest.mark.one_target


@pytest.mark.parametrize(
    "strategy, model, workers",
    [
        ("unpark-queue", Dealt, WORKERS),
        ("reuseport", Hashed, WORKERS),
        ("threads-epoll", Shared, WORKERS),
        ("work-stealing", Stealing, WORKERS),
        ("single-reactor", Hashed, 1),
    ],
)
def test_an_independent_simulator_comes_to_the_same_nanosecond(tmp_path, strategy, model, workers):
    load = {"rate": 160} if workers == 1 else {}
    simulate(tmp_path, experiment(tmp_path, strategy, load=load))
    rows = read_dump(tmp_path / "requests.csv")
    assert len(rows) == 3000
    assert model(rows, workers).run() == {row["number"]: row["answered_ns"] for row in rows}


def test_so_it_does_where_connections_come_and_go(tmp_path):
    server, load = {"emulate-accept": "1ms"}, {"requests-per-connection": 3}
    simulate(tmp_path, experiment(tmp_path, "unpark-queue", server=server, load=load))
    rows = read_dump(tmp_path / "requests.csv")
    model = Dealt(rows, WORKERS, accept_ns=1_000_000, requests_per_connection=3)
    assert model.run() == {row["number"]: row["answered_ns"] for row in rows}
