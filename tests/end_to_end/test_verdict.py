"""bench verdict: every claim has a verdict and a reason, from the committed runs or from others."""

import json
import os
import re
import shutil
import subprocess

import pytest

from .programs import BENCH, REFERENCE, REPOSITORY, run

CLAIMS = sorted((REPOSITORY / "experiments" / "claims").rglob("*.json"), key=lambda path: path.stem)
RUNS = [REFERENCE / "article", REFERENCE / "article-cores"]
EVIDENCE = sorted(str(path.parent.relative_to(REPOSITORY)) + "/" for path in REFERENCE.glob("*/summary.json"))


def verdicts(file, *arguments):
    completed = run(BENCH, "verdict", *arguments, "--json", file)
    assert (completed.returncode, completed.stderr) == (0, "")
    return json.loads(file.read_text()), completed.stdout


def with_environment(*arguments, **variables):
    return subprocess.run([BENCH, "verdict", *arguments], env={**os.environ, **variables},
                          capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """Verdicts and text from the committed runs of every experiment that claims are about."""
    return verdicts(tmp_path_factory.mktemp("verdicts") / "verdicts.json", *(REPOSITORY / path for path in EVIDENCE))


def test_the_committed_verdicts_are_what_the_committed_evidence_gives(tmp_path):
    page = tmp_path / "claims.md"
    shown = subprocess.run([BENCH, "verdict", *EVIDENCE, "--markdown", page], cwd=REPOSITORY, capture_output=True,
                           text=True, timeout=60)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == (REFERENCE / "verdicts.txt").read_text()
    assert page.read_text() == (REPOSITORY / "docs" / "claims.md").read_text()


def test_the_readme_counts_claims_and_sources_as_the_verdicts_do():
    count = (REFERENCE / "verdicts.txt").read_text().splitlines()[-1]
    claims, sources = re.match(r"(\d+) claims of (\d+) published sources", count).groups()
    readme = " ".join((REPOSITORY / "README.md").read_text().split())
    assert f"Of {claims} claims of {sources} published sources" in readme
    for number, what in re.findall(r"(\d+) (confirmed|refuted)", count):
        assert f"{number} {what}" in readme


def test_every_claim_has_a_verdict_and_a_reason(committed):
    ledger, text = committed
    assert [claim["id"] for claim in ledger["claims"]] == [path.stem for path in CLAIMS]
    assert all(claim["because"] for claim in ledger["claims"])
    assert sum(ledger["counts"].values()) == len(CLAIMS)
    assert all(claim["sentence"] in text for claim in ledger["claims"])


def test_the_committed_runs_give_every_kind_of_verdict(committed):
    ledger, _ = committed
    assert all(count > 0 for count in ledger["counts"].values())
    found = {claim["id"]: claim["verdict"] for claim in ledger["claims"]}
    assert found["article-ratio-5-reuseport-to-condvar"] == "confirmed"
    assert found["article-tail-1-all-busy"] == "refuted"
    assert found["article-ratio-2-reuseport-on-real-cores"] == "cannot tell here"
    assert found["article-rate-1-c-server"] == "impossible as stated"
    assert found["article-rate-2-single-reactor"] == "implausible as stated"


def test_every_claim_names_rows_and_points_that_its_experiment_has(committed):
    ledger, _ = committed
    reasons = [claim["because"] for claim in ledger["claims"]]
    reasons += [remark["missing"] for claim in ledger["claims"] for remark in claim["beside"]]
    assert not [text for text in reasons if re.search("was not measured|at several points|no such point", text)]


@pytest.mark.parametrize("disturbed, too_often", [(5, True), (3, False)])
def test_the_row_that_is_divided_by_must_have_been_left_alone_too(disturbed, too_often, tmp_path):
    shutil.copy(REFERENCE / "connection-model" / "manifest.json", tmp_path)
    summary = json.loads((REFERENCE / "connection-model" / "summary.json").read_text())
    for row in summary["strategies"]:
        row["flags"] = {"machine-busy": disturbed} if row["name"] == "unpark-queue" else {}
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    ledger, _ = verdicts(tmp_path / "verdicts.json", tmp_path)
    found = {claim["id"]: claim for claim in ledger["claims"]}["placement-3-3200-kept-connections"]
    assert (f"too busy to emulate cores in {disturbed} of 7 runs of unpark-queue" in found["because"]) == too_often
    assert found["verdict"] == "cannot tell here" or not too_often


def test_what_goes_to_standard_output_is_not_mixed_with_what_people_read():
    shown = run(BENCH, "verdict", *RUNS, "--json", "/dev/stdout")
    assert shown.returncode == 0 and json.loads(shown.stdout)["schema_version"] == 1
    assert "confirmed" in shown.stderr


def test_without_a_folder_it_takes_the_committed_runs_where_there_are_no_newer(tmp_path):
    shown = with_environment(DISPATCHBENCH_RESULTS=str(tmp_path))
    assert shown.returncode == 0
    assert re.search("^article-cores: measured on emulated cores, 10 rounds in .*results/reference/article-cores$",
                     shown.stdout, re.M)


def test_without_a_folder_it_prefers_the_newest_run(tmp_path):
    latest = tmp_path / "article" / "latest"
    latest.mkdir(parents=True)
    summary = json.loads((RUNS[0] / "summary.json").read_text())
    (latest / "summary.json").write_text(json.dumps({**summary, "rounds": 3}))
    shown = with_environment(DISPATCHBENCH_RESULTS=str(tmp_path))
    assert f"article: measured, 3 rounds in {latest}" in shown.stdout


def test_a_newest_run_that_was_too_much_for_the_machine_is_passed_over(tmp_path):
    latest = tmp_path / "article" / "latest"
    latest.mkdir(parents=True)
    summary = json.loads((RUNS[0] / "summary.json").read_text())
    for row in summary["strategies"]:
        row["stopped"] = "it needs 67 % of 2 processors"
    (latest / "summary.json").write_text(json.dumps(summary))
    shown = with_environment(DISPATCHBENCH_RESULTS=str(tmp_path))
    assert re.search("^article: measured, .* in .*results/reference/article$", shown.stdout, re.M)
    assert shown.stderr == f"bench: passed over, for no row of it was measured: {latest}\n"
    summary["strategies"][0]["stopped"] = None
    (latest / "summary.json").write_text(json.dumps(summary))
    assert f" in {latest}\n" in with_environment(DISPATCHBENCH_RESULTS=str(tmp_path)).stdout


@pytest.fixture
def half_as_fast(tmp_path):
    """An experiment's folder with a claim about it, and a function that makes a result folder of it."""
    claim = {"source": "a post", "url": "https://example.org/", "sentence": "It is half as fast.", "experiment": "some",
             "conditions": [{"quantity": "ratio", "of": "reuseport", "to": "threads-epoll", "about": 0.5, "within": 0.1}]}
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "half.json").write_text(json.dumps(claim))
    estimate = {"median": 1.0, "low": None, "high": None}

    def result(name, share, **more):
        folder = tmp_path / name
        folder.mkdir()
        costs = {f"{side}_cpu_seconds_per_{what}": None for side in ("server", "client") for what in ("gb", "request")}
        rows = [{"name": row, "point": {}, "rounds": 6, "runs": 6, **costs,
                 "requests_per_second": {**estimate, "values": 6 * [rate]}, "bytes_per_second": {**estimate, "values": []}}
                for row, rate in (("reuseport", 100 * share), ("threads-epoll", 100))]
        machine = {"git_revision": "0123456789abcdef"}
        (folder / "summary.json").write_text(json.dumps(
            {"schema_version": 1, "experiment": "some", "rounds": 6, "machine": machine, "strategies": rows, **more}))
        return folder

    return tmp_path, result


@pytest.mark.parametrize(("share", "verdict"), [(0.5, "confirmed"), (0.9, "refuted")])
def test_a_result_folder_confirms_or_refutes_and_says_that_it_was_simulated(half_as_fast, share, verdict):
    folder, result = half_as_fast
    shown = with_environment(result("run", share, simulated=True), DISPATCHBENCH_EXPERIMENTS=str(folder))
    assert f"half: {verdict}" in shown.stdout
    assert "evidence: simulated, some, 6 rounds, revision 012345678\n" in shown.stdout
    assert shown.stdout.splitlines()[-1].startswith(f"1 claim of 1 published source: {int(share == 0.5)} confirmed")


def test_what_was_measured_stands_above_a_simulation_of_the_same_experiment(half_as_fast):
    folder, result = half_as_fast
    both = [result("simulated", 0.5, simulated=True), result("measured", 0.9)]
    for order in (both, both[::-1]):
        shown = with_environment(*order, DISPATCHBENCH_EXPERIMENTS=str(folder))
        assert "half: refuted" in shown.stdout and "evidence: measured, some" in shown.stdout


def test_a_claim_that_cannot_be_read_is_refused_with_its_place(tmp_path):
    (tmp_path / "claims").mkdir()
    claim = {"source": "a post", "sentence": "Fast.", "conditions": [{"quantity": "speed", "above": 2}]}
    (tmp_path / "claims" / "fast.json").write_text(json.dumps(claim))
    refused = with_environment(DISPATCHBENCH_EXPERIMENTS=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'fast.json: conditions[0].quantity "speed": expected one of requests_per_second' in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["nowhere"], ["nowhere", "summary.json"]),
     ([RUNS[0], RUNS[0]], ["a second run of article"]),
     ([RUNS[0], "--json", "/nowhere/a.json"], ["--json /nowhere/a.json", "folder"])],
    ids=["nowhere", "twice", "no such folder"],
)
def test_misuse_is_one_line_and_exit_code_2(arguments, words):
    completed = run(BENCH, "verdict", *arguments)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr.startswith("bench: ") and completed.stderr.count("\n") == 1
    assert all(word in completed.stderr for word in words)
