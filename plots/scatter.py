"""What the rounds say about themselves: noise, chance, drift, and how a run that could stop early ended."""

from plots import labels, placement


def noise(experiment):
    """A sentence or two for each A/A pair: rows that are the same thing."""
    return [_noise_of(pair) for pair in experiment.noise_floor]


def _noise_of(pair):
    where = f" ({labels.point(pair.point)})" if pair.point else ""
    text = (f"A/A pair: {pair.first} and {pair.second} are the same thing under two names{where}. Their ratio came "
            f"out as {pair.ratio.median:.4f}")
    if pair.ratio.has_interval:
        right = pair.ratio.low <= 1 <= pair.ratio.high
        text += (f" ({pair.ratio.low:.4f} – {pair.ratio.high:.4f}), "
                 f"{'indistinguishable, as it must be' if right else 'which is a false alarm'}")
    if pair.spread is None:
        return f"{text}; too few rounds to say more."
    needed = labels.listed(f"{rounds or 'over 1000'} for {100 * difference:.0f} %"
                           for difference, rounds in pair.rounds_to_detect.items())
    return (f"{text}; from round to round it scatters by {100 * pair.spread:.2f} %. Rounds needed to find a true "
            f"difference in four of five experiments: {needed or 'not known'}.")


def chance(experiment):
    """A sentence for each row whose placement is chance."""
    return [_draws_of(experiment, row) for row in experiment.rows if row.draws.get("mean_fullest") is not None]


def _draws_of(experiment, row):
    found = row.draws
    text = (f"{labels.row(row)}: in {labels.counted(found['runs'], 'draw')} of {found['connections']} connections on "
            f"{found['listeners']} workers, the maximum load was {found['mean_fullest']:.2f} on average")
    if placement.decided_by(experiment, row) in placement.UNIFORM:
        outcome = {True: ", which chance allows", False: ", further apart than chance allows"}
        text += (f"; equal chances for all workers give {found['expected_mean']:.2f}"
                 f"{outcome.get(found.get('as_expected'), '')}")
    return f"{text}. Every run is a draw, so none is called an outlier."


def stopping(experiment):
    """How a run that went on until its intervals were narrow ended."""
    if not experiment.stopping:
        return []
    looks = labels.listed(map(str, experiment.stopping["looks"]))
    ended = "It got there" if experiment.stopping["reached"] else "It did not get there"
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
