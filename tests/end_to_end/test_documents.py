"""Every command that README.md, docs/adding.md and docs/results.md show is run as it is written.

In a folder that looks like a checkout with a build, whose experiments have the names of ours and
take a moment."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from .bench_run import SPEC
from .http_client import PATIENCE
from .programs import BINARIES, REPOSITORY, read_targets

sys.path.append(str(REPOSITORY / "tests" / "plots"))
import sample_map  # noqa: E402

DOCUMENTS = ["README.md", "docs/adding.md", "docs/results.md"]
COMMAND = re.compile(r"\./|build/|/usr/bin/python3 |cmake |ctest |bash |apt-get ")

# What the documents leave to the reader, and what the recipes add.
PLACES = {
    "DIR": "results/article-cores/latest",
    "NAME": "threads-epoll",
    "BASE": "results/article-cores/latest",
    "NEW": "results/article-cores/latest",
    "my-strategy": "reuseport",
}

NOT_RUN = {
    r"\./setup\.sh": "installs packages and builds; test_scripts.py runs it with other arguments",
    r"\./run_all\.sh": "builds and measures for minutes; test_scripts.py runs it with fake programs",
    r"\./tests/run\.sh": "is what runs this",
    r"\./tests/plots/audit\.sh": "takes axe-core and Lighthouse from the network",
    r"cmake |ctest ": "is what tests/run.sh does",
    r"build/release/bin/(dispatch_server|loadgen) ": "take port 8080 and 40 GB; test_load.py",
    r"build/release/bin/bench merge ": "takes runs of two machines; test_merge.py",
    r"build/release/bin/bench (map|advise) ": "simulate for minutes; test_map.py and test_advise.py run them smaller",
    r"apt-get ": "installs packages",
}


def blocks(text):
    """The lines of indented and fenced blocks. Those of a list lie deeper."""
    fenced = "".join(re.findall(r"^ *```(?:sh|bash|console)\n(.*?)^ *```", text, re.M | re.S))
    rest = re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)
    return fenced.splitlines() + re.findall(r"^ {4,}(.*)$", rest, re.M)


def commands_of(document):
    text = (REPOSITORY / document).read_text()
    spans = [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)]
    spans = [span for span in spans if " " in span]  # others name a file
    lines = [re.sub(r"\s+# .*", "", line).strip() for line in blocks(text)]
    return [command for command in lines + spans if COMMAND.match(command)]


def test_every_strategy_has_a_paragraph_and_no_other_has_one():
    text = (REPOSITORY / "docs" / "strategies.md").read_text()
    headings = re.findall(r"^### (.+)$", text, re.M)
    assert sorted(headings) == sorted({target.strategy for target in read_targets()})


COMMANDS = sorted({command for document in DOCUMENTS for command in commands_of(document)})
RUN = [command for command in COMMANDS if not any(re.match(what, command) for what in NOT_RUN)]


def tiny_experiment(name):
    rows = ["threads-epoll", "reuseport", "unpark-queue"]
    if name == "peers":
        rows += [{"peer": "ceiling"}, {"peer": "my-peer"}]
    load = {**SPEC["load"], "requests": 40}
    server = {**SPEC["server"], "null": True}
    return {**SPEC, "name": name, "rounds": 1, "server": server, "load": load, "rows": rows}


def write_experiments(folder):
    folder.mkdir()
    for path in (REPOSITORY / "experiments").glob("*.json"):
        (folder / path.name).write_text(json.dumps(tiny_experiment(path.stem)))
    for room in ("claims", "machines", "workloads", "advice"):
        (folder / room).symlink_to(REPOSITORY / "experiments" / room)


def write_peers(folder):
    """Ours, and the one that the recipe adds."""
    shutil.copytree(REPOSITORY / "servers" / "peers", folder)
    path = folder / "registry.json"
    registry = json.loads(path.read_text())
    rows = registry if isinstance(registry, list) else registry["peers"]
    rows.append({**next(row for row in rows if row["name"] == "ceiling"), "name": "my-peer"})
    path.write_text(json.dumps(registry))


def write_own_server(path):
    """What the reader has: a server that is told its port."""
    path.write_text(f"#!/bin/sh\nexec '{BINARIES}/ceiling_server' --listen \"127.0.0.1:$2\"\n")
    path.chmod(0o755)


def run(folder, command):
    for place, value in PLACES.items():
        command = re.sub(rf"\b{place}\b", value, command)
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if name != "DISPATCHBENCH_BIN"},
            "DISPATCHBENCH_EXPERIMENTS": str(folder / "experiments"),
            "DISPATCHBENCH_PEERS": str(folder / "servers" / "peers" / "registry.json"),
            "DISPATCHBENCH_RESULTS": str(folder / "results"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE,
    )


def succeed(folder, command):
    """Tries again where the machine stood still in one of the runs."""
    for _ in range(5):
        said = run(folder, command)
        if said.returncode == 0 or "runs failed" not in said.stderr:
            break
    assert said.returncode == 0, said.stderr
    return said


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "build" / "release").mkdir(parents=True)
    (folder / "build" / "release" / "bin").symlink_to(BINARIES)
    (folder / "plots").symlink_to(REPOSITORY / "plots")
    write_experiments(folder / "experiments")
    write_peers(folder / "servers" / "peers")
    sample_map.write(folder / "results" / "map" / "latest")
    write_own_server(folder / "my_server")
    succeed(folder, "build/release/bin/bench run article-cores")
    return folder


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_the_documents_works_as_it_is_written(folder, command):
    succeed(folder, command)


def test_the_documents_show_commands_and_nothing_is_excused_that_they_do_not_show():
    assert len(RUN) >= 8
    assert all(any(re.match(what, command) for command in COMMANDS) for what in NOT_RUN)
