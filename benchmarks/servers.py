"""The servers that speed.py measures: started, waited for, timed from outside, and always ended."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(os.environ.get("DISPATCHBENCH_BIN", ROOT / "build/release/bin"))
TICKS = os.sysconf("SC_CLK_TCK")
_builds = [BIN]  # the last one's programs are measured


def program(name):
    """What is measured; yardsticks are always those of BIN."""
    return _builds[-1] / name


@contextlib.contextmanager
def build(folder):
    """Measures the programs of another build."""
    _builds.append(pathlib.Path(folder))
    try:
        yield
    finally:
        _builds.pop()


class Server:
    """A running server: where it listens and what processor time it has used."""

    def __init__(self, process, url):
        self.process = process
        self.url = url

    def processes(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]

    def cpu_seconds(self):
        """User and system time of the server and its worker processes."""
        total = 0
        for pid in self.processes():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned(cpus):
    return ["taskset", "-c", cpus] if cpus else []


@contextlib.contextmanager
def running(command, cpus=None, url=None):
    """Starts `command`; its first line tells the URL, unless `url` is given and answers."""
    process = subprocess.Popen(pinned(cpus) + [str(word) for word in command],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if url is None:
            told = process.stdout.readline().split()
            if not told:
                raise RuntimeError(f"{command[0]} ended without saying where it listens (is there a build, and "
                                   "DISPATCHBENCH_BIN its folder?)")
            url = told[-1]
        else:
            wait_for(url)
        yield Server(process, url)
    finally:
        end(process)


def end(process, number=signal.SIGTERM):
    """Asks it to, and waits; it is killed where it does not."""
    process.send_signal(number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(url):
    port = int(url.rsplit(":", 1)[1])
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens at {url}")


def ours(strategy, *options, cpus=None, yardstick=False):
    """With `yardstick` it is a client that is measured, and the server this build's."""
    return running([(BIN / "dispatch_server") if yardstick else program("dispatch_server"), "--strategy", strategy,
                    "--null", "--listen", "127.0.0.1:0", *options], cpus)


def ceiling(cpus=None):
    return running([BIN / "ceiling_server", "--listen", "127.0.0.1:0"], cpus)


def bare_loop(backend, cpus=None):
    return running([BIN / f"{backend}_loop", "--listen", "127.0.0.1:0"], cpus)


def why_no_io_uring():
    """What this system or this build has against it; None: nothing."""
    parts = subprocess.run([str(program("dispatch_server")), "--list-parts", "--json"], check=True,
                           capture_output=True, text=True).stdout
    return {row["name"]: row["unavailable"] for row in json.loads(parts)["backend"]}["io_uring"]


NGINX = """
daemon off; worker_processes {workers}; pid {folder}/pid; error_log /dev/null crit;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; client_max_body_size 0;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024{reuseport}; location / {{ return 200; }} }}
}}
"""


@contextlib.contextmanager
def nginx(workers=1, cpus=None):
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        text = NGINX.format(workers=workers, folder=folder, port=port,
                            reuseport=" reuseport" if workers > 1 else "")
        conf = pathlib.Path(folder, "nginx.conf")
        conf.write_text(text)
        command = ["nginx", "-c", conf, "-p", folder, "-e", "/dev/null"]
        with running(command, cpus, f"http://127.0.0.1:{port}") as server:
            yield server
