#!/usr/bin/env python3
"""What a reload costs in requests, for every strategy.

Under a load of a connection for each request a new server starts on the port of the old one, and when
it listens the old one gets SIGTERM; several times one after the other, and both ways of --share-port.
Beside the old one: what waits in the queues of listeners that close is reset, and a connection whose
request has not come yet is closed. Taking over, nothing may be lost. Prints the requests that failed,
for each reload, and writes the figures as JSON.

    benchmarks/reload.py [--only NAME,NAME] [--reloads 20] [--connections 32] [--output FILE]
"""

import argparse
import contextlib
import json
import pathlib
import signal
import subprocess
import tempfile
import time

from servers import BIN, running

WAYS = ["beside", "take-over"]


class Load:
    """A connection for each request, until stop() or the end of the block."""

    def __init__(self, url, connections, folder):
        self.output = pathlib.Path(folder, "load.json")
        self.process = subprocess.Popen(
            [BIN / "loadgen", url, "--duration", "60m", "--requests-per-connection", "1", "-t", "2",
             "-c", str(connections), "-s", "1kB", "-o", self.output],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def stop(self):
        """How many requests were answered, and the errors by their kind."""
        self.__exit__()
        load = json.loads(self.output.read_text())
        return load["requests"], load["errors"]


def reload(command, options):
    """Answered requests and errors over so many reloads."""
    with contextlib.ExitStack() as current, tempfile.TemporaryDirectory() as folder:
        url = current.enter_context(running([*command, "--listen", "127.0.0.1:0"])).url
        with Load(url, options.connections, folder) as load:
            for _ in range(options.reloads):
                time.sleep(options.pause)
                with contextlib.ExitStack() as new:
                    new.enter_context(running([*command, "--listen", url.removeprefix("http://")]))
                    current.close()
                    current.push(new.pop_all())
            time.sleep(options.pause)
            return load.stop()


def command_for(row, connections):
    one_each = "a connection each" in row["threads"]
    return [BIN / "dispatch_server", "--strategy", row["name"], "--null",
            "--threads", str(2 * connections if one_each else 4)]


def measure(row, options):
    """Nothing for a strategy that cannot share its port."""
    command = command_for(row, options.connections)
    try:
        return {way: counted([*command, "--share-port", way], options) for way in WAYS}
    except IndexError:  # no line that says where it listens
        return None


def counted(command, options):
    answered, errors = reload(command, options)
    return {"answered": answered, "errors": errors,
            "lost_per_reload": sum(errors.values()) / options.reloads}


def described(result, reloads):
    if result is None:
        return "cannot share its port"
    return "   ".join(f"{way}: {one['lost_per_reload']:6.2f} of {one['answered'] / reloads:.0f}"
                      for way, one in result.items())


def strategies(only):
    listed = json.loads(subprocess.run([BIN / "dispatch_server", "--list-strategies", "--json"],
                                       check=True, capture_output=True, text=True).stdout)
    unknown = set(only) - {row["name"] for row in listed}
    if unknown:
        raise SystemExit(f"--only {', '.join(sorted(unknown))}: expected some of "
                         + ", ".join(row["name"] for row in listed))
    return [row for row in listed if not only or row["name"] in only]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    parser.add_argument("--reloads", type=int, default=20)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two reloads")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    results = {}
    print("requests lost a reload, of so many in its time")
    for row in strategies(options.only):
        results[row["name"]] = measure(row, options)
        print(f"{row['name']:24} {described(results[row['name']], options.reloads)}", flush=True)
    if options.output:
        options.output.write_text(json.dumps({"connections": options.connections, "reloads":
                                              options.reloads, "strategies": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
