"""An experiment may set every option of the two programs, and no other, but for what bench sets itself."""

import json
import re

import pytest

from .programs import BENCH, LOADGEN, SERVER, run

OWN = {
    SERVER: {"strategy", "listen", "report", "help", "version", "list-strategies", "list-parts",
             "json"},
    LOADGEN: {"output", "help", "version"},
}


def options_in_help(program):
    shown = run(program, "--help").stdout
    return set(re.findall(r"^ +(?:-\w \[ )?--([a-z-]+)", shown, re.M)) - OWN[program]


def options_in_experiments(key, tmp_path):
    """What bench says may be chosen when it is given an option that there is not."""
    spec = {"name": "some", "about": "some", "rounds": 1, "seed": 1, "server": {"null": True},
            "load": {"requests": 1}, "rows": "all"}
    spec[key] = {**spec[key], "no-such-option": 1}
    file = tmp_path / "some.json"
    file.write_text(json.dumps(spec))
    refused = run(BENCH, "list", file)
    assert refused.returncode == 2, refused.stderr
    return set(refused.stderr.rpartition("choose from ")[2].strip().split(", "))


@pytest.mark.parametrize(("key", "program"), [("server", SERVER), ("load", LOADGEN)], ids=["server", "load"])
def test_experiments_know_exactly_the_options_of_the_program(key, program, tmp_path):
    known = options_in_help(program)
    assert len(known) > 10
    assert options_in_experiments(key, tmp_path) == known
