"""python3 -m plots.readme [--check]: draws the README's figures anew from results/reference, and puts the numbers of
those results into its sentences and its table. With --check it writes nothing and says what is not of those results."""

import argparse
import hashlib
import re
import sys
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


def digest(folder):
    """Of every file of the results there. A figure names it as its source: pixels, and the last digits of an SVG, are
    not the same on every machine."""
    found = hashlib.sha256()
    for file in sorted(file for file in folder.iterdir() if file.is_file()):
        content = file.read_bytes()
        found.update(f"{file.name} {len(content)}\n".encode() + content)
    return f"results sha256 {found.hexdigest()}"


def stale(root):
    """The files that are not of the results."""
    readme, reference = root / "README.md", root / "results" / "reference"
    text = readme.read_text(encoding="utf-8")
    found = [] if renewed(text, reference) == text else [readme]
    for name, (_, shown) in FIGURES.items():
        source = digest(reference / name).encode()
        for kind in (".svg", ".png"):
            file = (reference / name / "figures" / shown.NAME).with_suffix(kind)
            if not file.is_file() or source not in file.read_bytes():
                found.append(file)
    return found


def renew(root):
    """Writes all of them, and gives those that changed."""
    readme, reference = root / "README.md", root / "results" / "reference"
    bases = {name: reference / name / "figures" / shown.NAME for name, (_, shown) in FIGURES.items()}
    written = [readme, *(base.with_suffix(kind) for base in bases.values() for kind in (".svg", ".png"))]
    before = {file: file.read_bytes() if file.is_file() else b"" for file in written}
    files.write(readme, renewed(readme.read_text(encoding="utf-8"), reference).encode("utf-8"))
    for name, (read, shown) in FIGURES.items():
        render.save(render.drawn(shown.draw, read(reference / name)), bases[name], digest(reference / name))
    return [file for file in written if file.read_bytes() != before[file]]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="plots.readme", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if anything differs")
    options = parser.parse_args(arguments)
    try:
        found = stale(ROOT) if options.check else renew(ROOT)
        for file in found:
            print(f"{file.relative_to(ROOT)} {'is not of the results' if options.check else 'is renewed'}")
    except (Unreadable, OSError) as problem:
        print(f"plots.readme: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
