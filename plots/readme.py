"""python3 -m plots.readme [--check]: draws the README's figures anew from results/reference, and puts the numbers of
those results into its sentences and its table. With --check it writes nothing and says what differs."""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from plots import files, load, readme_numbers, render
from plots.figures import load_latency
from plots.load import Unreadable
from plots.map import document, figure

ROOT = Path(__file__).resolve().parents[1]
FIGURES = {  # the folder in results/reference: what reads it, the figure
    "map": (document.read, figure),
    "first-look": (load.experiment, load_latency),
}


def renewed(text, reference):
    """The README's text with the numbers of the results. Raises Unreadable where it lacks a sentence or says it
    twice, or a strategy was not asked about."""
    for words, numbers in readme_numbers.told(reference):
        text = _put(text, words, numbers)
    return "".join(map(lambda line: readme_numbers.advised(line, reference), text.splitlines(keepends=True)))


def _put(text, words, numbers):
    """`words` has {} where the numbers belong; in the README it may be broken anywhere into lines."""
    pattern = r"\s+".join(re.escape(word).replace(r"\{\}", readme_numbers.NUMBER) for word in words.split())
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        raise Unreadable(f"README.md: says {len(found)} times, and not once: {words}")
    for group in reversed(range(len(numbers))):
        start, end = found[0].span(group + 1)
        text = text[:start] + numbers[group] + text[end:]
    return text


def differences(root):
    """{file: what should be in it} for all that is not as it should be; figures with their PNG."""
    found, reference, readme = {}, root / "results" / "reference", root / "README.md"
    text = readme.read_text(encoding="utf-8")
    new = renewed(text, reference)
    if new != text:
        found[readme] = new.encode("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, (read, shown) in FIGURES.items():
            new, committed = Path(folder) / shown.NAME, reference / name / "figures" / shown.NAME
            render.save(render.drawn(shown.draw, read(reference / name)), new)
            if new.with_suffix(".svg").read_bytes() != committed.with_suffix(".svg").read_bytes():
                found.update({committed.with_suffix(kind): new.with_suffix(kind).read_bytes() for kind in (".svg", ".png")})
    return found


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="plots.readme", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if anything differs")
    options = parser.parse_args(arguments)
    try:
        found = differences(ROOT)
        for file, content in found.items():
            if not options.check:
                files.write(file, content)
            print(f"{file.relative_to(ROOT)} {'differs from the results' if options.check else 'is renewed'}")
    except (Unreadable, OSError) as problem:
        print(f"plots.readme: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
