"""bench export: what other tools get, read back as they read it."""

import csv
import io
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from .programs import BENCH, REFERENCE, run

RUN = REFERENCE / "article-cores"
COMPARE = Path("/usr/share/benchmark/compare.py")  # of Debian's libbenchmark-tools
SUMMARY = json.loads((RUN / "summary.json").read_text())


def export(form, *options):
    return run(BENCH, "export", RUN, "--format", form, *options)


def exported(form, *options):
    completed = export(form, *options)
    assert (completed.returncode, completed.stderr) == (0, "")
    return completed.stdout


def row(name):
    return next(row for row in SUMMARY["strategies"] if row["name"] == name)


def test_csv_has_a_line_for_every_run():
    lines = list(csv.DictReader(io.StringIO(exported("csv"))))
    assert len(lines) == SUMMARY["finished_runs"]
    rates = [float(line["requests_per_second"]) for line in lines if line["name"] == "reuseport"]
    assert rates == row("reuseport")["requests_per_second"]["values"]
    assert all(None not in line and None not in line.values() for line in lines)


def test_hyperfine_has_the_times_of_every_row():
    results = json.loads(exported("hyperfine"))["results"]
    assert [result["command"] for result in results] == [r["name"] for r in SUMMARY["strategies"]]
    for result in results:
        assert result["min"] == min(result["times"]) and result["max"] == max(result["times"])
        assert result["mean"] == pytest.approx(sum(result["times"]) / len(result["times"]))
        assert isinstance(result["user"], float) and isinstance(result["system"], float)
        assert "parameters" not in result


def test_google_benchmark_has_every_repetition_and_the_aggregates():
    entries = json.loads(exported("google-benchmark", "--row", "reuseport"))["benchmarks"]
    assert [entry["run_type"] for entry in entries] == 40 * ["iteration"] + 3 * ["aggregate"]
    rates = [entry["items_per_second"] for entry in entries[:40]]
    assert rates == row("reuseport")["requests_per_second"]["values"]


def test_google_benchmark_says_where_it_was_run():
    context = json.loads(exported("google-benchmark"))["context"]
    assert isinstance(context["caches"], list) and isinstance(context["load_avg"], list)
    assert isinstance(context["num_cpus"], int) and isinstance(context["date"], str)


# compare.py takes two functions from scipy, which Debian cannot install beside our version of Boost.
SCIPY_STATS = """
import types
import numpy
def mannwhitneyu(a, b, alternative): return types.SimpleNamespace(pvalue=1.0)
def gmean(values): return numpy.exp(numpy.log(values).mean(axis=0))
"""


def test_googles_own_compare_reads_it(tmp_path):
    if not COMPARE.exists():
        pytest.skip("libbenchmark-tools is not installed")
    (tmp_path / "scipy").mkdir()
    (tmp_path / "scipy" / "__init__.py").touch()
    (tmp_path / "scipy" / "stats.py").write_text(SCIPY_STATS)
    exported("google-benchmark", "-o", tmp_path / "a.json")
    command = ["/usr/bin/python3", COMPARE, "--no-color", "benchmarks", "a.json", "a.json"]
    compared = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
                              capture_output=True, text=True, timeout=60)
    assert compared.returncode == 0, compared.stderr
    assert re.search(r"^reuseport_mean +\+0\.0000", compared.stdout, re.M)
    assert re.search(r"^reuseport_pvalue .*Repetitions: 40 vs 40", compared.stdout, re.M)


def test_hgrm_rises_to_the_maximum_of_the_row():
    table = exported("hgrm", "--row", "unpark-queue")
    lines = [list(map(float, line.split())) for line in re.findall(r"^ +[0-9.].*$", table, re.M)]
    assert lines == sorted(lines)
    assert lines[-1][:2] == [pytest.approx(1e3 * row("unpark-queue")["latency_seconds"]["max"], abs=1e-3), 1]
    # hdrhistogram's plotter takes lines of four fields alone
    assert max(line[0] for line in lines if len(line) == 4) == lines[-1][0]
    assert re.search(r"^#\[Mean    = +[0-9.]+, StdDeviation   = +[0-9.]+\]$", table, re.M)


def test_hgrm_of_several_rows_onto_a_stream_is_one_line_that_says_how():
    completed = run(BENCH, "export", RUN, "--format", "hgrm", "-o", "/dev/stdout")
    assert completed.returncode == 2
    assert completed.stdout == ""
    assert re.fullmatch(r"bench: --format hgrm writes one row a file, and /dev/stdout is none: "
                        r"choose --row, or -o FILE for all of [^\n]+\n", completed.stderr)
    assert "Percentile" in exported("hgrm", "--row", "unpark-queue", "-o", "/dev/stdout")


def test_hgrm_writes_a_file_for_every_row(tmp_path):
    files = exported("hgrm", "-o", tmp_path / "latency.hgrm").split()
    assert sorted(map(str, tmp_path.iterdir())) == sorted(files)
    assert len(files) == len(SUMMARY["strategies"])


def test_a_file_gets_what_standard_output_would(tmp_path):
    file = tmp_path / "table.csv"
    assert exported("csv", "-o", file) == ""
    assert file.read_bytes().decode() == run_bytes("csv")
    assert list(tmp_path.iterdir()) == [file]


def run_bytes(form):
    command = [BENCH, "export", RUN, "--format", form]
    return subprocess.run(command, capture_output=True, timeout=60).stdout.decode()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "xml"], ["--format xml", "csv", "hgrm", "hyperfine", "google-benchmark"]),
        (["--format", "hgrm"], ["--row", "reuseport"]),
        (["--format", "csv", "--row", "nginx"], ["--row nginx", "reuseport"]),
        (["--format", "csv", "-o", "/nowhere/a.csv"], ["--output /nowhere/a.csv", "folder"]),
        ([], ["--format"]),
    ],
    ids=str,
)
def test_misuse_is_one_line_and_exit_code_2(options, words):
    completed = run(BENCH, "export", RUN, *options)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr.startswith("bench: ") and completed.stderr.count("\n") == 1
    assert all(word in completed.stderr for word in words)


def test_a_run_without_its_single_runs_is_refused(tmp_path):
    (tmp_path / "summary.json").write_text((RUN / "summary.json").read_text())
    completed = run(BENCH, "export", tmp_path, "--format", "csv")
    assert completed.returncode == 2
    assert "runs/" in completed.stderr
