"""benchmarks/checks.py: how a turn compares its candidates, and that it names what was published."""

import itertools
import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import checks  # noqa: E402


def test_every_candidate_is_measured_between_two_of_the_reference():
    order = []
    checks.between(lambda: order.append("reference") or 1.0,
                   {name: lambda name=name: order.append(name) or 1.0 for name in "abc"})
    assert order[::2] == ["reference"] * 4
    assert sorted(order[1::2]) == ["a", "b", "c"]


def test_a_steady_drift_favours_neither_side():
    machine = itertools.count(100)  # faster with everything that is measured
    reference, ratios = checks.between(lambda: next(machine),
                                       {name: lambda: next(machine) for name in "abc"})
    assert reference == 103
    assert ratios == {"a": 1, "b": 1, "c": 1}


def test_a_candidate_may_be_measured_more_than_once_in_a_turn():
    rates = iter([6, 1, 2])
    _, ratios = checks.between(lambda: 2, {"a": lambda: next(rates)}, times=3)
    assert ratios == {"a": 1.5}
    assert not list(rates)


@pytest.mark.parametrize("name", ["sink", "pieces", "small_cpu", "small_rate", "short", "client"])
def test_checks_name_what_the_published_figures_name(name, monkeypatch):
    monkeypatch.setattr(checks, "between",
                        lambda reference, candidates, times=1: (1, dict.fromkeys(candidates, 1)))
    for server in ("nginx", "ceiling"):
        monkeypatch.setattr(checks, server, lambda **options: nullcontext())
    published = json.loads((ROOT / "results/reference/speed.json").read_text())["rows"]
    assert ({(what, figure.unit, figure.wanted) for what, figure in checks.ALL[name]().items()}
            == {(row["what"], row["unit"], row["wanted"]) for row in published if row["check"] == name})


@pytest.mark.parametrize("reason", [None, "the kernel forbids it"])
def test_what_io_uring_could_gain_is_measured_where_there_is_one(reason, monkeypatch, capsys):
    monkeypatch.setattr(checks, "between",
                        lambda reference, candidates, times=1: (1, dict.fromkeys(candidates, 1)))
    monkeypatch.setattr(checks, "bare_loop", lambda *words, **options: nullcontext())
    monkeypatch.setattr(checks, "why_no_io_uring", lambda: reason)
    measured = checks.small_cpu_loop()
    assert ("bare loop on io_uring" in measured) == ("single-reactor, io_uring" in measured) == (reason is None)
    assert (reason or "") in capsys.readouterr().err
