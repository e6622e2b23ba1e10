#!/usr/bin/python3
"""How often the comparison that bench makes raises a false alarm, and how often it finds a true difference.

    benchmarks/false_alarms.py results/aa/latest [--trials 10000] [--json FILE]

The noise is what `bench run aa` or `bench run noise-floor` measured: the logarithms of the ratios of one thing
to itself under two names, round by round, of requests/s and of p99. First come the real experiments: the rounds
of each pair of twins cut into experiments of so many rounds each, and how many of these told the twins apart.
Then the noise is resampled with its sign drawn (twins can be exchanged), and experiments are made up from it: rows
that are the same, and rows that are slower by a known amount. Every row has noise of its own, half of the variance
of a ratio, and shares the baseline's. Intervals are those of the sign test, which decide, and of signed ranks,
which assume symmetry. Ends with 1 if by signs equal rows differ in more than one of twenty experiments.
"""

import argparse
import json
import math
import pathlib
import sys

import numpy as np

CONFIDENCE = 0.95   # experiments/runner/statistics/statistics.hpp
ROWS = 8            # seven strategies and the baseline's twin, as in the article
ROUNDS = (6, 9, 10, 20, 40)
DIFFERENCES = (0.01, 0.02, 0.03, 0.05)
UNTIL = 0.02


def rank(rounds, comparisons):
    """As the runner's interval_rank: from which value on (1 is the outermost) the interval begins; 0: none."""
    tail, below = (1 - CONFIDENCE) / comparisons / 2, 0.0
    for outer in range(rounds):
        below += math.comb(rounds, outer) / 2 ** rounds
        if below > tail:
            return outer
    return 0


def intervals(values, comparisons):
    """Low and high ends over the last axis; infinite where there are too few values."""
    first = rank(values.shape[-1], comparisons)
    if first == 0:
        ends = np.full(values.shape[:-1], np.inf)
        return -ends, ends
    values = np.sort(values, axis=-1)
    return values[..., first - 1], values[..., -first]


def signed_rank(rounds, comparisons):
    """As the runner's signed_rank: from which average of two on the interval begins; 0: none."""
    tail, below = (1 - CONFIDENCE) / comparisons / 2, 0.0
    chances = np.ones(1)
    for each in range(1, rounds + 1):
        chances = (np.pad(chances, (0, each)) + np.pad(chances, (each, 0))) / 2
    for outer, chance in enumerate(chances):
        below += chance
        if below > tail:
            return outer
    return 0


def signed_rank_intervals(values, comparisons):
    """As intervals(), of the averages of any two values, one with itself too."""
    first = signed_rank(values.shape[-1], comparisons)
    if first == 0:
        return intervals(values[..., :1], 1)  # infinite
    one, other = np.triu_indices(values.shape[-1])
    low, high = np.empty(values.shape[:-1]), np.empty(values.shape[:-1])
    for place in range(len(values)):  # all averages at once would not fit
        averages = np.sort((values[place][..., one] + values[place][..., other]) / 2, axis=-1)
        low[place], high[place] = averages[..., first - 1], averages[..., -first]
    return low, high


KINDS = {"signs": intervals, "signed ranks": signed_rank_intervals}


def looks_between(first, last):
    """As the runner's: first, then a quarter more each time, and last."""
    looks = []
    while first < last:
        looks.append(first)
        first += (first + 3) // 4
    return [*looks, last]


class Noise:
    """Log rates with the measured noise."""

    def __init__(self, log_ratios, seed=1):
        self.pool = np.asarray(log_ratios) - np.median(log_ratios)
        self.random = np.random.default_rng(seed)

    def rates(self, *shape):
        sign = self.random.choice((-1, 1), shape)
        return self.random.choice(self.pool, shape) * sign / math.sqrt(2)


def observed(log_ratios, rounds, ends_of):
    """(how many real experiments of so many rounds told the twins apart, how many there are)"""
    count = len(log_ratios) // rounds
    if count == 0:
        return 0, 0
    low, high = ends_of(np.reshape(log_ratios[:count * rounds], (count, rounds)), 1)
    return int(np.sum((low > 0) | (high < 0))), count


def alarms(noise, trials, rows, rounds, ends_of=intervals):
    """The share of experiments of equal rows in which some row is told from the baseline."""
    rates = noise.rates(trials, rows, rounds)
    low, high = ends_of(rates[:, 1:] - rates[:, :1], rows - 1)
    return np.mean(((low > 0) | (high < 0)).any(axis=1))


def split_tiers(noise, trials, rows, rounds):
    """The share of experiments of equal rows in which some row falls behind the leading one."""
    rates = noise.rates(trials, rows, rounds)
    leader = np.argmax(np.median(rates, axis=2), axis=1)
    to_leader = rates - np.take_along_axis(rates, leader[:, None, None], axis=1)
    _, high = intervals(to_leader, rows * (rows - 1) // 2)
    high[np.arange(trials), leader] = 0
    return np.mean((high < 0).any(axis=1))


def alarms_until(noise, trials, rows, looks, corrected):
    """As alarms(), of runs that end at the first look at which all intervals are within UNTIL."""
    rates = noise.rates(trials, rows, looks[-1])
    running, alarmed = np.ones(trials, bool), np.zeros(trials, bool)
    for look in looks:
        comparisons = (rows - 1) * (len(looks) if corrected else 1)
        low, high = intervals(rates[:, 1:, :look] - rates[:, :1, :look], comparisons)
        narrow = ((high - low) / 2 <= UNTIL).all(axis=1) | (look == looks[-1])
        differs = ((low > 0) | (high < 0)).any(axis=1)
        alarmed |= running & narrow & differs
        running &= ~narrow
    return np.mean(alarmed)


def power(noise, trials, rounds, difference, comparisons, ends_of=intervals):
    """How often a row that is slower by `difference` is found to be."""
    rates = noise.rates(trials, 2, rounds)
    _, high = ends_of(rates[:, 1] - rates[:, 0] + math.log1p(-difference), comparisons)
    return np.mean(high < 0)


def false_alarms(noise, trials):
    """[(what, rounds, share)]"""
    found = []
    for rounds in ROUNDS:
        if rank(rounds, ROWS - 1):
            found.append((f"{ROWS - 1} rows with a baseline", rounds, alarms(noise, trials, ROWS, rounds)))
        if rank(rounds, ROWS * (ROWS - 1) // 2):
            found.append((f"tiers of {ROWS} rows", rounds, split_tiers(noise, trials, ROWS, rounds)))
    looks = looks_between(10, 50)
    found.append((f"{ROWS - 1} rows, --until {UNTIL:.0%}", looks[-1],
                  alarms_until(noise, trials, ROWS, looks, True)))
    return found


def read_noise(folder):
    """{names of the twins and what was measured: log ratios in the order of the rounds}"""
    summary = json.loads((folder / "summary.json").read_text())
    compared = summary.get("compare", "requests_per_second")
    rows = {(row["name"], str(row["point"])): row for row in summary["strategies"]}
    twins = {}
    for pair in summary.get("noise_floor", []):
        name = f"{pair['first']}, {pair['second']}"
        if pair["ratio"]["values"]:
            twins[f"{name} ({compared})"] = np.log(pair["ratio"]["values"])
        first, second = (rows[pair[which], str(pair["point"])] for which in ("first", "second"))
        if compared != "latency_p99" and (ratios := ratios_of_p99(first, second)):
            twins[f"{name} (latency_p99)"] = np.log(ratios)
    if not twins:
        raise ValueError(f"{folder}: expected a run with one thing under two names (bench run aa)")
    return twins


def ratios_of_p99(first, second):
    """Round by round; none of a summary that does not have them."""
    one, other = (dict(zip(row.get("run_rounds", []), row.get("latency_p99", {}).get("values", [])))
                  for row in (first, second))
    return [other[number] / one[number] for number in one if other.get(number) and one[number]]


def real_experiments(log_ratios):
    """[(kind of interval, rounds, told apart, experiments)]"""
    return [(kind, rounds, *observed(log_ratios, rounds, ends_of))
            for kind, ends_of in KINDS.items() for rounds in ROUNDS if len(log_ratios) >= rounds]


def by_signed_ranks(noise, trials):
    """[(rounds, share of false alarms of 7 rows, share that finds 2 % by signs, by signed ranks)]"""
    comparisons, few = ROWS - 1, min(trials, 2000)  # the averages take their time
    return [(rounds, alarms(noise, few, ROWS, rounds, signed_rank_intervals),
             *(power(noise, few, rounds, 0.02, comparisons, ends_of) for ends_of in KINDS.values()))
            for rounds in ROUNDS if rank(rounds, comparisons)]


def study(name, log_ratios, trials):
    """Everything about one pair of twins, printed and returned."""
    noise = Noise(log_ratios)
    real = real_experiments(log_ratios)
    for kind, rounds, apart, count in real:
        print(f"{name}: {apart} of {count} real experiments of {rounds} rounds told the twins apart by {kind}")
    print(f"noise of {name}: {len(log_ratios)} rounds, a ratio scatters by {100 * np.std(log_ratios):.2f} %")
    rows = false_alarms(noise, trials)
    for what, rounds, share in rows:
        print(f"  {what:<24} {rounds:>3} rounds: a false alarm in {100 * share:5.2f} % of {trials} experiments")
    powers = [(difference, rounds, power(noise, trials, rounds, difference, ROWS - 1))
              for difference in DIFFERENCES for rounds in ROUNDS if rank(rounds, ROWS - 1)]
    for difference, rounds, share in powers:
        print(f"  {difference:.0%} slower, one of {ROWS - 1}    {rounds:>3} rounds: found in {100 * share:5.1f} %")
    ranked = by_signed_ranks(noise, trials)
    for rounds, share, signs, ranks in ranked:
        print(f"  by signed ranks {rounds:>3} rounds: a false alarm in {100 * share:5.2f} % of experiments of {ROWS - 1} "
              f"rows; 2 % slower found in {100 * ranks:5.1f} %, by signs in {100 * signs:5.1f} %")
    return {"twins": name, "real": real, "false_alarms": rows, "power": powers, "signed_ranks": ranked}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, metavar="RUN_DIR")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    chosen = parser.parse_args()
    if chosen.trials < 100:
        parser.error(f"--trials {chosen.trials}: expected at least 100")
    try:
        twins = read_noise(chosen.folder)
    except (OSError, ValueError, KeyError) as problem:
        parser.error(str(problem))
    studies = [study(name, ratios, chosen.trials) for name, ratios in twins.items()]
    if chosen.json:
        chosen.json.write_text(json.dumps({"schema_version": 1, "trials": chosen.trials, "studies": studies}) + "\n")
    # Three standard errors of the simulation itself.
    most = 1 - CONFIDENCE + 3 * math.sqrt(CONFIDENCE * (1 - CONFIDENCE) / chosen.trials)
    return int(any(share > most for each in studies for _, _, share in each["false_alarms"]))


if __name__ == "__main__":
    sys.exit(main())
