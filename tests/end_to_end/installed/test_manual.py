"""Man pages and completions are made of the options that the programs list."""

import json
import os
import shutil
import subprocess

import pytest

from ..http_client import PATIENCE
from ..programs import BENCH, BINARIES, LOADGEN, REPOSITORY, SERVER, SIMULATE, run

pytestmark = pytest.mark.one_target

PROGRAMS = [BENCH, SERVER, LOADGEN, SIMULATE]


def listed(program):
    """Every option of the program, those of its commands too."""
    if program == BENCH:
        commands = json.loads(run(BENCH, "--list-commands", "--json").stdout)
        return [option for command in commands for option in command["options"]]
    return json.loads(run(program, "--list-options", "--json").stdout)


def call(*command, **variables):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=4 * PATIENCE,
                          env={**os.environ, **variables})


@pytest.fixture(scope="module")
def share(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("prefix")
    made = call("/usr/bin/python3", "-B", "-m", "manual", BINARIES, "", prefix, "1.2",
                PYTHONPATH=str(REPOSITORY / "cmake"))
    assert made.returncode == 0, made.stderr
    return prefix / "share"


def completed(share, program, *words):
    """What bash offers for the last of the words."""
    before = words[-2] if len(words) > 1 else program
    script = (f"source '{share}/bash-completion/completions/{program}'; "
              f"COMP_WORDS=({program} {' '.join(words)}); COMP_CWORD={len(words)}; "
              f"_{program} {program} '{words[-1]}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    said = call("bash", "-c", script)
    assert said.stderr == ""
    return said.stdout.split()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_page_and_the_completions_have_every_option(share, program):
    names = [f"--{option['name']}" for option in listed(program)]
    page = (share / "man/man1" / f"{program.name}.1").read_text().replace("\\-", "-")
    zsh = (share / "zsh/site-functions" / f"_{program.name}").read_text()
    assert [name for name in names if f"{name}\\fR" not in page] == []
    assert [name for name in names if f"{name}[" not in zsh and f",{name}}}" not in zsh] == []
    bash = (share / "bash-completion/completions" / program.name).read_text()
    assert [name for name in names if name not in bash] == []


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_the_pages_are_sound(share):
    said = call("groff", "-man", "-Tutf8", "-ww", "-z", *sorted((share / "man/man1").iterdir()))
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_can_read_its_completions(share):
    for file in (share / "zsh/site-functions").iterdir():
        said = call("zsh", "-n", file)
        assert (said.returncode, said.stderr) == (0, "")


def test_bash_offers_commands_options_and_choices(share):
    assert completed(share, "bench", "comp") == ["compare"]
    assert "--noise-threshold" in completed(share, "bench", "compare", "--n")
    assert completed(share, "loadgen", "--split", "") == ["static", "shared"]
    assert "threads-epoll" in completed(share, "dispatch_server", "--strategy", "threads")
