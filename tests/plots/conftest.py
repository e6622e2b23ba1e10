"""Makes `plots` importable from wherever pytest is started, and builds run folders once a session."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import synthetic  # noqa: E402

from plots import load, report  # noqa: E402


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """finished(kind) is a finished experiment of that kind, read; its folder is not to be changed."""
    made = {}

    def experiment(kind):
        if kind not in made:
            made[kind] = load.experiment(synthetic.write(tmp_path_factory.mktemp(kind), kind, rounds=10))
        return made[kind]
    return experiment


@pytest.fixture
def small(tmp_path):
    """A run folder of a test's own: three rounds of the smallest experiment."""
    return synthetic.write(tmp_path / "run", "backends", rounds=3)


@pytest.fixture
def unillustrated(monkeypatch):
    """Pages without figures, which take most of the time."""
    monkeypatch.setattr(report, "pictures", lambda _: [])
