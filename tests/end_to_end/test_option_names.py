"""The programs list their options; an experiment may set exactly those that are listed as its own."""

import json
import re

import pytest

from .programs import BENCH, LOADGEN, SERVER, run

PROGRAMS = pytest.mark.parametrize(("key", "program"), [("server", SERVER), ("load", LOADGEN)], ids=["server", "load"])


def listed(program):
    shown = run(program, "--list-options", "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


def refusal(tmp_path, key, name, value):
    spec = {"name": "some", "about": "some", "rounds": 1, "seed": 1, "server": {"null": True},
            "load": {"requests": 1}, "rows": "all"}
    spec[key] = {**spec[key], name: value}
    file = tmp_path / "some.json"
    file.write_text(json.dumps(spec))
    refused = run(BENCH, "list", file)
    assert refused.returncode == 2, refused.stderr
    return refused.stderr


@PROGRAMS
def test_a_program_lists_exactly_the_options_that_its_help_shows(key, program):
    shown = set(re.findall(r"^ +(?:-\w \[ )?--([a-z-]+)", run(program, "--help").stdout, re.M))
    assert {option["name"] for option in listed(program)} == shown
    assert all({"kind", "default", "help", "set_by"} <= option.keys() for option in listed(program))


@PROGRAMS
def test_an_experiment_may_set_exactly_the_options_listed_for_it(key, program, tmp_path):
    allowed = [option["name"] for option in listed(program) if option["set_by"] == "experiment"]
    assert len(allowed) > 10
    choices = refusal(tmp_path, key, "no-such-option", 1).rpartition("choose from ")[2]
    assert choices.strip().split(", ") == allowed


@PROGRAMS
def test_the_runner_refuses_what_is_outside_the_range_that_the_program_lists(key, program, tmp_path):
    ranged = [option for option in listed(program) if option["kind"] == "count" and "most" in option
              and option["set_by"] == "experiment"]
    for option in ranged:
        said = refusal(tmp_path, key, option["name"], option["most"] + 1)
        assert f"{key}.{option['name']}" in said and f"to {option['most']}" in said
