"""The Containerfile names what there is. That an image comes of it takes a network: tests/container.sh."""

import re
import subprocess

import pytest

from ..programs import REPOSITORY

pytestmark = pytest.mark.one_target

LINES = [line for line in (REPOSITORY / "Containerfile").read_text().splitlines() if line and line[0] != "#"]


def steps(kind):
    return [line.removeprefix(kind).strip() for line in LINES if line.startswith(f"{kind} ")]


def test_it_has_nothing_but_steps_that_are_known():
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENTRYPOINT", "CMD"}
    assert {line.split()[0] for line in LINES} <= known
    assert steps("ARG") == ["BASE=debian:12"]
    assert {step.split()[0] for step in steps("FROM")} == {"$BASE"}


@pytest.mark.parametrize("command", steps("RUN"))
def test_every_command_is_sound_and_calls_what_is_there(command):
    assert subprocess.run(["bash", "-n", "-c", command], capture_output=True).returncode == 0
    for script in re.findall(r"\./[\w/.]+\.sh", command):
        assert (REPOSITORY / script).exists()
    for target in re.findall(r"--target (\w+)", command):
        cmake = "".join(path.read_text() for path in REPOSITORY.glob("cmake/*.cmake"))
        assert f"add_custom_target({target})" in cmake
    for preset in re.findall(r"--preset (\w+)", command):
        assert f'"name": "{preset}"' in (REPOSITORY / "CMakePresets.json").read_text()


def test_what_is_left_out_of_it_is_not_needed():
    left_out = (REPOSITORY / ".containerignore").read_text().split()
    assert set(left_out) == {"build", "results/*", "!results/schema", "!results/reference"}
