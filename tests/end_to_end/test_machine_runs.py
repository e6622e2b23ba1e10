"""Experiments on an emulated machine: what is refused, and that everything is told in real time."""

import json
import os

import pytest

from .bench_run import SPEC, STALL, BenchRun, read_whole
from .machine_profile import profile, write_profile
from .programs import BENCH, run

ROW = {**SPEC, "rounds": 1, "rows": ["reuseport"], "baseline": "reuseport"}
COSTS = {"request": 100_000, "client_request": 100_000}


def spec_with(folder, machine, **rest):
    machine = {"costs": str(write_profile(folder, **COSTS)), **machine}
    return {**ROW, **rest, "machine": machine}


def test_times_are_told_as_real_ones_and_the_dilated_ones_beside(tmp_path):
    spec = spec_with(tmp_path, {"cores": 2, "client": "same", "dilation": 16})
    assert BenchRun(tmp_path, spec).finish() == (0, "")
    (file,) = (tmp_path / "out" / "runs").glob("*.json")
    measured = read_whole(file, "run.schema.json")
    emulation, load = measured["emulation"], measured["load"]["report"]
    assert (emulation["cores"], emulation["dilation"], emulation["client"]) == (2, 16, "same")
    dilated = emulation["dilated"]
    assert load["requests_per_second"] == pytest.approx(16 * dilated["requests_per_second"])
    assert 16 * load["latency_seconds"]["p99"] == pytest.approx(dilated["latency_seconds"]["p99"])
    window = dilated["finished_ns"] - dilated["started_ns"]
    assert load["finished_ns"] - load["started_ns"] == pytest.approx(window / 16, abs=1)
    # 200 us of two cores a request: 10,000 requests a second, and what was begun before the first was sent.
    assert load["requests_per_second"] <= 12_500
    assert measured["server"]["report"]["emulation"]["events"]["request"] >= load["requests"]
    manifest = read_whole(tmp_path / "out" / "manifest.json", "manifest.schema.json")
    assert manifest["emulation"] == [{"point": {}, "cores": 2, "dilation": 16}]
    summary = read_whole(tmp_path / "out" / "summary.json", "summary.schema.json")
    assert any("no caches" in sentence for sentence in summary["caveats"])


def test_cores_can_be_varied_and_be_real(tmp_path):
    spec = spec_with(tmp_path, {"cores": 1}, vary={"machine.real": [True, False]}, baseline_point={"machine.real": True})
    del spec["baseline"]
    assert BenchRun(tmp_path, spec).finish() == (0, "")
    runs = [json.loads(file.read_text()) for file in (tmp_path / "out" / "runs").glob("*.json")]
    assert {("emulation" in run, run["point"]["machine.real"]) for run in runs} == {(True, False), (False, True)}
    (real,) = (run for run in runs if run["point"]["machine.real"])
    assert real["server"]["command"][1:4] == ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


REFUSED = {
    "too small a dilation": ({"cores": 4096, "dilation": 1}, "machine.dilation 1: expected "),
    "no such client": ({"cores": 2, "client": "far"}, 'machine.client "far": expected same or elsewhere'),
    "no such costs": ({"cores": 2, "costs": "none.json"}, "machine.costs \"none.json\": expected a cost profile"),
    "too many real cores": ({"cores": 4096, "real": True}, "machine.cores 4096: expected "),
    "an unknown key": ({"cores": 2, "sockets": 1}, "machine.sockets: unknown key"),
}


@pytest.mark.parametrize("machine, said", REFUSED.values(), ids=REFUSED)
def test_a_machine_that_does_not_fit_is_refused_before_anything_starts(tmp_path, machine, said):
    file = tmp_path / "some.json"
    file.write_text(json.dumps({**spec_with(tmp_path, machine), "server": {"null": True}}))
    refused = run(BENCH, "run", file, "--output", tmp_path / "out")
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_run_that_would_outlast_its_timeout_is_refused(tmp_path):
    load = {"duration": "10s", "connections": 4, "threads": 2, "body-size": "1kB"}
    file = tmp_path / "some.json"
    file.write_text(json.dumps({**spec_with(tmp_path, {"cores": 400}, load=load), "server": {"null": True}}))
    refused = run(BENCH, "run", file, "--output", tmp_path / "out")
    assert refused.returncode == 2
    assert "expected one below run_timeout, 20s" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_costs_of_another_version_are_refused(tmp_path):
    spec = spec_with(tmp_path, {"cores": 2})
    (tmp_path / "machine.json").write_text(json.dumps({**profile(), "schema_version": 7}))
    file = tmp_path / "some.json"
    file.write_text(json.dumps(spec))
    refused = run(BENCH, "run", file)
    assert refused.returncode == 2
    assert "schema_version 7: expected 1" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_calibrating_writes_a_profile_that_an_experiment_takes(tmp_path):
    file = tmp_path / "measured.json"
    for _ in range(5):  # as often as the machine stalls
        made = run(BENCH, "calibrate", "--rounds", 1, "--time", "50ms", "-o", file, timeout=600)
        if STALL not in made.stderr:
            break
    assert made.returncode == 0, made.stderr
    profile = read_whole(file, "machine.schema.json")
    on_one = [profile["costs_on_one_processor"]] if len(os.sched_getaffinity(0)) > 1 else []
    for costs in [profile["costs"], *on_one]:
        assert any(cost["ns"] > 0 for cost in costs.values())
        assert all(0 <= cost["low"] <= cost["high"] for cost in costs.values())
    spec = tmp_path / "some.json"
    spec.write_text(json.dumps({**spec_with(tmp_path, {"cores": 2, "costs": file.name}), "server": {"null": True}}))
    assert run(BENCH, "list", spec).returncode == 0


def test_calibrating_measures_nothing_that_could_not_be_written(tmp_path):
    refused = run(BENCH, "calibrate", "-o", tmp_path / "no" / "machine.json")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1 and "--output" in refused.stderr
