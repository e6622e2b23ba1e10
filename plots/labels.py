"""Numbers, units and varied options as a reader wants to see them."""

import math

from matplotlib.ticker import FuncFormatter

# Values of options whose meaning is not in their name.
MEANINGS = {
    ("requests-per-connection", "0"): "keep-alive",
    ("requests-per-connection", "1"): "a connection per request",
    ("copy", "read"): "copy by read",
    ("copy", "splice"): "copy by splice",
    ("split", "static"): "fixed shares",
    ("split", "shared"): "shared pool",
}
COUNTED = ("connections", "threads", "requests")


def format_number(value):
    """Three significant figures, thousands set apart: 5,412 · 38.1 · 0.29."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value)) + 1e-9))
    return f"{value:,.{digits}f}"


def scaled(value, units):
    """With the largest unit that leaves at least 1."""
    for factor, unit in units:
        if abs(value) >= factor:
            return f"{format_short(value / factor)} {unit}"
    factor, unit = units[-1]
    return f"{format_short(value / factor)} {unit}"


def format_short(value):
    """As a number, without the zeros that end it."""
    text = format_number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_rate(value):
    return "–" if value is None else scaled(
        value, ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1, "B/s")))


def format_seconds(value):
    return "–" if value is None else scaled(value, ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")))


def format_percent(value):
    return "–" if value is None else f"{100 * value:.0f} %"


def format_hundredths(value):
    """For axes that say % themselves."""
    return f"{100 * value:.0f}"


def format_ratio(value):
    return "–" if value is None else f"{value:.2f} ×" if value >= 0.095 else f"{value:.3f} ×"


def option(key, value):
    """One varied option: load.split=static is 'fixed shares', load.connections=32 '32 connections'."""
    name = key.split(".")[-1]
    if (name, str(value)) in MEANINGS:
        return MEANINGS[name, str(value)]
    if name in COUNTED:
        return counted(value, name[:-1]) if isinstance(value, int) else f"{value} {name}"
    return f"{name.replace('-', ' ')} {value}"


def option_name(key):
    """server.threads is 'server threads', load.requests-per-connection 'requests per connection'."""
    side, _, name = key.rpartition(".")
    return f"{side} {name}".strip() if name == "threads" else name.replace("-", " ")


def point(values):
    return ", ".join(option(key, value) for key, value in values.items())


def row(entry):
    """A row's name, with its point where there is one."""
    return f"{entry.name} ({point(entry.point)})" if entry.point else entry.name


def compared_with(experiment):
    """What a ratio of this experiment is relative to."""
    point_text = point(experiment.baseline_point)
    if not point_text:
        return experiment.baseline
    return f"{experiment.baseline or 'the same strategy'} with {point_text}"


def counted(count, noun):
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def rounds(count):
    return counted(count, "round")


def listed(names):
    names = list(names)
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def percentile(key):
    """p999 is 'p99.9'."""
    return f"p{key[1:3]}.{key[3:]}" if len(key) > 3 else key


def ticks(axis, label):
    axis.set_major_formatter(FuncFormatter(lambda value, _: label(value)))
