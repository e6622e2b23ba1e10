"""bench merge: several machines side by side, and nothing pooled."""

import json
import shutil

import pytest

from .bench_run import read_whole
from .programs import BENCH, REFERENCE, run

pytestmark = pytest.mark.one_target

FIRST = REFERENCE / "article-cores"


@pytest.fixture
def other_machine(tmp_path):
    """The reference as another machine would have measured it: each rate twice as high, one row not there."""

    def make(manifest=lambda document: None):
        folder = tmp_path / "other"
        folder.mkdir()
        summary = json.loads((FIRST / "summary.json").read_text())
        summary["machine"].update(cpu="Another", cores=64)
        del summary["strategies"][0]
        for row in summary["strategies"]:
            for key in ("median", "low", "high"):
                row["requests_per_second"][key] *= 2
        document = json.loads((FIRST / "manifest.json").read_text())
        manifest(document)
        (folder / "summary.json").write_text(json.dumps(summary))
        (folder / "manifest.json").write_text(json.dumps(document))
        return folder

    return make


def test_each_machine_keeps_its_own_figures(other_machine, tmp_path):
    file = tmp_path / "merged.json"
    said = run(BENCH, "merge", FIRST, other_machine(), "--output", file)
    assert (said.returncode, said.stderr) == (0, "")
    merged = read_whole(file, "merged.schema.json")
    assert [machine["machine"]["cores"] for machine in merged["machines"]] == [2, 64]
    kept = {row["name"]: row for row in json.loads((FIRST / "summary.json").read_text())["strategies"]}
    missing = merged["rows"][0]
    assert missing["figures"].keys() == {"A"}
    for row in merged["rows"][1:]:
        rate = kept[row["name"]]["requests_per_second"]["median"]
        assert row["figures"]["A"]["value"]["median"] == rate
        assert row["figures"]["B"]["value"]["median"] == 2 * rate
    assert "B: Another, 64 cores" in said.stdout and "A: ratio" in said.stdout
    line = next(line for line in said.stdout.splitlines() if line.startswith(missing["name"]))
    assert "–" in line


def test_other_work_is_not_merged_and_what_differs_is_named(other_machine, tmp_path):
    def splice(manifest):
        manifest["spec"]["server"]["copy"] = "splice"

    said = run(BENCH, "merge", FIRST, other_machine(splice), "--output", tmp_path / "merged.json")
    assert (said.returncode, said.stdout) == (3, "")
    assert 'server.copy: "read" against "splice"' in said.stderr
    assert not (tmp_path / "merged.json").exists()


def test_one_run_is_not_two_machines(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(FIRST, copy)
    for other in (FIRST, FIRST / "summary.json", copy):
        said = run(BENCH, "merge", FIRST, other, "--output", tmp_path / "merged.json")
        assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
        assert "expected another run" in said.stderr
    assert not (tmp_path / "merged.json").exists()


def test_two_runs_of_what_looks_like_one_machine_are_marked(other_machine, tmp_path):
    folder = other_machine()
    file = tmp_path / "merged.json"
    assert "look like one machine" not in run(BENCH, "merge", FIRST, folder, "--output", file).stdout
    summary = json.loads((folder / "summary.json").read_text())
    summary["machine"] = json.loads((FIRST / "summary.json").read_text())["machine"]
    (folder / "summary.json").write_text(json.dumps(summary))
    assert "A and B look like one machine" in run(BENCH, "merge", FIRST, folder, "--output", file).stdout


def test_folders_are_as_they_were_given_and_never_absolute(other_machine, tmp_path):
    folder = other_machine()
    said = run(BENCH, "merge", FIRST, "./other", "--output", "merged.json", cwd=tmp_path)
    assert said.returncode == 0 and folder.name == "other"
    merged = json.loads((tmp_path / "merged.json").read_text())
    assert [machine["folder"] for machine in merged["machines"]] == [FIRST.name, "./other"]


@pytest.mark.parametrize("arguments", [[], [FIRST], [FIRST, "nowhere"], [FIRST, FIRST.parent / "first-look", "--output", "/nowhere/x"]],
                         ids=["none", "one", "nowhere", "output"])
def test_misuse_is_one_line_and_exit_code_2(arguments):
    said = run(BENCH, "merge", *arguments)
    assert "bench: bench" not in said.stderr
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
