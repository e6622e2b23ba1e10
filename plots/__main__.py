"""python3 -m plots DIR…: figures and a report.html into each run's folder, figures and map.html into that of a map."""

import argparse
import os
import sys
from pathlib import Path

from plots import files, load, report, verdicts
from plots.map import document, page


class OneLineParser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"plots: {message} (see --help)\n")


def parse(arguments):
    parser = OneLineParser(prog="plots", description=__doc__)
    parser.add_argument("folders", metavar="DIR", nargs="+", type=Path,
                        help="a folder of results: results/<experiment>/<time> or results/map/<time>, or the "
                        "latest link to one")
    parser.add_argument("--index", metavar="FILE", type=Path,
                        help="also write one page that shows all of these")
    parser.add_argument("--verdicts", metavar="FILE", type=Path,
                        help="show the claims and verdicts in FILE, from bench verdict --json FILE")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    try:
        # All folders are read before anything is written: a refusal leaves nothing half done.
        mapped = [folder for folder in options.folders if document.there(folder)]
        run = [folder for folder in options.folders if folder not in mapped]
        for file in (*(folder / page.NAME for folder in mapped), *(folder / "report.html" for folder in run),
                     *filter(None, [options.index])):
            files.require_writable(file)
        maps = [page.read(folder) for folder in mapped]
        experiments = [load.experiment(folder) for folder in run]
        claims = verdicts.read(options.verdicts) if options.verdicts else ()
        drawn = [(experiment, report.pictures(experiment)) for experiment in experiments]
        pages = [page.write(map_) for map_ in maps]
        pages += [report.write(experiment, pictures, claims) for experiment, pictures in drawn]
        if options.index:
            pages.append(report.write_index(drawn, options.index, claims, pages[:len(maps)]))
        _tell(pages)
    except (load.Unreadable, OSError) as problem:
        print(f"plots: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _tell(pages):
    """Where the pages are, on standard output; one that is full or closed is an OSError here and not at exit."""
    try:
        if sys.stdout:
            sys.stdout.reconfigure(errors="backslashreplace")  # a path may have bytes that are no text
        for page in pages:
            print(page, flush=True)
    except OSError as problem:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise OSError(f"standard output: {problem.strerror}; the pages are written") from None


if __name__ == "__main__":
    sys.exit(main())
