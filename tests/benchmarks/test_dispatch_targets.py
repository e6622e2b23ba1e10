"""benchmarks/dispatch_targets.py: what it holds strategies to, and how it finds a load."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import dispatch_targets  # noqa: E402


@pytest.mark.parametrize("latencies, load", [
    ([10, 20, 30, 40, 80], 0.91),  # between the last two
    ([10, 20, 30, 50, 90], 0.9),  # at one of them
    ([10, 20, 30, 40, 50], 0.94),  # never
    ([60, 70, 80, 90, 99], 0.7),  # always
])
def test_the_load_at_a_latency_lies_on_the_line_between_two(latencies, load):
    assert dispatch_targets.load_at(50, latencies) == pytest.approx(load)


@pytest.fixture
def without_servers(monkeypatch):
    monkeypatch.setattr(dispatch_targets, "between",
                        lambda reference, candidates, times=1: (1, dict.fromkeys(candidates, 1)))
    for name in ("nginx", "bare_loop", "ours"):
        monkeypatch.setattr(dispatch_targets, name, lambda *words, **options: nullcontext())
    monkeypatch.setattr(dispatch_targets, "strategies",
                        lambda: ["reuseport", "unpark-queue", "condvar-queue", "threads-epoll"])


def test_what_hands_over_is_held_to_reuseport_but_for_what_models_a_slow_design(without_servers):
    wanted = {what: figure.wanted for what, figure in dispatch_targets.handover().items()}
    assert wanted == {"reuseport": None, "unpark-queue": "<= 1.3", "condvar-queue": None, "threads-epoll": "<= 2.0"}


def test_checks_name_what_the_published_figures_name(without_servers):
    published = json.loads((ROOT / "results/reference/dispatch-targets.json").read_text())["rows"]
    for name in ("nothing_to_steal", "kept", "one_each", "others"):
        named = {(row["what"], row["unit"], row["wanted"]) for row in published if row["check"] == name}
        measured = {(what, figure.unit, figure.wanted) for what, figure in dispatch_targets.ALL[name]().items()}
        assert {each[1:] for each in measured} == {each[1:] for each in named}
