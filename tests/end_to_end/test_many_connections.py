"""tests/many_connections.py, with few."""

import json
import shutil

import pytest

from .namespaces import why_no_network
from .programs import BINARIES, REPOSITORY, run

pytestmark = [
    pytest.mark.one_target,
    pytest.mark.skipif(bool(why_no_network()), reason=f"no network namespaces: {why_no_network()}"),
]
HAS_MPI = (BINARIES / "loadgen_mpi.so").exists() and shutil.which("mpirun")
SCRIPT = REPOSITORY / "tests/many_connections.py"


@pytest.mark.skipif(not HAS_MPI, reason="no mpirun, or built without MPI")
def test_every_connection_asks_three_times(tmp_path):
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
