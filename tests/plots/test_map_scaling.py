"""plots/map/scaling.py: what becomes of strategies from few cores to many, and that it says no more than the map."""

import itertools
import xml.etree.ElementTree as ElementTree

import pytest
import sample_map
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text
from svg import shown

from plots import __main__ as command
from plots import render, style
from plots.map import borne, library, page, scaling

has_d3 = pytest.mark.skipif(not library.D3.is_file(), reason="node-d3 is not installed")
CORES = (32, 64, 128, 256)
BEYOND, BELOW = 1, 0  # the highest load of the map, and the lowest


def map_of(workloads, cores=CORES):
    """From {workload: {strategy: its load on each number of cores}}; None is a cell that the map does not have."""
    names = dict.fromkeys(name for told in workloads.values() for name in told)
    cells = [{"strategy": name, "workload": workload, "cores": number, "load_at_ten_service_times": passing(load)}
             for workload, told in workloads.items() for name, loads in told.items()
             for number, load in zip(cores, loads) if load is not None]
    return {**sample_map.document(), "cores": list(cores), "cells": cells,
            "strategies": [sample_map.strategy(name, "shared-listener", "here") for name in names],
            "workloads": [sample_map.workload(name, 0.005) for name in workloads]}


def passing(load):
    known = load not in (BEYOND, BELOW)
    return {"load": load if known else None, "at_least": load == BEYOND, "at_most": load == BELOW, "relative": None}


def drawn(map_):
    return render.drawn(scaling.draw, map_)


def names(axis):
    return [text.get_text() for text in axis.texts if isinstance(text, Annotation)]


def coloured(axis):
    """What is not one of the thin grey lines."""
    return [line for line in axis.lines if line.get_color() != scaling.OTHERS["color"]]


@has_d3
def test_the_picture_lies_beside_that_of_the_map_and_in_its_page_and_is_the_same_again(tmp_path):
    sample_map.write(tmp_path)
    file, seen = tmp_path / "figures" / "cores.svg", []
    for _ in range(2):
        assert command.main([str(tmp_path)]) == 0
        seen.append(file.read_text(encoding="utf-8"))
    assert shown(seen[0]) == shown(seen[1]) and len(seen[0]) < 400_000 and ElementTree.fromstring(seen[0]).tag.endswith("svg")
    assert file.with_suffix(".png").is_file() and (tmp_path / "figures" / "map.svg").is_file()
    text = (tmp_path / "map.html").read_text()
    assert '<h2 id="scaling-title">From few cores to many</h2>' in text and "(log scale)</text>" in text


@has_d3
def test_a_map_of_one_number_of_cores_has_neither(tmp_path):
    cells = [cell for cell in sample_map.document()["cells"] if cell["cores"] == 8]
    sample_map.write(tmp_path, cells=cells, cores=[8])
    assert set(page.read(tmp_path).pictures) == {"map"}
    assert scaling.TITLE.encode() not in page.read(tmp_path).text


def test_panels_are_the_six_workloads_in_which_strategies_are_furthest_apart():
    map_ = map_of({f"workload {place}": {"one": [0.5] * 4, "two": [0.5, 0.5, 0.5, 0.5 - place / 20]}
                   for place in range(8)})
    titles = [axis.get_title(loc="left") for axis in drawn(map_).axes]
    assert titles == [f"Requests, workload {place}" for place in (7, 6, 5, 4, 3, 2)]


def test_the_best_the_worst_and_those_whose_rank_changes_most_are_named_and_all_others_grey():
    still = {f"still-{place}": [0.3 + place / 20] * 4 for place in range(10)}
    axis = drawn(map_of({"kept": {**still, "falls": [0.9, 0.8, 0.4, 0.2], "rises": [0.1, 0.2, 0.5, 0.72]}})).axes[0]
    assert {"still-9", "falls", "rises"} <= set(names(axis))
    assert names(axis)[0] == "falls" and len(names(axis)) == 7
    assert len(axis.lines) - len(coloured(axis)) == 12


def test_strategies_that_stay_together_have_one_name_with_their_number():
    alike = {name: [0.6, 0.5, 0.4, 0.3 + place / 200] for place, name in enumerate(("a", "b", "reuseport", "d"))}
    axis = drawn(map_of({"kept": {**alike, "best": [0.9] * 4, "its-like": [0.91] * 4}})).axes[0]
    assert names(axis) == ["reuseport + 3", "best, its-like"]


def test_less_than_a_picture_tells_apart_is_no_change_of_rank():
    panel = borne.panels(map_of({"kept": {"one": [0.50, 0.5, 0.5, 0.52], "two": [0.52, 0.5, 0.5, 0.50],
                                          "three": [0.8, 0.8, 0.8, 0.2]}}), 1)[0]
    assert {name: panel.shift(name) for name in panel.borne} == {"one": 1, "two": 1, "three": -2}


def test_what_passes_beyond_the_loads_of_the_map_is_hollow_and_stands_at_its_ends():
    axis = drawn(map_of({"kept": {"one": [BEYOND, 0.8, 0.6, BELOW]}})).axes[0]
    points = [line for line in coloured(axis) if line.get_marker() != "None"]
    assert [point.get_ydata()[0] for point in points] == [max(sample_map.LOADS), 0.8, 0.6, min(sample_map.LOADS)]
    assert [point.get_markerfacecolor() == style.PAPER for point in points] == [True, False, False, True]


def test_every_number_of_cores_has_a_tick_and_a_text_where_there_is_room():
    axis = drawn(map_of({"kept": {"one": [0.5] * 4}})).axes[0]
    assert axis.get_xscale() == "log" and [text.get_text() for text in axis.get_xticklabels()] == list(map(str, CORES))
    crowded = drawn(map_of({"kept": {"one": [0.5] * 4}}, (2, 250, 255, 256))).axes[0]
    assert list(crowded.get_xticks()) == [2, 250, 255, 256]
    assert [text.get_text() for text in crowded.get_xticklabels()] == ["2", "", "", "256"]


def test_it_says_that_it_is_simulated_and_what_it_cannot_show():
    said = " ".join(drawn(map_of({"kept": {"one": [0.5] * 4}}))._supxlabel.get_text().split())
    assert "simulated" in said and "caches, memory bandwidth and waiting for locks" in said


def test_no_two_lines_of_a_panel_have_one_colour_and_a_strategy_has_the_same_in_all():
    told = {name: [place / 40] * 4 for place, name in enumerate((*style.PINNED, *"abcdefghij"))}
    mixed = {name: told[name][::-1] for name in reversed(told)}
    map_ = map_of({"kept": told, "short": {name: [0.9 - loads[0]] * 4 for name, loads in mixed.items()}})
    seen = {}
    for axis in drawn(map_).axes:
        colours = {text.get_text().split(" +")[0]: text.arrow_patch.get_edgecolor() for text in axis.texts}
        assert len(set(colours.values())) == len(colours) == 7
        assert all(seen.setdefault(name, colour) == colour for name, colour in colours.items())


def test_a_strategy_for_which_no_colour_is_left_keeps_its_own():
    told = {f"workload {start}": {f"strategy-{place:02}": [place / 50] * 4 for place in range(start, 42, 6)}
            for start in range(6)}
    map_ = map_of({workload: {**lines, "the-last": [0.9] * 4} for workload, lines in told.items()})
    map_["strategies"].sort(key=lambda strategy: strategy["name"])
    panels = [{text.get_text(): text.arrow_patch.get_edgecolor() for text in axis.texts} for axis in drawn(map_).axes]
    assert len({panel["the-last"] for panel in panels}) == 1
    assert len({colour for panel in panels for colour in panel.values()}) == len(style.COLOURS)


@pytest.mark.parametrize("cores", [CORES, (2, 4, 8, 16, 32, 64, 128, 256), (1, 2, 4, 8, 16, 32, 64, 128, 256)])
def test_no_name_lies_on_another_or_leaves_the_figure(cores):
    told = {f"a-strategy-with-a-name-that-is-long-{place}": [place / 40] * (len(cores) - 1) + [0.01 * (place % 3)]
            for place in range(40)}
    picture = drawn(map_of({f"workload {'x' * 90} {place}": told for place in range(6)}, cores))
    renderer = FigureCanvasAgg(picture).get_renderer()
    with render.house_style():
        picture.draw_without_rendering()
        boxes = [Text.get_window_extent(text, renderer) for axis in picture.axes
                 for text in (*axis.texts, *(text for text in axis.get_xticklabels() if text.get_visible()))]
        whole, box = picture.bbox, picture.get_tightbbox(renderer)
    shown = [found for found in boxes if found.width > 1]
    assert len(shown) > 6 * 7 and not [pair for pair in itertools.combinations(shown, 2) if pair[0].overlaps(pair[1])]
    assert min(box.x0, box.y0) > -0.03 and box.x1 < whole.width / picture.dpi + 0.03


def test_cells_that_are_missing_or_tell_nothing_are_no_mishap():
    map_ = map_of({"kept": {"one": [0.5, None, None, 0.4], "two": [None, 0.6, None, None]}, "short": {"one": [0.5]}})
    map_["cells"].append({"strategy": "two", "workload": "short", "cores": 256, "load_at_ten_service_times": None})
    assert scaling.applicable(map_) and names(drawn(map_).axes[0]) == ["one"]  # two: not on the most cores
    map_["cells"] = [{**cell, "load_at_ten_service_times": None} for cell in map_["cells"]]
    assert not scaling.applicable(map_)
