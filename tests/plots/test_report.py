"""python3 -m plots: pages that need no network, and refusals in one line."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import synthetic

from plots import __main__ as command

ROOT = Path(__file__).resolve().parents[2]
NETWORK = re.compile(r"https?:|url\((?!#)|@import|\(//|=\"//")


class Page(HTMLParser):
    """What a page refers to, and the ids it has."""

    def __init__(self, text):
        super().__init__()
        self.references, self.ids, self.tags = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name in ("href", "src", "xlink:href"):
                self.references.append(value)
            if name == "id":
                self.ids.append(value)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    home = tmp_path_factory.mktemp("pages")
    folders = [synthetic.write(home / kind, kind, rounds=6) for kind in ("article-cores", "zero-copy", "backends")]
    assert command.main([*map(str, folders), "--index", str(home / "overview" / "index.html")]) == 0
    return [home / "overview" / "index.html", *(folder / "report.html" for folder in folders)]


def test_a_page_asks_nothing_of_the_network(pages):
    for page in pages:
        text = page.read_text()
        assert not NETWORK.findall(text)
        assert not {"object", "script", "link", "iframe", "img"} & set(Page(text).tags)


def test_every_reference_of_a_page_leads_to_something_there(pages):
    for page in pages:
        parsed = Page(page.read_text())
        for reference in parsed.references:
            if reference.startswith("#"):
                assert reference[1:] in parsed.ids
            elif not reference.startswith("data:"):
                assert (page.parent / reference).is_file(), reference


def test_no_id_occurs_twice_on_a_page(pages):
    for page in pages:
        ids = Page(page.read_text()).ids
        assert len(ids) == len(set(ids))


def test_every_figure_is_there_as_svg_and_png(pages):
    for page in pages[1:]:
        names = {file.stem for file in (page.parent / "figures").glob("*.svg")}
        assert len(names) >= 4
        assert names == {file.stem for file in (page.parent / "figures").glob("*.png")}


def test_a_page_is_the_same_when_it_is_made_again(pages):
    before = pages[3].read_text()
    assert command.main([str(pages[3].parent)]) == 0
    assert pages[3].read_text() == before


def test_text_from_a_run_is_escaped(small):
    synthetic.edit(small / "summary.json", lambda document: document.update(about="<script>alert(1)</script>"))
    assert command.main([str(small)]) == 0
    assert "<script>" not in (small / "report.html").read_text()


def test_a_run_without_intervals_says_so(small):
    assert command.main([str(small)]) == 0
    text = (small / "report.html").read_text()
    assert "no interval" in text and "Too few rounds" in text


def plots(*arguments, cwd=ROOT):
    return subprocess.run([sys.executable, "-m", "plots", *map(str, arguments)], cwd=cwd, text=True,
                          capture_output=True, check=False, env={"PYTHONPATH": str(ROOT), "PATH": ""})


@pytest.mark.parametrize("arguments", [["nowhere"], [], ["--no-such-option"]])
def test_bad_input_is_one_line_and_exit_code_2(tmp_path, arguments):
    result = plots(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stdout == ""
    assert re.fullmatch(r"plots: [^\n]+\n", result.stderr)


def test_one_unreadable_folder_stops_before_anything_is_written(small, tmp_path):
    assert command.main([str(small), str(tmp_path / "nowhere")]) == 2
    assert not (small / "report.html").exists()
