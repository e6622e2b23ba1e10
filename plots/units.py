"""Sizes, times and distributions as options write them: 5ms, 4MB, 25MB/s, exponential:5ms."""

import re

TIMES = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
SIZES = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 2 ** 10, "MiB": 2 ** 20, "GiB": 2 ** 30}
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([A-Za-z]*)")


def seconds(text):
    """None where it is no time."""
    return _scaled(text, TIMES)


def size(text):
    """Bytes, also of a size a second; None where it is neither. A number without a unit is bytes."""
    return _scaled(str(text).removesuffix("/s"), {**SIZES, "": 1})


def number(value):
    """The option's value as a number; None where it is not one."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if abs(found) < float("inf") else None


def _scaled(text, units):
    found = NUMBER.fullmatch(str(text).strip())
    if not found or found[2] not in units:
        return None
    return float(found[1]) * units[found[2]]


def mean(distribution, measure):
    """The mean of what an option draws from; measure(text) tells what a part of it is (`seconds`, `size`). None
    where it has none, or is not known here."""
    name, colon, rest = str(distribution).partition(":")
    if not colon:
        return measure(name)
    find = _MEANS.get(name)
    try:
        return find and find(rest, measure)
    except (TypeError, ValueError):
        return None


def _uniform(rest, measure):
    least, most = map(measure, rest.split(","))
    return (least + most) / 2


def _given(rest, measure):
    """Distributions that are named by their mean, whatever else follows it."""
    return measure(rest.split(",")[0])


def _bimodal(rest, measure):
    """The first value with the probability that stands before it."""
    probability, values = rest.split(":")
    first, second = map(measure, values.split(","))
    return float(probability) * first + (1 - float(probability)) * second


def _pareto(rest, measure):
    scale, shape = rest.split(",")
    return measure(scale) * float(shape) / (float(shape) - 1) if float(shape) > 1 else None


_MEANS = {"uniform": _uniform, "exponential": _given, "lognormal": _given, "bimodal": _bimodal, "pareto": _pareto}
