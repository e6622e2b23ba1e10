#!/usr/bin/env python3
"""What an open connection that waits costs loadgen, and what of it is libcurl's own handle.

Opens few and many kept connections, one after another, with loadgen and with a bare libcurl client
(curl_loop), and divides the difference in resident memory by that in connections: what the process
itself holds, not what the kernel does for a socket. Ends with 1 if loadgen adds more than 4 KiB; docs/using.md
says how much it was.

    benchmarks/idle_connections.py [--few 1000] [--many 9000] [--output FILE]
"""

import argparse
import json
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

from servers import BIN, end, running

MOST_ABOVE_LIBCURL = 4096
OPENING = 5  # seconds in which a load opens all its connections
PATIENCE = 60  # seconds for what takes twice OPENING where nothing is in its way


def resident_bytes(pid):
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Rss: +(\d+) kB$", rollup, re.MULTILINE)[1]) * 1024


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


def with_loadgen(url, connections):
    """Its memory once every connection has had a request; those that have a second are few by then."""
    command = [BIN / "loadgen", url, "-t", "1", "-c", str(connections), "-s", "10B",
               "--rate", str(connections / OPENING), "-n", str(2 * connections)]
    load = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while descriptors(load.pid) < connections:
            if load.poll() is not None:
                sys.exit(f"{load.stderr.read().strip()}\nloadgen has ended without {connections} open connections")
            if time.monotonic() > deadline:
                sys.exit(f"loadgen has not opened {connections} connections within {PATIENCE} s")
            time.sleep(0.02)
        return resident_bytes(load.pid)
    finally:
        end(load, signal.SIGINT)


def with_libcurl(url, connections):
    command = [BIN / "curl_loop", url, "1", str(connections), "idle"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        sys.exit(f"curl_loop has not opened {connections} connections within {PATIENCE} s")
    if answer.returncode != 0:
        sys.exit(f"curl_loop does not keep {connections} connections open")
    return json.loads(answer.stdout)["resident_bytes"]


def per_connection(measure, few, many):
    """A server each, so that none has connections left of another."""
    resident = []
    for connections in (few, many):
        with running([BIN / "dispatch_server", "--strategy", "single-reactor", "--null", "--listen",
                      "127.0.0.1:0"]) as server:
            resident.append(measure(server.url, connections))
    return (resident[1] - resident[0]) / (many - few)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=9000)
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    if not 0 < options.few < options.many:
        parser.error("expected 0 < --few < --many")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loadgen = per_connection(with_loadgen, options.few, options.many)
    libcurl = per_connection(with_libcurl, options.few, options.many)
    figures = {"loadgen_bytes": round(loadgen), "libcurl_bytes": round(libcurl),
               "above_libcurl_bytes": round(loadgen - libcurl)}
    print(f"{loadgen:.0f} bytes a connection, {libcurl:.0f} of them libcurl's own handle: "
          f"{loadgen - libcurl:.0f} above it")
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1) + "\n")
    return loadgen - libcurl > MOST_ABOVE_LIBCURL


if __name__ == "__main__":
    sys.exit(main())
