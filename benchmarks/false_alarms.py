#!/usr/bin/python3
"""How often the comparison that bench makes raises a false alarm, and how often it finds a true difference.

    benchmarks/false_alarms.py results/noise-floor/latest [--trials 10000] [--json FILE]

The noise is what `bench run noise-floor` measured: the logarithms of the ratios of one thing to itself
under two names, round by round, resampled with their sign drawn (twins can be exchanged). Experiments are
then made up from it: rows that are the same, and rows that are slower by a known amount. Every row has
noise of its own, half of the variance of a ratio, and shares the baseline's. Ends with 1 if equal rows
differ in more than one of twenty experiments.
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


def alarms(noise, trials, rows, rounds):
    """The share of experiments of equal rows in which some row is told from the baseline."""
    rates = noise.rates(trials, rows, rounds)
    low, high = intervals(rates[:, 1:] - rates[:, :1], rows - 1)
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


def power(noise, trials, rounds, difference, comparisons):
    """How often a row that is slower by `difference` is found to be."""
    rates = noise.rates(trials, 2, rounds)
    _, high = intervals(rates[:, 1] - rates[:, 0] + math.log1p(-difference), comparisons)
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
    """{names of the twins: log ratios}"""
    summary = json.loads((folder / "summary.json").read_text())
    twins = {f"{row['first']}, {row['second']}": np.log(row["ratio"]["values"])
             for row in summary.get("noise_floor", []) if row["ratio"]["values"]}
    if not twins:
        raise ValueError(f"{folder}: expected a run with one thing under two names (bench run noise-floor)")
    return twins


def study(name, log_ratios, trials):
    """Everything about one pair of twins, printed and returned."""
    noise = Noise(log_ratios)
    print(f"noise of {name}: {len(log_ratios)} rounds, a ratio scatters by {100 * np.std(log_ratios):.2f} %")
    rows = false_alarms(noise, trials)
    for what, rounds, share in rows:
        print(f"  {what:<24} {rounds:>3} rounds: a false alarm in {100 * share:5.2f} % of {trials} experiments")
    powers = [(difference, rounds, power(noise, trials, rounds, difference, ROWS - 1))
              for difference in DIFFERENCES for rounds in ROUNDS if rank(rounds, ROWS - 1)]
    for difference, rounds, share in powers:
        print(f"  {difference:.0%} slower, one of {ROWS - 1}    {rounds:>3} rounds: found in {100 * share:5.1f} %")
    return {"twins": name, "false_alarms": rows, "power": powers}


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
