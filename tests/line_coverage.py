#!/usr/bin/python3
"""Which lines of the sources a build for coverage has run, folder by folder.

Reads what gcov knows of every object file below BUILD, which was compiled with --coverage. A line counts
once, however many templates or object files have it, and was run if it was in any of them. Ends with 1 if
a folder that is promised to be covered is not.

    tests/line_coverage.py BUILD [--missing FOLDER] [--output FILE]
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LEAST = 95.0  # per cent of the lines
PROMISED = ("servers", "strategies", "loadgen")
FOLDERS = (*PROMISED, "base", "workload", "machine", "simulator", "experiments")
PEERS = "servers/peers"  # ended by a signal, before they could say what has run


def known_to_gcov(notes):
    """The files of one object file, each with its lines; zeros where it has never run."""
    command = ["gcov", "--json-format", "--stdout", notes.name]
    answer = subprocess.run(command, cwd=notes.parent, capture_output=True, text=True, check=True)
    return [file for line in answer.stdout.splitlines() for file in json.loads(line)["files"]]


def source(name, build):
    """The path in the repository; none for what is not ours, or made."""
    path = Path(os.path.normpath(build / name))
    if not path.is_relative_to(REPOSITORY) or path.is_relative_to(build):
        return None
    path = path.relative_to(REPOSITORY)
    return path if path.parts[0] in FOLDERS and not path.is_relative_to(PEERS) else None


def read(build):
    """How often each line has run, by source."""
    notes = sorted(build.rglob("*.gcno"))
    if not notes:
        raise SystemExit(f"line_coverage.py: {build}: expected a build with --coverage")
    counts = defaultdict(Counter)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for files in pool.map(known_to_gcov, notes):
            for file in files:
                if path := source(file["file"], build):
                    for line in file["lines"]:
                        counts[path][line["line_number"]] += line["count"]
    return counts


def told(counts):
    """A row for each folder: lines, those that have run, and their share in per cent."""
    rows = {}
    for folder in FOLDERS:
        lines = [count for path, of in counts.items() if path.parts[0] == folder for count in of.values()]
        run = sum(count > 0 for count in lines)
        rows[folder] = {"lines": len(lines), "run": run, "percent": round(100 * run / max(1, len(lines)), 1)}
    return rows


def ranges(numbers):
    """12-14, 20: as people read them."""
    found = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def missing(counts, folder):
    for path, lines in sorted(counts.items()):
        never = [number for number, count in lines.items() if count == 0]
        if never and path.is_relative_to(folder):
            yield f"{path}: {ranges(never)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--missing", metavar="FOLDER", help="list the lines there that nothing has run")
    parser.add_argument("--output", type=Path, help="the table as JSON")
    options = parser.parse_args()
    counts = read(options.build.resolve())
    rows = told(counts)
    for folder, row in rows.items():
        print(f"{folder:12} {row['run']:6} of {row['lines']:6} lines  {row['percent']:5.1f} %")
    if options.missing:
        print(*missing(counts, options.missing), sep="\n")
    if options.output:
        options.output.write_text(json.dumps({"schema_version": 1, "folders": rows}, indent=1) + "\n")
    bad = [folder for folder in PROMISED if rows[folder]["percent"] < LEAST]
    if bad:
        sys.exit(f"under {LEAST} %: {', '.join(bad)}")


if __name__ == "__main__":
    main()
