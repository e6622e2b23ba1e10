"""map.html without a browser: what it asks for, what it refuses, and what it makes of text from others."""

import re
from pathlib import Path

import pytest
import sample_map
from svg import shown

from plots import __main__ as command
from plots.load import Unreadable
from plots.map import document, library, page

ROOT = Path(__file__).resolve().parents[2]
has_d3 = pytest.mark.skipif(not library.D3.is_file(), reason="node-d3 is not installed")


def refused(folder, capsys):
    assert command.main([str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and re.fullmatch(r"plots: [^\n]+\n", said.err)
    assert not (folder / page.NAME).exists()
    return said.err


@has_d3
def test_a_map_becomes_a_page_beside_it_and_the_same_one_again(tmp_path, capsys):
    sample_map.write(tmp_path)
    assert command.main([str(tmp_path)]) == 0
    first = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert command.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'map.html'}\n" * 2
    assert shown((tmp_path / "map.html").read_text(encoding="utf-8")) == shown(first)
    assert len(first.encode()) < page.MOST_BYTES


@has_d3
def test_text_from_the_map_is_no_markup_and_the_policy_lets_no_other_script_run(tmp_path):
    sample_map.write(tmp_path)
    text = page.read(tmp_path).text.decode("utf-8")
    assert sample_map.HOSTILE not in text and "<img" not in text
    assert "default-src 'none'" in text
    assert text.count("'sha256-") == text.count("<script>") == 2


@has_d3
def test_a_page_asks_nothing_of_the_network(tmp_path):
    plain = [{**workload, "title": workload["name"]} for workload in sample_map.document()["workloads"]]
    sample_map.write(tmp_path, title="A map", workloads=plain)
    own = page.read(tmp_path).text.decode("utf-8").replace(library.d3(), "")
    assert set(re.findall(r"https?://[^\s\"'`)]+", own)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\ssrc=|@import|url\((?!#)", own)


def test_without_the_library_one_line_says_what_to_install(tmp_path, capsys, monkeypatch):
    sample_map.write(tmp_path)
    monkeypatch.setattr(library, "D3", tmp_path / "none.js")
    assert "apt-get install -y node-d3" in refused(tmp_path, capsys)


def test_setup_installs_the_library():
    assert "node-d3" in (ROOT / "setup.sh").read_text()


@pytest.mark.parametrize("changes", [{"cells": []}, {"cells": [{"strategy": "x"}]}, {"strategies": None},
                                     {"schema_version": 2}, {"cores": "8"}])
def test_a_broken_map_is_refused_in_one_line_that_names_the_file(tmp_path, capsys, changes):
    sample_map.write(tmp_path, **changes)
    assert f"{tmp_path / document.NAME}: " in refused(tmp_path, capsys)


@has_d3
def test_a_number_that_is_none_and_a_page_that_is_too_large_are_refused(tmp_path, capsys, monkeypatch):
    sample_map.write(tmp_path, reference_load=float("nan"))
    assert "not finite" in refused(tmp_path, capsys)
    sample_map.write(tmp_path)
    monkeypatch.setattr(page, "MOST_BYTES", 1000)
    assert "1,000 are the most" in refused(tmp_path, capsys)


@has_d3
def test_an_overview_leads_to_the_map(tmp_path):
    sample_map.write(tmp_path / "map")
    assert command.main([str(tmp_path / "map"), "--index", str(tmp_path / "index.html")]) == 0
    assert 'href="map/map.html"' in (tmp_path / "index.html").read_text()


def test_every_script_is_in_the_page_and_short(tmp_path):
    files = {file.stem: file for file in (page.HERE / "script").glob("*.js")}
    assert set(files) == set(page.SCRIPTS)
    assert all(len(file.read_text().splitlines()) <= 250 for file in files.values())
