"""What a run says, in plain words computed from its data: who is ahead, by how much, and what limited it."""

from plots import labels, loads
from plots.metric import REQUESTS


def sentences(experiment):
    """A sentence or two for every point: who is ahead, and what cannot be told apart."""
    return [(labels.point(point), _verdict(experiment, point)) for point in experiment.points]


def _verdict(experiment, point):
    measured = [row for row in experiment.rows_at(point) if row.measured]
    metric = experiment.metric
    own = [row for row in measured if not row.peer]
    if not measured:
        return "Nothing was measured: every run failed."
    if not own:
        return _of_peers(measured)
    stopped = [row.name for row in own if row.stopped]
    if len(stopped) == len(own):
        return "Nothing is compared: the machine is too small for this load, so each was stopped after its first run."
    ahead = _who_is_ahead(experiment, metric.best_first(row for row in own if not row.stopped))
    if stopped:
        small = f"The machine is too small for {labels.listed(stopped)}, which may be better than the others."
        ahead = f"{small} Of these: {ahead}"
    return ahead + _late(experiment, [row for row in own if not row.stopped])


def _who_is_ahead(experiment, rows):
    metric = experiment.metric
    if not rows:
        return f"No {metric.words} was reported, and by that these are compared."
    if len(rows) == 1:
        told = f"answered {_rate(rows[0])}" if metric is REQUESTS else f"had {_amount_of(metric, rows[0])}"
        return f"{rows[0].name} {told}; there is nothing to compare it with."
    if not experiment.ranked:
        return "This summary is of an older version and does not say who is ahead (bench summarize writes it anew)."
    groups = [[row, *(other for other in rows if other.leader == row.name)] for row in rows]
    ranked = [_standing(metric, group) for group in groups if len(group) > 1]
    return " ".join(ranked) or "No two of these did the same work on the same cores, so they are not compared."


def _of_peers(rows):
    rates = labels.listed(f"{row.name} ({_rate(row)})" for row in rows)
    return f"Only other servers were measured: {rates}. They differ in more than dispatch, so they are not ranked."


def _standing(metric, group):
    """The leader first; tiers are the summary's."""
    leader, others = group[0], group[1:]
    if leader.tier is None:
        return _undecided(metric, group)
    even = [row for row in others if row.tier == 1]
    behind = [row for row in others if row.tier != 1 and row.to_leader]
    if even:
        tied = labels.listed(row.name for row in even)
        verb = "is" if len(even) == 1 else "are"
        text = (f"{leader.name} has the {_best(metric)} median ({_amount_of(metric, leader)}); {tied} {verb} "
                "statistically tied with it.")
    elif metric is REQUESTS:
        text = f"{leader.name} is the fastest with {_rate(leader)}."
    else:
        text = f"{leader.name} has the {_best(metric)} {metric.words}, {metric.show(metric.of(leader).median)}."
    if behind:
        what = "rate" if metric is REQUESTS else metric.words
        text += (" Longer" if metric.lower_is_better else " Slower") + " by more than chance: " + labels.listed(
            f"{row.name} at {labels.format_ratio(row.to_leader.median)}" for row in behind) + f" {leader.name}'s {what}."
    return text


def _best(metric):
    return "lowest" if metric.lower_is_better else "highest"


def _amount_of(metric, row):
    if metric is REQUESTS:
        return _rate(row)
    return f"{metric.words} {metric.show(metric.of(row).median)}"


def _rate(row):
    least = "at least " if row.limit == "client-bound" else ""
    return f"{least}{labels.format_number(row.requests_per_second.median)} requests/s"


def _undecided(metric, rows):
    ordered = ", ".join(f"{row.name} ({_amount_of(metric, row)})" for row in rows)
    return f"The medians, {_best(metric)} first: {ordered}. Too few rounds to say who is ahead."


def _late(experiment, rows):
    """Who in an open loop did not keep up with the rate: half a percent is left for the ends of the window."""
    rates = [(row.name, row.requests_per_second.median, float(loads.rate(experiment.load_of(row)) or 0))
             for row in rows if row.requests_per_second]
    behind = [f"{name} ({labels.format_number(kept)} of {labels.format_number(asked)})"
              for name, kept, asked in rates if kept < 0.995 * asked]
    return f" Behind the rate asked for, in requests/s: {labels.listed(behind)}." if behind else ""


def latency_starts(experiment):
    """From when a latency counts."""
    if experiment.open_loop:
        return "Latency counts from the time at which a request was due, whether or not it could be sent then."
    return "Latency counts from the start of a request to its whole answer."


def against_article(experiment):
    """Which of the published ratios lie in the measured intervals; None without published ones."""
    rows = [row for row in experiment.rows if row.name in experiment.published and row.ratio
            and row.ratio.has_interval and row.name != experiment.baseline]
    if not rows or experiment.varied or experiment.metric is not REQUESTS:
        return None
    inside = [row.name for row in rows if row.ratio.low <= experiment.published[row.name] <= row.ratio.high]
    outside = [f"{row.name} (here {labels.format_ratio(row.ratio.median)}, there "
               f"{labels.format_ratio(experiment.published[row.name])})" for row in rows if row.name not in inside]
    text = f"Against the article's ratios to {experiment.baseline}: "
    parts = [f"consistent with it: {labels.listed(inside)}"] if inside else []
    parts += [f"not consistent with it: {labels.listed(outside)}"] if outside else []
    return text + "; ".join(parts) + "."


def limit_texts(experiment):
    """(what limited some row, what that means), as far as the summary words it."""
    found = {row.limit for row in experiment.rows}
    return [(words["what"], words["meaning"]) for limit, words in experiment.limits.items() if limit in found]


def limit_name(experiment, row):
    return experiment.limits.get(row.limit, {}).get("what") or row.limit or "–"


def effects(experiment):
    """(row's name, what the varied options do to its ratio) where options are varied."""
    compared = [row for row in experiment.rows if row.ratio and not experiment.is_baseline(row)]
    if not experiment.varied or not compared:
        return []
    describe = _spread if experiment.baseline else _each_point
    names = dict.fromkeys(row.name for row in compared)
    return [(name, describe(experiment, [row for row in compared if row.name == name])) for name in names]


def _each_point(experiment, rows):
    parts = [f"{labels.point(row.point)} {_amount(row.ratio)}" for row in rows]
    return f"{_of_what(experiment)}relative to {labels.point(experiment.baseline_point)}: {'; '.join(parts)}."


def _of_what(experiment):
    return "" if experiment.metric is REQUESTS else f"{experiment.metric.words} "


def _spread(experiment, rows):
    """Where the row comes off worst and best, and at how many points it shows no difference."""
    rows = sorted(rows, key=lambda row: row.ratio.median)
    even = [row for row in rows if row.ratio.has_interval and row.ratio.low <= 1 <= row.ratio.high]
    ends = " to ".join(f"{labels.format_ratio(row.ratio.median)} ({labels.point(row.point)})"
                       for row in (rows[0], rows[-1]))
    text = f"{_of_what(experiment)}relative to {labels.compared_with(experiment)}: {ends}"
    if not all(row.ratio.has_interval for row in rows):
        return text + "; too few rounds to say what is chance."
    return text + (f"; no difference shown at {len(even)} of {len(rows)} points." if even else ".")


def _amount(ratio):
    if not ratio.has_interval:
        return f"{labels.format_ratio(ratio.median)} (too few rounds to tell)"
    if ratio.low <= 1 <= ratio.high:
        return "no difference shown"
    return labels.format_ratio(ratio.median)


def marks(experiment):
    """How many runs were disturbed, and by what."""
    flags = dict.fromkeys(flag for run in experiment.runs for flag in run.flags)
    return [f"{sum(flag in run.flags for run in experiment.runs)} of {len(experiment.runs)} runs: "
            f"{flag_text(experiment, flag)}." for flag in flags]


def flag_text(experiment, flag):
    """In the summary's words; summaries of older versions have none."""
    return experiment.marks.get(flag, flag)
