"""plots/readme.py: the README shows the committed results, and is put right where it does not."""

import json
import re
import shutil
from pathlib import Path

import pytest
from svg import texts

from plots import readme, readme_numbers, render
from plots.load import Unreadable

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "results" / "reference"
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADVISED = re.search(r"`unpark-queue` about [\d.]+ ms", README)[0]


def test_every_number_of_the_readme_is_that_of_the_committed_results():
    assert readme.renewed(README, REFERENCE) == README


def test_the_figures_of_the_readme_are_drawn_from_the_committed_results():
    assert readme.stale(ROOT) == []


@pytest.mark.parametrize("which", readme.FIGURES, ids="/".join)
def test_a_figure_of_the_readme_says_what_it_would_say_if_it_were_drawn_now(which):
    folder, name = which
    _, read, shown = readme.FIGURES[which]
    committed = (REFERENCE / folder / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    assert texts(render.made(render.drawn(shown.draw, read(REFERENCE / folder))).svg) == texts(committed)


def test_a_figure_that_is_not_of_the_results_is_drawn_anew_and_no_other(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "results" / "reference")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    map_ = tmp_path / "results" / "reference" / "map"
    figure = map_ / "figures" / "map.svg"
    figure.with_suffix(".png").write_bytes(b"another")
    assert readme.stale(tmp_path) == [figure]
    assert readme.renew(tmp_path) == [figure, figure.with_suffix(".png")]
    assert figure.with_suffix(".png").read_bytes() != b"another"
    (map_ / "map.html").write_text("a page that somebody made", encoding="utf-8")
    assert readme.stale(tmp_path) == [] and readme.renew(tmp_path) == []
    with (map_ / "map.json").open("a", encoding="utf-8") as results:
        results.write("\n")
    assert readme.stale(tmp_path) == [figure]


def test_all_figures_are_drawn_anew_where_that_is_asked_for(tmp_path, monkeypatch):
    shutil.copytree(REFERENCE, tmp_path / "results" / "reference")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    monkeypatch.setattr(readme, "ROOT", tmp_path)
    assert readme.main(["--redraw"]) == 0
    assert set(readme.renew(tmp_path, redraw=True)) == {
        tmp_path / "results" / "reference" / folder / "figures" / f"{name}.{kind}"
        for folder, name in readme.FIGURES for kind in ("svg", "png")}
    assert readme.stale(tmp_path) == []


@pytest.mark.parametrize("words", [
    r"with\s+a\s+hundred\s+\d\.\d\d", r"`unpark-queue` about \d+ ms, `reuseport` about \d+ ms",
    r"`unpark-queue` mean about \d+ ms", r"Of \d+ claims"])
def test_a_number_that_is_not_that_of_the_results_is_put_right(words):
    (said,) = re.findall(words, README)
    assert readme.renewed(README.replace(said, re.sub(r"\d+", "7", said)), REFERENCE) == README


def test_every_answer_of_the_advice_has_latencies_in_the_table():
    rows = [line for line in README.splitlines() if line.startswith("|") and readme_numbers.ADVICE.search(line)]
    assert len(rows) == len(list(REFERENCE.glob("advice-*.txt")))
    assert all(len(readme_numbers.P99.findall(row)) > 2 for row in rows)


def test_what_a_strategy_is_known_as_is_what_the_advice_says():
    settings = {row["strategy"]: {setting["software"] for setting in row["settings"]}
                for row in json.loads((ROOT / "experiments" / "advice" / "settings.json").read_text(encoding="utf-8"))}
    known = re.compile(r"\b(" + "|".join(sorted(set().union(*settings.values()))) + r")\b")
    table = README[README.index("| strategy | known as |"):].split("\n\n")[0].splitlines()[2:]
    assert len(table) > 4
    for row in table:
        strategies, software = row.strip("|").split("|")
        of_these = set().union(*(settings.get(name, set()) for name in re.findall(r"`([\w-]+)`", strategies)))
        assert set(known.findall(software)) <= of_these, row


def test_a_sentence_that_is_missing_or_a_strategy_that_was_not_asked_about_is_named():
    with pytest.raises(Unreadable, match="says 0 times"):
        readme.renewed(README.replace("gave a factor of", "gave"), REFERENCE)
    with pytest.raises(Unreadable, match="nobody has no latency in results/reference/advice-"):
        readme.renewed(README.replace(ADVISED, ADVISED.replace("unpark-queue", "nobody"), 1), REFERENCE)


def test_measurements_of_several_revisions_are_named(tmp_path):
    for results in REFERENCE.iterdir():
        (tmp_path / results.name).symlink_to(results)
    (tmp_path / "map").unlink()
    (tmp_path / "map").mkdir()
    map_ = json.loads((REFERENCE / "map" / "map.json").read_text(encoding="utf-8"))
    (tmp_path / "map" / "map.json").write_text(json.dumps({**map_, "revision": 40 * "0"}), encoding="utf-8")
    with pytest.raises(Unreadable, match="is not of one revision: map of 000000000, first-look of "):
        readme.renewed(README, tmp_path)


@pytest.mark.parametrize("pattern, instead, said", [
    (r"(?s).*", "", "its last line does not count the claims"),
    (r"\d+ claims of", "Claims of", "its last line does not count the claims"),
    (r", \d+ refuted", "", "its last line does not count the claims"),
    (r"(?m)^puma-1-gate:", "puma:", "0 values were found for puma-1-gate, and the README tells 1"),
    (r"(?ms)^(puma-1-gate: .*?)  found: [^\n]*\n", r"\1", "0 values were found for puma-1-gate"),
    (r"is above 1.02; .* is below", "is above 1.02", "1 values were found for reuseport-crossing-1-20us"),
])
def test_verdicts_without_a_number_that_the_readme_tells_are_named(tmp_path, pattern, instead, said):
    for results in REFERENCE.iterdir():
        (tmp_path / results.name).symlink_to(results)
    verdicts = (REFERENCE / "verdicts.txt").read_text(encoding="utf-8")
    changed, times = re.subn(pattern, instead, verdicts, count=1)
    assert times == 1
    (tmp_path / "verdicts.txt").unlink()
    (tmp_path / "verdicts.txt").write_text(changed, encoding="utf-8")
    with pytest.raises(Unreadable, match=f"^results/reference/verdicts.txt: .*{said}"):
        readme.renewed(README, tmp_path)


def test_a_check_writes_nothing_and_says_what_differs(tmp_path, capsys, monkeypatch):
    shutil.copytree(REFERENCE, tmp_path / "results" / "reference")
    (tmp_path / "README.md").write_text(README.replace(ADVISED, "`unpark-queue` about 0.1 ms", 1), encoding="utf-8")
    monkeypatch.setattr(readme, "ROOT", tmp_path)
    monkeypatch.setattr(readme, "FIGURES", {})
    assert readme.main(["--check"]) == 1
    assert capsys.readouterr().out == "README.md is not of the results\n"
    assert readme.main([]) == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == README
    assert readme.main(["--check"]) == 0
