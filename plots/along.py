"""Rows along a varied option whose values are numbers, everything else varied held at a point of its own."""

import math

from plots import style, units

KEPT = "requests-per-connection"  # 0 means that a connection is never closed


def values(experiment, key):
    """The option's values, rising; none unless each point has a number for it."""
    found = {units.number(point.get(key)) for point in experiment.points}
    return sorted(found) if None not in found else []


def keys(experiment):
    """The varied options whose values are numbers, the one with most values first."""
    named = [key for key in experiment.points[0] if values(experiment, key)]
    return sorted(named, key=lambda key: -len(values(experiment, key)))


def groups(experiment, key):
    """What else is varied: a point without the option for each line's panel."""
    found = []
    for point in experiment.points:
        rest = without(point, key)
        if rest not in found:
            found.append(rest)
    return found


def without(point, key):
    return {name: value for name, value in point.items() if name != key}


def positions(experiment, key):
    """{value: its place on an axis}: connections that are never closed come a decade after all others."""
    found = values(experiment, key)
    beyond = 10 * max(found) or 1
    return {value: beyond if endless(key, value) else value for value in found}


def endless(key, value):
    return key.endswith(KEPT) and value == 0


def lines(experiment, key, rest):
    """(name, [(place on the axis, row)]) for every row there is at these points, as figures list them."""
    placed, found = positions(experiment, key), {}
    for row in style.in_order(experiment, experiment.rows):
        if without(row.point, key) == rest:
            found.setdefault(row.name, []).append((placed[units.number(row.point[key])], row))
    return [(name, sorted(line, key=lambda entry: entry[0])) for name, line in found.items()]


def passes(across, up, bound):
    """Where a line through these points first rises above the bound, with `up` on a logarithm between them.
    -inf if it begins there, inf if it does not come there, None if there is no line."""
    if not across:
        return None
    if up[0] > bound:
        return -math.inf
    for left, right, low, high in zip(across, across[1:], up, up[1:]):
        if high > bound:
            return left + (right - left) * math.log(bound / low) / math.log(high / low)
    return math.inf
