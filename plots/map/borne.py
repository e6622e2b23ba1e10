"""The load that a strategy bears, along the numbers of cores of a map: at which its p99 passes ten service times."""

import functools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from plots import style

ALIKE = 0.03      # loads that differ by less are told apart neither in a picture nor in a rank
LEAST_SHIFT = 2   # ranks that a strategy has to gain or lose to be named for it


@dataclass(frozen=True)
class Borne:
    load: float
    beyond: bool  # p99 passes before the lowest load of the map, or not up to the highest: the load is that one


@dataclass(frozen=True)
class Panel:
    """A workload."""
    workload: dict
    borne: dict  # {strategy: {cores: Borne}}, the best known strategies and the fewest cores first

    @property
    def most(self):
        return max(cores for along in self.borne.values() for cores in along)

    @property
    def spread(self):
        """How far apart strategies are on the most cores; their standard deviation, lest a single one decide."""
        return float(np.std([along[self.most].load for along in self.borne.values() if self.most in along]))

    @functools.cached_property
    def groups(self):
        """[names] of strategies that are alike on every number of cores, the best known of them first."""
        groups = []
        for name in self.borne:
            like = next((group for group in groups if self._alike(group[0], name)), None)
            if like:
                like.append(name)
            else:
                groups.append([name])
        return groups

    def shift(self, name):
        """Ranks that it gains from the fewest cores to the most. Better by less than ALIKE is no rank."""
        along = self.borne[name]
        return self._rank(name, min(along)) - self._rank(name, max(along))

    def told(self, count, moved):
        """The groups that are worth a name: the best on the most cores, the worst, and so many of the others, of which
        so many at most because most ranks of theirs change, and the rest because they are the largest."""
        known = [group for group in self.groups if self.most in self.borne[group[0]]]
        best, *others = sorted(known, key=lambda group: self._place(group[0]), reverse=True)
        worst, between = others[-1:], others[:-1]
        movers = sorted(filter(self._moved, between), key=self._moved, reverse=True)[:moved]
        rest = sorted((group for group in between if group not in movers), key=len, reverse=True)
        return [best, *worst, *movers, *rest[:count - len(movers)]]

    def _moved(self, group):
        """Ranks, of all its strategies together."""
        shift = abs(self.shift(group[0]))
        return len(group) * shift if shift >= LEAST_SHIFT else 0

    def _rank(self, name, cores):
        own = self.borne[name][cores].load
        return sum(along[cores].load > own + ALIKE for along in self.borne.values() if cores in along)

    def _alike(self, first, second):
        one, other = self.borne[first], self.borne[second]
        return one.keys() == other.keys() and all(abs(one[cores].load - other[cores].load) <= ALIKE for cores in one)

    def _place(self, name):
        """To order by: on the most cores, and then on all."""
        along = self.borne[name]
        return along[self.most].load, np.mean([borne.load for borne in along.values()])


def panels(map_, count):
    """Those in which strategies are furthest apart, at most so many; the furthest apart first."""
    names = style.best_known_first([strategy["name"] for strategy in map_["strategies"]])
    found = [_panel(map_, workload, names) for workload in map_["workloads"]]
    return sorted((panel for panel in found if panel.borne), key=lambda panel: -panel.spread)[:count]


def _panel(map_, workload, names):
    found = defaultdict(dict)
    for cell in map_["cells"]:
        borne = _borne(cell, map_["loads"])
        if cell["workload"] == workload["name"] and borne:
            found[cell["strategy"]][cell["cores"]] = borne
    return Panel(workload, {name: dict(sorted(found[name].items())) for name in names if name in found})


def _borne(cell, loads):
    """None where the map does not tell."""
    found = cell.get("load_at_ten_service_times") or {}
    if found.get("load") is not None:
        return Borne(found["load"], False)
    if found.get("at_least"):
        return Borne(max(loads), True)
    return Borne(min(loads), True) if found.get("at_most") else None
