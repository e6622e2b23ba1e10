"""plots/style.py: rows that can be told apart, in both modes, whatever else is measured."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import shapes

from plots import load, style


def linear(colour):
    value = np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(*colours):
    """WCAG 2.1, 1.4.11: graphics want 3."""
    dark, light = sorted(linear(colour) @ (0.2126, 0.7152, 0.0722) for colour in colours)
    return (light + 0.05) / (dark + 0.05)


# Machado, Oliveira and Fernandes 2009, severity 1.
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array([[.152286, 1.052583, -.204868], [.114503, .786281, .099216], [-.003882, -.048116, 1.051998]]),
    "deutan": np.array([[.367322, .860646, -.227968], [.280085, .672501, .047413], [-.011820, .042940, .968881]]),
    "tritan": np.array([[1.255528, -.076749, -.178779], [-.078411, .930809, .147602], [.004733, .691367, .303900]]),
}
XYZ = np.array([[.4124, .3576, .1805], [.2126, .7152, .0722], [.0193, .1192, .9505]]) / [[.95047], [1], [1.08883]]


def difference(first, second, sight):
    """CIE 1976 ΔE of two colours as they look with one kind of sight."""
    places = []
    for colour in (first, second):
        x, y, z = np.cbrt(XYZ @ np.clip(SIGHT[sight] @ linear(colour), 1e-4, 1))
        places.append(np.array([116 * y, 500 * (x - y), 200 * (y - z)]))
    return np.linalg.norm(places[0] - places[1])


@pytest.mark.parametrize("colour", [*style.COLOURS, style.PEER[0]])
def test_every_colour_stands_out_from_white(colour):
    assert contrast(colour, style.PAPER) >= 3


@pytest.mark.parametrize("colour", [dark for _, dark in (*style.SERIES, style.PEER)])
def test_every_colour_of_the_dark_mode_stands_out_from_its_paper(colour):
    assert contrast(colour, style.DARK_PAPER) >= 3


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_colours_differ_with_every_kind_of_sight(sight):
    for first, second in itertools.combinations((*style.COLOURS, style.PEER[0]), 2):
        assert difference(first, second, sight) > 20, (first, second)


@pytest.fixture
def looks(tmp_path):
    """looks({row's name: its strategy}, registry) is {row's name: its look}."""
    def of(strategies, registry=()):
        rows = tuple(SimpleNamespace(name=name, strategy=strategy or name, peer=strategy is None)
                     for name, strategy in strategies.items())
        experiment = SimpleNamespace(first_rows=rows, strategies=tuple(registry) or tuple(strategies))
        return {row.name: style._looks.__wrapped__(experiment)[row.name] for row in rows}
    return of


@pytest.mark.parametrize("strategies", [
    {f"strategy-{number}": f"strategy-{number}" for number in range(40)},
    {f"row-{number}": "reuseport" for number in range(20)},
    {name: name for name in (*style.PINNED, *"abcdefgh")},
    {f"peer-{number}": None for number in range(20)},
], ids=["40 strategies", "20 rows of one", "the catalogue and more", "20 peers"])
def test_no_two_rows_look_the_same(looks, strategies):
    found = looks(strategies)
    assert len({(look.colour, look.marker, look.fill) for look in found.values()}) == len(strategies)


def test_a_strategy_keeps_its_look_when_the_registry_grows_or_shrinks(looks):
    few = looks({"reuseport": "reuseport", "unpark-queue": "unpark-queue"})
    many = looks({"new": "new", "unpark-queue": "unpark-queue", "reuseport": "reuseport"}, ("new", *style.PINNED))
    assert few == {name: many[name] for name in few}


def test_rows_of_one_strategy_share_its_colour_and_differ_in_fill_and_dashes(looks):
    first, second = looks({"one": "reuseport", "again": "reuseport"}).values()
    assert first.colour == second.colour
    assert first.fill != second.fill and first.dash != second.dash


def test_a_look_is_the_rows_at_every_point(tmp_path):
    folder = shapes.experiment(tmp_path, points=({"load.connections": 1}, {"load.connections": 2}))
    experiment = load.experiment(folder)
    assert len({style.look_of(experiment, row) for row in experiment.rows if row.name == "one"}) == 1
