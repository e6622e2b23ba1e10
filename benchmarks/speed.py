#!/usr/bin/env python3
"""Compares dispatchbench with what it has to keep up with, side by side.

    benchmarks/speed.py [CHECK…] [--repeats 5] [--against BIN] [--json FILE]

Every check runs its candidates in turn, as often as --repeats says, and takes the median of the ratios
within a turn: absolute figures of a shared machine change from minute to minute, ratios hardly do.
With --against it does the same with dispatch_server and loadgen of another build, whose programs are
in the folder BIN, turn about, and shows that build's figures beside this one's. Name the checks whose
options an older build knows.
Needs a release build, wrk and nginx (Debian: nginx-light).
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import checks
import servers


def measure(check, repeats, against=None):
    """The check's rows: the median over `repeats` turns of every figure that a turn gives."""
    turns, others = [], []
    for number in range(repeats):
        print(f"{check.__name__}: {number + 1} of {repeats}", file=sys.stderr, flush=True)
        for folder, its in in_turn([(servers.BIN, turns), *([(against, others)] if against else [])], number):
            with servers.build(folder):
                its.append(check())
    return [
        {"check": check.__name__, "what": what, "unit": first.unit, "wanted": first.wanted,
         **figures(turns, what), **({"against": figures(others, what)} if others and what in others[0] else {})}
        for what, first in turns[0].items()
    ]


def in_turn(builds, number):
    """Each is the first as often as the other."""
    return builds if number % 2 == 0 else builds[::-1]


def figures(turns, what):
    values = [turn[what].value for turn in turns]
    return {"median": statistics.median(values), "values": values}


def verdict(row):
    if row["wanted"] is None:
        return ""
    relation, bound = row["wanted"].split()
    reached = row["median"] <= float(bound) if relation == "<=" else row["median"] >= float(bound)
    return "reached" if reached else "MISSED"


def show(rows):
    width = max(len(row["what"]) for row in rows)
    for row in rows:
        spread = f"[{min(row['values']):.3f} – {max(row['values']):.3f}]"
        other = f" against {row['against']['median']:.3f}" if "against" in row else ""
        print(f"{row['check']:<12} {row['what']:<{width}} {row['median']:>10.3f} {spread:<22}"
              f" {row['unit']:<14} {row['wanted'] or '':<9} {verdict(row)}{other}")


def main(description, known):
    """`known`: {name: check}, see checks.py."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(known))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--against", type=pathlib.Path, metavar="BIN")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.checks if name not in known]
    if unknown or chosen.repeats < 1:
        parser.error(f"unknown check {unknown[0]}: choose from {', '.join(known)}"
                     if unknown else "--repeats: expected at least 1")
    if chosen.against:
        chosen.against = chosen.against.resolve()
    if chosen.against and not all((chosen.against / name).is_file() for name in ("dispatch_server", "loadgen")):
        parser.error(f"--against {chosen.against}: expected the folder of dispatch_server and loadgen of another build")
    rows = []
    try:
        for name in chosen.checks or known:
            rows += measure(known[name], chosen.repeats, chosen.against)
    except (RuntimeError, OSError, subprocess.SubprocessError) as problem:
        sys.exit(f"{parser.prog}: {problem}")
    show(rows)
    if chosen.json:
        chosen.json.write_text(json.dumps({"schema_version": 1, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main(__doc__, checks.ALL)
