"""The clients that speed.py measures with, and what a measurement is."""

import json
import pathlib
import re
import subprocess
import tempfile
from typing import NamedTuple, Optional

from servers import ROOT, pinned, program


class Figure(NamedTuple):
    value: float
    unit: str
    wanted: Optional[str] = None


def loadgen(url, *options, cpus=None):
    """One load; its load.json."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "load.json")
        subprocess.run(pinned(cpus) + [str(program("loadgen")), url, "-o", str(output),
                                       *map(str, options)], check=True, stdout=subprocess.DEVNULL)
        return json.loads(output.read_text())


def wrk(url, seconds=1, close=False, cpus=None):
    """Requests answered, and requests a second, of small PUTs from one thread, 32 connections."""
    command = pinned(cpus) + ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s",
                              str(ROOT / "benchmarks/put.lua"), url]
    if close:
        command += ["-H", "Connection: close"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(text)
    return int(re.search(r"(\d+) requests in", text)[1]), float(
        re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


LARGE = ("-n", 96, "-t", 32, "-s", "40MB")
