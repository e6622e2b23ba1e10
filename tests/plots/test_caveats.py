"""plots/caveats.py: what a run cannot show."""

import pytest
import shapes
import synthetic

from plots import caveats, load


def test_the_summarys_own_sentences_are_printed_as_they_are(tmp_path):
    folder = shapes.experiment(tmp_path)
    synthetic.edit(folder / "summary.json", lambda document: document.update(caveats=["It was a made-up run."]))
    assert caveats.about_everything(load.experiment(folder)) == ["It was a made-up run."]


def test_a_summary_that_does_not_say_what_each_is_about_has_them_of_everything(tmp_path):
    folder = shapes.experiment(tmp_path)
    synthetic.edit(folder / "summary.json", lambda document: document.update(
        caveats=["One.", "Two."], caveat_subjects=[{"of": "column", "name": "tier"}]))
    assert caveats.about_everything(load.experiment(folder)) == ["One.", "Two."]


def caveats_of(experiment):
    told = [caveat.text for caveat in caveats.about_results(experiment)]
    return " ".join(told + caveats.about_cores(experiment))


def test_few_real_cores_are_named_as_a_limit(finished):
    limits = caveats_of(finished("article"))
    assert "2 hardware threads for up to 32 server threads" in limits


def test_emulated_cores_are_named_as_a_limit(finished):
    limits = caveats_of(finished("article-cores"))
    assert "emulates a core of 100MB/s on 2 real ones" in limits


def test_failures_and_missing_runs_are_named_as_limits(tmp_path):
    folder = synthetic.write(tmp_path, "backends", rounds=2, fail=("reuseport",))
    synthetic.edit(folder / "summary.json", lambda document: document.update(planned_runs=20))
    limits = caveats_of(load.experiment(folder))
    assert "4 of 12 runs failed" in limits
    assert "8 of 20 planned runs are missing" in limits


@pytest.mark.parametrize("option, said", [
    ({"emulate-request": "1ms"}, "emulates a core (request 1ms) on"), ({"demand": "emulate"}, "emulates a core on"),
    ({"demand": "block"}, None),
])
def test_a_row_that_emulates_by_other_options_is_emulated_too(tmp_path, option, said):
    experiment = load.experiment(shapes.experiment(tmp_path, server={"threads": 3, **option}))
    assert caveats.has_cores(experiment) == (said is not None)
    assert (said or "emulate") in caveats_of(experiment) or not said


def test_a_baseline_that_was_not_measured_is_named(tmp_path):
    folder = shapes.experiment(tmp_path, baseline="three")
    assert "the baseline three was not measured here" in caveats_of(load.experiment(folder))


def test_threads_that_were_asked_for_outnumber_the_cores_without_runs_too(tmp_path):
    folder = shapes.experiment(tmp_path, server={"threads": 32}, change=lambda summary, runs: runs.clear())
    assert "2 hardware threads for up to 32 server threads" in caveats_of(load.experiment(folder))
