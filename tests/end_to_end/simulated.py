"""Small experiments, simulated."""

import json

from .programs import SIMULATE, run

WORKERS = 4


def experiment(folder, *rows, server=None, load=None, drop=()):
    file = folder / "small.json"
    asked = {
        "requests": 3000, "connections": 24, "threads": 8, "rate": 640, "arrivals": "poisson",
        "demand": "exponential:5ms", "skew": "zipf:0", "body-size": "1B", **(load or {}),
    }
    file.write_text(
        json.dumps(
            {
                "name": "small",
                "about": "a small open loop",
                "seed": 5,
                "server": {"threads": WORKERS, "null": True, "demand": "emulate", **(server or {})},
                "load": {option: value for option, value in asked.items() if option not in drop},
                "rows": list(rows),
            }
        )
    )
    return file


def simulate(folder, *arguments):
    result = run(SIMULATE, *arguments, "-o", folder / "results", "--dump", folder / "requests.csv")
    assert result.returncode == 0, result.stderr
    return folder / "results"
