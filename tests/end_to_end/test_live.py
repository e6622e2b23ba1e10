"""bench run --live: the report on loopback while the run goes on, and no process left after it."""

import json
import os
import re
import signal
import subprocess
import urllib.request

from .bench_run import SPEC, BenchRun
from .http_client import PATIENCE
from .programs import BENCH, wait_until

FOR_A_PAGE = 2 * PATIENCE  # seconds; it is made at the lowest priority


def get(address):
    return urllib.request.urlopen(address, timeout=FOR_A_PAGE).read().decode("utf-8")


def test_the_report_is_served_while_the_run_goes_on_and_ends_with_it(tmp_path):
    unhurried = {**SPEC["load"], "requests": 200, "rate": 200}  # or nothing is left for the page
    run = BenchRun(tmp_path, {**SPEC, "rounds": 200, "load": unhurried})
    name, _, mark = run.mark.partition("=")
    process = subprocess.Popen(
        [BENCH, "run", run.spec, "--output", run.output, "--live"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, env={**os.environ, name: mark})
    try:
        address = re.fullmatch(r"live: (http://127\.0\.0\.1:\d+/)\n", process.stdout.readline())[1]
        wait_until(lambda: json.loads(get(f"{address}progress"))["version"] != "0", "a round has ended", FOR_A_PAGE)
        page = get(address)
        assert "of 600 runs, about" in page and "threads-epoll" in page[page.index("<tbody>"):]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=FOR_A_PAGE)
        assert process.returncode == 130
        run.check_nothing_runs()
    finally:
        process.kill()
        process.wait()
