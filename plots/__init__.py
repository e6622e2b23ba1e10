"""From a run's folder to its figures and its page. Starts no process, reads results, writes pictures."""

import logging
import os
from pathlib import Path


def _import_matplotlib():
    """Imports it with no settings but its own defaults: a figure must not depend on whose machine it is drawn
    on. A matplotlibrc may also be broken, ask for LaTeX, or lie in the current folder, which comes before all."""
    os.environ["MPLBACKEND"] = "Agg"
    os.environ["MATPLOTLIBRC"] = os.devnull
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # a home that it cannot write to, and the like
    here = os.open(".", os.O_PATH)  # a path would not do: the folder may be gone
    os.chdir(Path(__file__).parent)
    try:
        import matplotlib  # noqa: F401
    finally:
        os.fchdir(here)
        os.close(here)


_import_matplotlib()
