"""What a run says, and what it cannot say, in plain words computed from its data."""

from plots import labels, statistics

FLAGS = {
    "bytes-mismatch": "client and server do not agree on the bytes",
    "machine-busy": "the machine had hardly any idle time, so emulated cores may have waited for real ones",
    "sleep-overshoot": "sleeps of the emulated cores overshot",
    "cpu-stolen": "the hypervisor took CPU time away",
    "others-busy": "other processes used the CPU",
}
LEAST_IDLE = 0.1  # below this the machine itself may have been the limit


def sentences(experiment):
    """One sentence or two for every point: who is ahead, and what cannot be told apart."""
    return [(labels.point(point), _verdict(experiment, point)) for point in experiment.points]


def _verdict(experiment, point):
    rows = [row for row in experiment.rows_at(point) if row.measured]
    rows.sort(key=lambda row: -row.requests_per_second.median)
    if not rows:
        return "Nothing was measured: every run failed."
    first = rows[0]
    if len(rows) == 1:
        return f"{first.name} answered {_rate(first)}; there is nothing to compare it with."
    pairs = len(rows) * (len(rows) - 1) // 2  # the first is chosen from the same data
    ratios = [(row, _against(experiment, row, first, pairs)) for row in rows[1:]]
    if not all(ratio and ratio.has_interval for _, ratio in ratios):
        return _undecided(rows)
    return _decided(first, ratios)


def _against(experiment, row, first, comparisons):
    """Throughput relative to the first row, paired by round; all comparisons at a point share the 5 % risk."""
    ratios = statistics.paired_ratios(experiment.runs_of(row), experiment.runs_of(first))
    return statistics.estimate(ratios, comparisons) if ratios else None


def _rate(row):
    return f"{labels.number(row.requests_per_second.median)} requests/s"


def _undecided(rows):
    ordered = ", ".join(f"{row.name} ({_rate(row)})" for row in rows)
    return f"Too few rounds to say who is ahead. The medians, in falling order: {ordered}."


def _decided(first, ratios):
    even = [row for row, ratio in ratios if ratio.high >= 1]
    behind = [(row, ratio) for row, ratio in ratios if ratio.high < 1]
    names = labels.listed([first.name, *(row.name for row in even)])
    if even:
        text = f"{names} cannot be told apart at the top ({_rate(first)} for {first.name})."
    else:
        text = f"{names} is ahead with {_rate(first)}."
    if behind:
        text += " Behind by more than chance: " + labels.listed(
            f"{row.name} at {labels.times(ratio.median)}" for row, ratio in behind) + f" {first.name}'s rate."
    return text


def against_article(experiment):
    """Which of the published ratios lie in the measured intervals; None without published ones."""
    rows = [row for row in experiment.rows if row.name in experiment.published and row.ratio
            and row.ratio.has_interval and row.name != experiment.baseline]
    if not rows or experiment.varied:
        return None
    inside = [row.name for row in rows if row.ratio.low <= experiment.published[row.name] <= row.ratio.high]
    outside = [f"{row.name} (here {labels.times(row.ratio.median)}, there "
               f"{labels.times(experiment.published[row.name])})" for row in rows if row.name not in inside]
    text = f"Against the article's ratios to {experiment.baseline}: "
    parts = [f"consistent with it: {labels.listed(inside)}"] if inside else []
    parts += [f"not consistent with it: {labels.listed(outside)}"] if outside else []
    return text + "; ".join(parts) + "."


def limits(experiment):
    """What this run cannot show, each a sentence."""
    checks = (_about_completeness, _about_cores, _about_emulation, _about_intervals, _about_idle, _about_failures,
              _about_article, _about_peers)
    return [text for text in (check(experiment) for check in checks) if text]


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
    return f"relative to {labels.point(experiment.baseline_point)}: {'; '.join(parts)}."


def _spread(experiment, rows):
    """Where the row comes off worst and best, and at how many points it shows no difference."""
    rows = sorted(rows, key=lambda row: row.ratio.median)
    even = [row for row in rows if row.ratio.has_interval and row.ratio.low <= 1 <= row.ratio.high]
    ends = " to ".join(f"{labels.times(row.ratio.median)} ({labels.point(row.point)})" for row in (rows[0], rows[-1]))
    text = f"relative to {labels.compared_with(experiment)}: {ends}"
    if not all(row.ratio.has_interval for row in rows):
        return text + "; too few rounds to say what is chance."
    return text + (f"; no difference shown at {len(even)} of {len(rows)} points." if even else ".")


def _amount(ratio):
    if not ratio.has_interval:
        return f"{labels.times(ratio.median)} (too few rounds to tell)"
    if ratio.low <= 1 <= ratio.high:
        return "no difference shown"
    return labels.times(ratio.median)


def flag_text(flag):
    return FLAGS.get(flag, flag)


def _about_completeness(experiment):
    missing = experiment.planned_runs - len(experiment.runs)
    if missing <= 0:
        return None
    return f"{missing} of {experiment.planned_runs} planned runs are missing: this run is not finished."


def _cores(experiment):
    cores = experiment.machine.get("cores")
    return cores if isinstance(cores, int) else None


def emulated(experiment):
    return bool((experiment.spec.get("server") or {}).get("emulate-core"))


def has_cores(experiment):
    """Whether every worker has a core to itself, emulated or not; unknown machines have not."""
    return emulated(experiment) or (_cores(experiment) or 0) >= experiment.threads


def cores_note(experiment):
    """A caption's first sentence where threads outnumber the cores."""
    if has_cores(experiment) or not _cores(experiment):
        return ""
    return (f"This machine has {_cores(experiment)} cores for {experiment.threads} threads, so no more than about "
            f"{_cores(experiment)} threads can be busy at once. ")


def _about_cores(experiment):
    cores, threads = _cores(experiment), experiment.threads
    if not cores or has_cores(experiment):
        return None
    return (f"The machine has {cores} hardware threads for up to {threads} server threads, the load generator and "
            "the kernel. Throughput is what they reach together; how a strategy scales over more cores cannot be "
            "concluded from it.")


def _about_emulation(experiment):
    if not emulated(experiment):
        return None
    cores = f" on the {_cores(experiment)} that are there" if _cores(experiment) else ""
    rate = experiment.spec["server"]["emulate-core"]
    return (f"Every worker emulates a core of {rate}{cores}: it sleeps off the time its work would take. Placement, "
            "queues, wake-ups and stealing are real, so the balance between threads is; contention for memory, "
            "caches and locks between many real cores is not part of it, and absolute rates are set by the "
            "emulation.")


def _about_intervals(experiment):
    lacking = [row.name for row in experiment.rows if row.measured and not row.requests_per_second.has_interval]
    if not lacking:
        return None
    who = "any strategy" if len(lacking) == len(experiment.rows) else labels.listed(dict.fromkeys(lacking))
    return (f"Too few rounds for an interval of {who}: differences may be chance. Six rounds are the least for "
            "95 %, more where several strategies are compared.")


def _about_idle(experiment):
    tight = [run for run in experiment.runs if run.ok and run.idle is not None and run.idle < LEAST_IDLE]
    if not tight:
        return None
    return (f"In {len(tight)} of {len(experiment.runs)} runs the machine was less than "
            f"{labels.percent(LEAST_IDLE)} idle: there the limit may be the machine as a whole, load generator "
            "included, and not the strategy.")


def _about_failures(experiment):
    failed = [run for run in experiment.runs if not run.ok]
    if not failed:
        return None
    return f"{len(failed)} of {len(experiment.runs)} runs failed and are left out; they are listed below."


def _about_article(experiment):
    if not experiment.published:
        return None
    return ("The article does not say how its load was shared out, whether connections were kept alive, or how "
            "often it measured; its absolute figures cannot be full 40 MB bodies. Only ratios are compared.")


def _about_peers(experiment):
    if not any(row.peer for row in experiment.rows):
        return None
    return ("Servers of others (grey) bring their own HTTP code, so they differ from the strategies in more than "
            "dispatch.")
