"""What a run says, and what it cannot say, in plain words computed from its data."""

from plots import labels

FLAGS = {
    "bytes-mismatch": "client and server do not agree on the bytes",
    "machine-busy": "the machine was less than 10 % idle, so emulated cores may have waited for real ones",
    "sleep-overshoot": "sleeps of the emulated cores ended over 2 % late",
    "cpu-stolen": "the hypervisor took over 2 % of the CPU time away",
    "others-busy": "other processes used over 10 % of the CPU",
    "client-late": "the client let a connection lie idle for over 5 % of its time",
}
# (what stands in the table, what it means)
LIMITS = {
    "machine-bound": ("the machine", "less than 5 % of the processors was idle: client, server and kernel share "
                      "them, and CPU time per GB and per request tells servers apart where the rate does not"),
    "client-bound": ("the client", "its own processors were 95 % busy and the server's were not: the figure is the "
                     "least that the server can do"),
    "strategy-bound": ("the strategy", "for half of the time or more, a quarter or more of the cores lay idle "
                       "while workers were busy"),
    "core-bound": ("emulated cores", "all of them together were 90 % busy: no strategy can do more"),
    "not-saturated": ("nothing found", "neither machine, client nor cores were used up"),
}


def sentences(experiment):
    """One sentence or two for every point: who is ahead, and what cannot be told apart."""
    return [(labels.point(point), _verdict(experiment, point)) for point in experiment.points]


def _verdict(experiment, point):
    rows = [row for row in experiment.rows_at(point) if row.measured and not row.peer]
    rows.sort(key=lambda row: -row.requests_per_second.median)
    if not rows:
        return "Nothing was measured: every run failed."
    if len(rows) == 1:
        return f"{rows[0].name} answered {_rate(rows[0])}; there is nothing to compare it with."
    if not experiment.ranked:
        return "This summary is of an older version and does not say who is ahead (bench summarize writes it anew)."
    groups = [[row, *(other for other in rows if other.leader == row.name)] for row in rows]
    ranked = [_standing(group) for group in groups if len(group) > 1]
    return " ".join(ranked) or "No two of these did the same work on the same cores, so they are not compared."


def _standing(group):
    """The leader first; tiers are the summary's."""
    leader, others = group[0], group[1:]
    if leader.tier is None:
        return _undecided(group)
    even = [row for row in others if row.tier == 1]
    behind = [row for row in others if row.tier != 1]
    names = labels.listed([leader.name, *(row.name for row in even)])
    if even:
        text = f"{names} cannot be told apart at the top ({_rate(leader)} for {leader.name})."
    else:
        text = f"{names} is ahead with {_rate(leader)}."
    if behind:
        text += " Behind by more than chance: " + labels.listed(
            f"{row.name} at {labels.times(row.to_leader.median)}" for row in behind) + f" {leader.name}'s rate."
    return text


def _rate(row):
    least = "at least " if row.limit == "client-bound" else ""
    return f"{least}{labels.number(row.requests_per_second.median)} requests/s"


def _undecided(rows):
    ordered = ", ".join(f"{row.name} ({_rate(row)})" for row in rows)
    return f"Too few rounds to say who is ahead. The medians, in falling order: {ordered}."


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
    checks = (_about_completeness, _about_cores, _about_emulation, _about_intervals, _about_failures,
              _about_article, _about_peers)
    return [text for text in (check(experiment) for check in checks) if text]


def untold(experiment):
    """What the summary found that it cannot tell, each a sentence."""
    return [f"It cannot tell {text}." for text in experiment.not_concluded]


def limit_texts(experiment):
    """(what limited some row, what that means) in the order of LIMITS."""
    found = {row.limit for row in experiment.rows}
    return [texts for limit, texts in LIMITS.items() if limit in found]


def limit_name(row):
    return LIMITS.get(row.limit, (row.limit or "–", ""))[0]


def noise(experiment):
    """One sentence or two for each pair of rows that are the same thing."""
    return [_noise_of(twins) for twins in experiment.noise_floor]


def _noise_of(twins):
    where = f" ({labels.point(twins.point)})" if twins.point else ""
    text = (f"{twins.first} and {twins.second} are the same thing under two names{where}. Their ratio came out as "
            f"{twins.ratio.median:.4f}")
    if twins.ratio.has_interval:
        right = twins.ratio.low <= 1 <= twins.ratio.high
        text += (f" ({twins.ratio.low:.4f} – {twins.ratio.high:.4f}), "
                 f"{'indistinguishable, as it must be' if right else 'which is a false alarm'}")
    if twins.spread is None:
        return f"{text}; too few rounds to say more."
    needed = labels.listed(f"{rounds or 'over 1000'} for {100 * difference:.0f} %"
                           for difference, rounds in twins.rounds_to_detect.items())
    return (f"{text}; from round to round it scatters by {100 * twins.spread:.2f} %. Rounds that a true difference "
            f"needs to be found here in four of five experiments: {needed}.")


def chance(experiment):
    """A sentence for each row whose placement is chance."""
    return [_draws_of(row) for row in experiment.rows if row.draws]


def _draws_of(row):
    draws = row.draws
    outcome = {True: " – what chance allows", False: " – more apart than chance allows"}
    return (f"{labels.row(row)}: in {draws['runs']} draws of {draws['connections']} connections on "
            f"{draws['listeners']} workers, the fullest worker had {draws['mean_fullest']:.2f} on average; a fair "
            f"hash gives {draws['expected_mean']:.2f}{outcome.get(draws['as_expected'], '')}. "
            "Every run is a draw, so none is called an outlier.")


def stopping(experiment):
    """How a run that went on until its intervals were narrow ended."""
    if not experiment.stopping:
        return []
    looks = labels.listed(map(str, experiment.stopping["looks"]))
    ended = "It came that far" if experiment.stopping["reached"] else "It did not come that far"
    return [f"This run was to go on until every interval is within {100 * experiment.stopping['until']:.3g} %. "
            f"{ended}. It could stop after {looks} rounds, and every interval is widened for these looks, so "
            "stopping early raises no more false alarms."]


def over_rounds(experiment):
    """Outliers, drift and dependence between rounds, where there is any."""
    found = []
    for row in experiment.rows:
        if row.outlier_rounds:
            found.append(f"{labels.row(row)}: round {labels.listed(map(str, row.outlier_rounds))} stands out by more "
                         "than ten standard deviations (from the median absolute deviation); kept.")
        found += [f"{labels.row(row)}: {text}, more than chance gives." for text in row.trends]
    return found


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


def marks(experiment):
    """How many runs were disturbed, and by what."""
    flags = dict.fromkeys(flag for run in experiment.runs for flag in run.flags)
    return [f"{sum(flag in run.flags for run in experiment.runs)} of {len(experiment.runs)} runs: {flag_text(flag)}."
            for flag in flags]


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
