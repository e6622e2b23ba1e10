"""python3 -m plots.readme [--redraw | --check]: puts the numbers of results/reference into the README's sentences and its
table, and draws those figures of README.md and docs/results.md anew that are not of those results; with --redraw all of
them, after a change of what draws them. With --check it writes nothing and says what is not of those results."""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

from plots import files, load, readme_numbers, render
from plots.figures import capacity, crossing, load_latency
from plots.load import Unreadable
from plots.map import document, figure, scaling

ROOT = Path(__file__).resolve().parents[1]
RUN = ("manifest.json", "summary.json", "theory.json")
FIGURES = {  # a folder of results/reference and the figure there: the files that make it, what reads them, what draws it
    ("map", "map"): (("map.json",), document.read, figure),
    ("first-look", "load-latency"): (RUN, load.experiment, load_latency),
    ("load-latency", "load-latency"): (RUN, load.experiment, load_latency),
    ("load-latency", "capacity"): (RUN, load.experiment, capacity),
    ("ledger-crossing", "crossing"): (RUN, load.experiment, crossing),
    ("ledger-stealing", "load-latency"): (RUN, load.experiment, load_latency),
    ("map-many-cores", "cores"): (("map.json",), document.read, scaling),
}
DRAWN = "drawn.json"  # in results/reference: digests of each figure and of what it was drawn from


def renewed(text, reference):
    """The README's text with the numbers of the results. Raises Unreadable where it lacks a sentence or says it
    twice, or a strategy was not asked about."""
    for words, numbers in readme_numbers.told(reference):
        text = _put(text, words, numbers)
    return "".join(map(lambda line: readme_numbers.advised(line, reference), text.splitlines(keepends=True)))


def _put(text, words, numbers):
    """`words` has {} where the numbers belong; in the README it may be broken anywhere into lines."""
    number = readme_numbers.NUMBER_OR_REVISION
    pattern = r"\s+".join(re.escape(word).replace(r"\{\}", number) for word in words.split())
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        raise Unreadable(f"README.md: says {len(found)} times, and not once: {words}")
    for group in reversed(range(len(numbers))):
        start, end = found[0].span(group + 1)
        text = text[:start] + numbers[group] + text[end:]
    return text


def _digest(*contents):
    found = hashlib.sha256()
    for content in contents:
        found.update(f"{len(content)}\n".encode() + content)
    return found.hexdigest()


def _base(reference, which):
    """Of the figure's files."""
    folder, name = which
    return reference / folder / "figures" / name


def digests(reference, which):
    """Of a figure's results and of its files as they are. A figure is not drawn anew to see whether it is that of the
    results: the last digits of a drawing are not the same on every machine (render.made)."""
    def of(*files_):
        return _digest(*(file.read_bytes() if file.is_file() else b"" for file in files_))
    base = _base(reference, which)
    return {"results": of(*(reference / which[0] / file for file in FIGURES[which][0])),
            "svg": of(base.with_suffix(".svg")), "png": of(base.with_suffix(".png"))}


def _drawn(reference):
    file = reference / DRAWN
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _stale_figures(reference):
    drawn = _drawn(reference)
    return [which for which in FIGURES if drawn.get("/".join(which)) != digests(reference, which)]


def stale(root):
    """The README, where it has not the numbers of the results, and figures that were not drawn from them as they are.
    That they would be drawn otherwise today is not seen."""
    readme, reference = root / "README.md", root / "results" / "reference"
    text = readme.read_text(encoding="utf-8")
    found = [] if renewed(text, reference) == text else [readme]
    return found + [_base(reference, which).with_suffix(".svg") for which in _stale_figures(reference)]


def renew(root, redraw=False):
    """Makes what is stale, with `redraw` every figure, then writes it; the files that were written."""
    readme, reference = root / "README.md", root / "results" / "reference"
    text, figures = readme.read_text(encoding="utf-8"), list(FIGURES) if redraw else _stale_figures(reference)
    numbers, written = renewed(text, reference), {}
    if numbers != text:
        written[readme] = numbers.encode("utf-8")
    for which in figures:
        _, read, shown = FIGURES[which]
        picture = render.made(render.drawn(shown.draw, read(reference / which[0])))
        written[_base(reference, which).with_suffix(".svg")] = picture.svg.encode("utf-8")
        written[_base(reference, which).with_suffix(".png")] = picture.png
    for file, content in written.items():
        files.write(file, content)
    if figures:
        drawn = {"/".join(which): digests(reference, which) for which in FIGURES}
        files.write(reference / DRAWN, (json.dumps(drawn, indent=1) + "\n").encode("utf-8"))
    return list(written)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="plots.readme", description=__doc__)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--redraw", action="store_true", help="draw every figure, also those that are of the results")
    instead.add_argument("--check", action="store_true", help="write nothing; status 1 if numbers or figures are not of the results")
    options = parser.parse_args(arguments)
    try:
        found = stale(ROOT) if options.check else renew(ROOT, options.redraw)
        for file in found:
            print(f"{file.relative_to(ROOT)} {'is not of the results' if options.check else 'is renewed'}")
    except (Unreadable, OSError) as problem:
        print(f"plots.readme: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
