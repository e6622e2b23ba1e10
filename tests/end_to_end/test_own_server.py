"""Somebody's own server beside the strategies: bench run --peer and --peer-url."""

import json
import shutil
import subprocess

import pytest

from .bench_run import SPEC, finish, read_whole
from .http_client import PATIENCE
from .programs import BENCH, REPOSITORY, SERVER, run

pytestmark = pytest.mark.one_target

FAKE = REPOSITORY / "tests/runner/fake_bin/fake_peer"


@pytest.fixture
def experiment(tmp_path):
    spec = {**SPEC, "name": "one", "rounds": 1, "server": {**SPEC["server"], "null": True},
            "load": {"requests": 8, "connections": 1, "threads": 1, "body-size": "1kB"}, "rows": ["threads-epoll"]}
    file = tmp_path / "one.json"
    file.write_text(json.dumps(spec))
    return file


@pytest.fixture
def measure(experiment, tmp_path):
    """Runs it; what bench said, and each row's run by name."""

    def measured(*options):
        for attempt in range(5):  # as often as the machine stalls
            folder = tmp_path / f"out{attempt}"
            said = run(BENCH, "run", experiment, "--output", folder, *options)
            records = [json.loads(file.read_text()) for file in folder.glob("runs/*.json")]
            if not any("nothing could be sampled" in str(record["failure"]) for record in records):
                break
        return said, {record["name"]: record for record in records}, folder

    return measured


def test_a_command_is_measured_in_the_same_rounds(measure):
    said, records, folder = measure("--peer", f"mine={FAKE} well {{port}}", "--peer", f"other={FAKE} well {{port}}")
    assert (said.returncode, said.stderr) == (0, "")
    assert records.keys() == {"threads-epoll", "mine", "other"}
    assert records["mine"]["peer"] is True and records["mine"]["load"]["report"]["statuses"] == {"201": 8}
    manifest = read_whole(folder / "manifest.json", "manifest.schema.json")
    assert {"mine", "other"} < manifest["programs"].keys()
    assert run(BENCH, "summarize", folder).returncode == 0
    assert run(BENCH, "run", "--resume", folder).returncode == 0


def test_a_run_goes_on_with_the_files_of_the_folder_that_it_began_in(experiment, tmp_path, monkeypatch):
    monkeypatch.setenv("DISPATCHBENCH_BIN", str(BENCH.parent))  # which may be relative to another folder
    began, elsewhere, out = (tmp_path / name for name in ("began", "elsewhere", "out"))
    began.mkdir()
    elsewhere.mkdir()
    shutil.copy(FAKE, began / "server.py")
    command = ["--peer", "mine=/usr/bin/python3 server.py well {port}", "--only", "mine"]
    said = finish(out, "run", experiment, "--output", out, *command, cwd=began)
    assert (said.returncode, said.stderr) == (0, "")
    for file in [*out.glob("runs/*.json"), out / "summary.json"]:
        file.unlink()
    said = finish(out, "run", "--resume", "../out", cwd=elsewhere)
    assert (said.returncode, said.stderr) == (0, "")
    (record,) = (json.loads(file.read_text()) for file in out.glob("runs/*.json"))
    assert record["failure"] is None


def test_a_server_that_runs_already_is_measured_without_its_utilization(measure):
    command = [SERVER, "--strategy", "reuseport", "--null", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().split()[-1]
            said, records, folder = measure("--peer-url", f"mine={url}")
            assert (said.returncode, said.stderr) == (0, "")
            assert f"mine runs at {url} and was not started here" in said.stdout
            mine = read_whole(next(folder.glob("runs/*mine.json")), "run.schema.json")
            assert mine["server"]["report"] is None and mine["server"]["cpu_seconds_in_load_window"] is None
            assert mine["load"]["report"]["statuses"] == {"200": 8}
            summary = read_whole(folder / "summary.json", "summary.schema.json")
            assert [row["name"] for row in summary["strategies"]] == ["threads-epoll", "mine"]
        finally:
            server.terminate()
            assert server.wait(PATIENCE) == 0


def test_one_that_answers_wrongly_is_not_measured(measure):
    said, records, _ = measure("--peer", f"mine={FAKE} refuses {{port}}")
    assert said.returncode == 1 and "mine is not measured: it answered 404" in said.stdout
    assert records["threads-epoll"]["failure"] is None


@pytest.mark.parametrize(
    ("option", "text", "fault"),
    [
        ("--peer", "./my_server --port {port}", "NAME=COMMAND"),
        ("--peer", "mine=", "NAME=COMMAND"),
        ("--peer", 'mine=/bin/true {port} "', "every quote is closed"),
        ("--peer", "Mine!=/bin/true {port}", "lower-case"),
        ("--peer", "mine=/bin/true", "{port}"),
        ("--peer", "mine=/bin/true {port} {ports}", "no {ports}, only {port}"),
        ("--peer", "mine=./no-such-server {port}", "no-such-server"),
        ("--peer", "nginx=/bin/true {port}", "no peer of the registry"),
        ("--peer", "threads-epoll=/bin/true {port}", "a name of its own"),
        ("--peer-url", "mine=127.0.0.1:80", "http://HOST:PORT"),
        ("--peer-url", "mine=http://127.0.0.1", "http://HOST:PORT"),
        ("--peer-url", "mine=http://127.0.0.1:99999", "http://HOST:PORT"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(experiment, tmp_path, option, text, fault):
    said = run(BENCH, "run", experiment, "--output", tmp_path / "out", option, text)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert fault in said.stderr
    assert not (tmp_path / "out").exists()
