"""plots/readme.py: the README shows the committed results, and is put right where it does not."""

import re
import shutil
from pathlib import Path

import pytest

from plots import readme, readme_numbers
from plots.load import Unreadable

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "results" / "reference"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_number_of_the_readme_is_that_of_the_committed_results():
    assert readme.renewed(README, REFERENCE) == README


def test_the_figures_of_the_readme_are_drawn_from_the_committed_results():
    assert readme.stale(ROOT) == []


def test_figures_that_are_drawn_anew_are_of_the_results_until_those_change(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "results" / "reference")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    reference = tmp_path / "results" / "reference"
    figures = [reference / "map" / "figures" / f"map.{kind}" for kind in ("svg", "png")]
    figures[0].unlink()
    figures[1].write_bytes(b"another")
    assert readme.stale(tmp_path) == figures
    assert set(figures) <= set(readme.renew(tmp_path))
    assert readme.stale(tmp_path) == [] and readme.renew(tmp_path) == []
    with (reference / "map" / "map.json").open("a", encoding="utf-8") as results:
        results.write("\n")
    assert readme.stale(tmp_path) == figures


@pytest.mark.parametrize("number", ["0.90 [0.80", "`unpark-queue` about 410 ms", "(mean about 72 ms", "Of 69 claims"])
def test_a_number_that_is_not_that_of_the_results_is_put_right(number):
    assert README.count(number) == 1
    assert readme.renewed(README.replace(number, re.sub(r"\d+", "7", number)), REFERENCE) == README


def test_every_answer_of_the_advice_has_latencies_in_the_table():
    rows = [line for line in README.splitlines() if line.startswith("|") and readme_numbers.ADVICE.search(line)]
    assert len(rows) == len(list(REFERENCE.glob("advice-*.txt")))
    assert all(len(readme_numbers.P99.findall(row)) > 2 for row in rows)


def test_a_sentence_that_is_missing_or_a_strategy_that_was_not_asked_about_is_named():
    with pytest.raises(Unreadable, match="says 0 times"):
        readme.renewed(README.replace("gave a factor of", "gave"), REFERENCE)
    with pytest.raises(Unreadable, match="nobody has no latency in results/reference/advice-"):
        readme.renewed(README.replace("`unpark-queue` about 410 ms", "`nobody` about 410 ms"), REFERENCE)


def test_a_check_writes_nothing_and_says_what_differs(tmp_path, capsys, monkeypatch):
    (tmp_path / "results").symlink_to(ROOT / "results")
    (tmp_path / "README.md").write_text(README.replace("about 410 ms", "about 400 ms"), encoding="utf-8")
    monkeypatch.setattr(readme, "ROOT", tmp_path)
    monkeypatch.setattr(readme, "FIGURES", {})
    assert readme.main(["--check"]) == 1
    assert capsys.readouterr().out == "README.md is not of the results\n"
    assert readme.main([]) == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == README
    assert readme.main(["--check"]) == 0
