"""python3 -m plots: pages that need no network, and refusals in one line."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

import pytest
import shapes
import synthetic
from svg import shown

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
    folders = [shapes.experiment(home / "chance", names=("reuseport", "one"), chance=("reuseport",)),
               shapes.experiment(home / "open loop", names=("one",), load={"rate": 100, "duration": "1s"})]
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
                assert (page.parent / unquote(reference)).is_file(), reference


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
    before = pages[1].read_text()
    assert command.main([str(pages[1].parent)]) == 0
    assert shown(pages[1].read_text()) == shown(before)


def test_text_from_a_run_is_escaped(small, unillustrated):
    synthetic.edit(small / "summary.json", lambda document: document.update(about="<script>alert(1)</script>"))
    assert command.main([str(small)]) == 0
    assert "<script>" not in (small / "report.html").read_text()


def test_a_run_without_intervals_says_so(small, unillustrated):
    assert command.main([str(small)]) == 0
    text = (small / "report.html").read_text()
    assert "no figure here has an interval" in text and "Too few rounds" in text


def test_the_conclusion_and_the_table_come_first_and_what_cannot_be_told_after_the_first_figure(tmp_path):
    def disturb(summary, runs):
        for row in summary["strategies"]:
            row["flags"] = {"machine-busy": row["runs"]}
        for run in runs:
            run["validity"] = {**(run.get("validity") or {}), "flags": ["machine-busy"]}
    folder = shapes.experiment(tmp_path, change=disturb, intervals=False)
    synthetic.edit(folder / "summary.json", lambda document: document.update(caveats=["It was made up."]))
    assert command.main([str(folder)]) == 0
    page = (folder / "report.html").read_text()
    page = page[page.index("<main>"):]
    order = ['class="verdict"', "<tbody>", "were disturbed, some of every row", 'class="facts"', "<svg", "It was made up."]
    assert [page.index(text) for text in order] == sorted(page.index(text) for text in order)
    assert page.count("no figure here has an interval") == 1 and "no interval" not in page
    assert "disturbed 1/1" not in page


def test_each_caveat_stands_where_its_row_column_or_figure_is_and_the_rest_is_folded_after_the_results(tmp_path):
    told = {"Of all.": {"of": "run"}, "Of the rate.": {"of": "column", "name": "requests_per_second"},
            "Of two.": {"of": "rows", "rows": [{"name": "two", "point": {}}]},
            "Of the figure.": {"of": "figure", "name": "throughput"}}
    folder = shapes.experiment(tmp_path)
    synthetic.edit(folder / "summary.json", lambda document: document.update(
        caveats=list(told), caveat_subjects=list(told.values())))
    assert command.main([str(folder)]) == 0
    page = (folder / "report.html").read_text()
    page = page[page.index("<main>"):]
    marked = re.findall(r'(?:<th>|</span>)([^<]*)<sup><a class="note" href="#note-(\d)"', page)
    assert [(text.strip(), number) for text, number in marked] == [("Requests/s (interval)", "1"), ("two", "2")]
    assert '<li id="note-1">Of the rate.</li><li id="note-2">Of two.</li>' in page
    figure = page[page.index('id="throughput"'):]
    assert "Of the figure." in figure[:figure.index("</figure>")]
    folded = page.index("<summary>What none of these results can tell (1)</summary>")
    assert page.rindex("</figure>") < folded < page.index("Of all.") < page.index("Use of the threads")


def test_a_long_table_of_points_stands_after_the_first_figure(tmp_path):
    points = tuple({"load.connections": count} for count in range(6, 13))
    folder = shapes.experiment(tmp_path, points=points)
    assert command.main([str(folder)]) == 0
    page = (folder / "report.html").read_text()
    assert page.index("<svg") < page.index("All points as a table") < page.index("<tbody>")


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


def test_a_full_standard_output_is_one_line_and_keeps_the_pages(tmp_path):
    folder = shapes.experiment(tmp_path / "run", names=("one",), workers=0)
    with open("/dev/full", "w") as full:
        result = subprocess.run([sys.executable, "-m", "plots", str(folder)], cwd=ROOT, text=True, stdout=full,
                                stderr=subprocess.PIPE, check=False)
    assert result.returncode == 2
    assert re.fullmatch(r"plots: standard output: [^\n]+\n", result.stderr)
    assert (folder / "report.html").is_file()


def table_of(page):
    return page[page.index("<tbody>"):page.index("</tbody>")]


@pytest.mark.parametrize("names", [(), ("one",)], ids=["peers alone", "a peer first"])
def test_peers_have_a_heading_of_their_own_wherever_they_stand(tmp_path, names, unillustrated):
    def put_peers_first(summary, _runs):
        summary["strategies"].sort(key=lambda row: not row["peer"])
    folder = shapes.experiment(tmp_path, names=names, peers=("nginx", "go"), change=put_peers_first)
    assert command.main([str(folder)]) == 0
    table = table_of((folder / "report.html").read_text())
    assert table.count("Other servers: they differ in more than dispatch") == 1
    assert table.index("Other servers") < table.index("nginx") < table.index("go")


def test_an_open_loop_says_how_it_sends_and_shows_latency_first(tmp_path, unillustrated):
    folder = shapes.experiment(tmp_path, load={"rate": 1000, "duration": "1s"})
    assert command.main([str(folder)]) == 0
    page = (folder / "report.html").read_text()
    for fact in ("open loop: 1,000 requests/s, whatever the server does", "latency counts from the due time",
                 "arrivals evenly spaced, fixed to connections in turn"):
        assert fact in page
    assert page.index("<th>P99 latency (interval)</th>") < page.index("<th>Requests/s (interval)</th>")


def test_experiments_of_one_name_and_odd_folders_are_all_linked_from_the_overview(tmp_path, unillustrated):
    folders = [shapes.experiment(tmp_path / name) for name in ("a b#c?", "100%", os.fsdecode(b"no \xff text"))]
    assert command.main([*map(str, folders), "--index", str(tmp_path / "index.html")]) == 0
    parsed = Page((tmp_path / "index.html").read_text())
    assert len(parsed.ids) == len(set(parsed.ids))
    links = [os.fsdecode(unquote_to_bytes(link)) for link in parsed.references if "report.html" in link]
    linked = {(tmp_path / link).resolve() for link in links}
    assert linked == {(folder / "report.html").resolve() for folder in folders}


@pytest.mark.parametrize("index", [".", "file/index.html"])
def test_an_overview_that_cannot_be_written_is_refused_before_anything_is(tmp_path, capsys, index):
    folder = shapes.experiment(tmp_path / "run")
    (tmp_path / "file").touch()
    assert command.main([str(folder), "--index", str(tmp_path / index)]) == 2
    assert re.fullmatch(r"plots: [^\n]+\n", capsys.readouterr().err)
    assert not (folder / "report.html").exists()
