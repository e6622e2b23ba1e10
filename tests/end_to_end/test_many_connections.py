"""tests/many_connections.py, with few."""

import json
import resource

import pytest

from .mpi_load import needs_mpi
from .namespaces import network_or_skip
from .programs import REPOSITORY, run

pytestmark = pytest.mark.one_target
FEWEST_DESCRIPTORS = 512
SCRIPT = REPOSITORY / "tests/many_connections.py"


@needs_mpi
def test_every_connection_asks_three_times(tmp_path):
    network_or_skip(1).remove()
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < FEWEST_DESCRIPTORS:
        pytest.skip("too few descriptors")
    output = tmp_path / "figures.json"
    ended = run(SCRIPT, "--connections", 60, "--hosts", 2, "--servers", 2, "--rate", 30, "--output", output)
    assert output.exists(), ended.stderr
    figures = json.loads(output.read_text())
    assert (figures["requests"], figures["errors"]) == (180, {})
    # A process that stands still for a second may not have all of its own open with the others.
    assert ended.returncode == (figures["open_at_once"] < 60)


def test_more_than_there_are_ports_for_is_refused():
    ended = run(SCRIPT, "--connections", 64_001, "--hosts", 1, "--servers", 100)
    assert ended.returncode == 2
    assert "--connections for each of --hosts" in ended.stderr
