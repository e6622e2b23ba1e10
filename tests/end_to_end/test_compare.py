"""bench compare: its three answers, as words and as exit codes."""

import json
import re
import shutil

import pytest

from .programs import BENCH, REFERENCE, run

BASE = REFERENCE / "article-cores"


@pytest.fixture
def other_run(tmp_path):
    """other_run(change) is the folder of a second run: the reference with its summary changed."""

    def make(change, manifest=lambda document: None):
        for name, edit in (("summary.json", change), ("manifest.json", manifest)):
            document = json.loads((BASE / name).read_text())
            edit(document)
            (tmp_path / name).write_text(json.dumps(document))
        return tmp_path

    return make


def multiply(factor, name="unpark-queue"):
    def change(summary):
        for row in summary["strategies"]:
            scale = factor if row["name"] == name else 1
            rates = row["requests_per_second"]
            rates["values"] = [value * scale for value in rates["values"]]

    return change


def compare(*arguments):
    completed = run(BENCH, "compare", *arguments)
    return completed.returncode, completed.stdout, completed.stderr


def test_a_run_compared_with_itself_shows_no_regression():
    code, out, err = compare(BASE, BASE, "--fail-on-regression")
    assert (code, err) == (0, "")
    assert out.endswith("no regression\n")


def test_a_slower_row_is_a_regression(other_run):
    code, out, _ = compare(BASE, other_run(multiply(0.8)), "--fail-on-regression")
    assert code == 1
    slow = next(line for line in out.splitlines() if line.startswith("unpark-queue"))
    assert re.search(r" 0\.800 \(0\.800–0\.800\) +slower\b", slow)
    assert out.endswith("\nregression\n")


def test_a_faster_row_is_none(other_run):
    code, out, _ = compare(BASE, other_run(multiply(1.25)), "--fail-on-regression")
    assert code == 0
    assert "faster" in out


def test_a_change_within_the_noise_cannot_be_told(other_run):
    def scatter(summary):
        for row in summary["strategies"]:
            rates = row["requests_per_second"]
            rates["values"] = [value * (0.9 if i % 2 else 1.1) for i, value in enumerate(rates["values"])]

    code, out, _ = compare(BASE, other_run(scatter), "--fail-on-regression")
    assert code == 3
    assert "cannot tell" in out


def test_a_higher_threshold_lets_a_change_pass(other_run):
    folder = other_run(multiply(0.9))
    code, _, _ = compare(BASE, folder, "--fail-on-regression", "--noise-threshold", "20%")
    assert code == 0


def test_too_few_rounds_cannot_tell_and_say_how_many_it_takes(other_run):
    def keep_two(summary):
        for row in summary["strategies"]:
            del row["requests_per_second"]["values"][2:]

    code, out, _ = compare(BASE, other_run(keep_two), "--fail-on-regression")
    assert code == 3
    assert "too few rounds" in out


def test_without_the_flag_a_regression_is_shown_and_does_not_fail(other_run):
    code, out, _ = compare(BASE, other_run(multiply(0.8)) / "summary.json")
    assert code == 0
    assert out.endswith("\nregression\n")


def test_a_row_of_which_every_run_fails_is_a_regression(other_run):
    def fail(summary):
        for row in summary["strategies"]:
            if row["name"] == "unpark-queue":
                row.update(failed=row["runs"], runs=0, rounds=0)
                row["requests_per_second"] = row["bytes_per_second"] = {"median": None, "low": None, "high": None, "values": []}

    code, out, _ = compare(BASE, other_run(fail), "--fail-on-regression")
    assert (code, out.splitlines()[-1]) == (1, "regression")
    assert "every run fails in NEW: unpark-queue" in out and "10 of 10 runs of unpark-queue failed" in out


def test_another_machine_is_not_comparable_and_named(other_run):
    folder = other_run(lambda summary: summary["machine"].update(cpu="Another", cores=64))
    code, out, err = compare(BASE, folder)
    assert (code, out) == (3, "")
    machine = json.loads((BASE / "summary.json").read_text())["machine"]
    assert f'cpu: "{machine["cpu"]}" against "Another"' in err
    assert f'cores: {machine["cores"]} against 64' in err


def test_another_option_is_not_comparable_and_named(other_run):
    def splice(manifest):
        manifest["spec"]["server"]["copy"] = "splice"

    code, _, err = compare(BASE, other_run(multiply(1), splice))
    assert code == 3
    assert 'server.copy: "read" against "splice"' in err


def test_another_revision_is_the_point_and_said(other_run):
    def change(summary):
        summary["machine"]["git_revision"] = "fedcba"
        multiply(0.5)(summary)

    code, out, _ = compare(BASE, other_run(change))
    assert code == 0
    assert 'against "fedcba"' in out


@pytest.mark.parametrize(
    "arguments",
    [[], [BASE], [BASE, "nowhere"], [BASE, BASE, BASE], [BASE, __file__],
     [BASE, BASE, "--noise-threshold", "1"], [BASE, BASE, "--noise-threshold", "-1%"]],
    ids=lambda arguments: " ".join(getattr(part, "name", str(part)) for part in arguments) or "none",
)
def test_misuse_is_one_line_and_exit_code_2(arguments):
    code, out, err = compare(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("bench: ") and err.count("\n") == 1
