"""plots/live.py: a report that grows on loopback, how far the run is, and the figures at its end."""

import json
import os
import urllib.error
import urllib.request

import pytest
import shapes

from plots import live, progress, report


@pytest.fixture
def served(tmp_path):
    """(page, get): get(path, host=None) is an answer's text."""
    page, server = live.serve(tmp_path / "run")

    def get(path, host=None):
        address = f"127.0.0.1:{server.server_port}"
        request = urllib.request.Request(f"http://{address}{path}", headers={"Host": host or address})
        return urllib.request.urlopen(request, timeout=60).read().decode("utf-8")
    yield page, get
    server.shutdown()
    server.server_close()


def run(page, made, rounds=2):
    """A run's folder in which only so many runs are made, ten seconds apart."""
    shapes.experiment(page.folder, rounds=rounds)
    for place, file in enumerate(sorted((page.folder / "runs").glob("*.json"))):
        os.utime(file, (1000 + 10 * place, 1000 + 10 * place))
        if place >= made:
            file.unlink()
    manifest = json.loads((page.folder / "manifest.json").read_text())
    (page.folder / "manifest.json").write_text(json.dumps({**manifest, "planned_runs": 2 * rounds}))


def test_before_the_first_round_the_page_says_that_it_waits(served):
    _, get = served
    assert "No round has ended yet" in get("/")
    assert json.loads(get("/progress")) == {"text": "The run has not begun.", "share": 0, "version": "0", "ended": False}


def test_the_table_is_there_while_runs_go_on_with_progress_and_time_left(served):
    page, get = served
    run(page, made=3)
    text = get("/")
    assert "<td>" in text and "<svg" not in text and "3 of 4 runs, about 10 s left." in text
    told = json.loads(get("/progress"))
    assert (told["share"], told["ended"]) == (0.75, False)
    assert f'data-version="{told["version"]}"' in text


def test_a_round_that_ends_makes_another_version_and_another_page(served):
    page, get = served
    run(page, made=2)
    before, shown = json.loads(get("/progress"))["version"], get("/")
    run(page, made=4)
    assert json.loads(get("/progress"))["version"] != before
    assert get("/") != shown


def test_at_the_end_the_figures_are_drawn_for_who_looks_and_lie_in_the_folder(served, monkeypatch):
    page, get = served
    run(page, made=4)
    get("/")
    monkeypatch.setattr(report, "pictures", lambda _: [report.Picture("a", "T", "C", "<svg></svg>", [])])
    page.fetched.set()
    live.finish(page)
    assert json.loads(get("/progress"))["ended"] is True
    assert "<svg" in get("/") and "live-text" not in get("/")
    assert "<svg" in (page.folder / "report.html").read_text()


def test_nobody_looks_so_nothing_is_drawn(served):
    page, _ = served
    run(page, made=4)
    live.finish(page)
    assert not (page.folder / "report.html").exists()


@pytest.mark.parametrize("path", ["/figures/../manifest.json", "/manifest.json", "/figures/none.svg", "//etc/passwd"])
def test_nothing_else_of_the_folder_is_served(served, path):
    page, get = served
    run(page, made=4)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(path)


def test_a_page_under_another_name_is_refused(served):
    _, get = served
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get("/", host="rebound.example")


def test_time_left_is_the_estimate_until_two_runs_are_made(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"schema_version": 1, "planned_runs": 9, "estimate_seconds": 190}))
    assert progress.of(tmp_path).sentence == "0 of 9 runs, about 3 min 10 s left."
