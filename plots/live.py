"""python3 -m plots.live DIR: the report of a run on loopback while it goes on, with progress and time left.

`bench run --live` starts it. It writes one line, where it listens, and runs at the lowest priority; while runs are
measured it draws no figure, for that would take a processor from them. SIGTERM says that the run has ended: if
somebody looks at the page, its figures are drawn, and it ends once they have been fetched."""

import http.server
import json
import os
import re
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from plots import load, progress, report

FIGURE = re.compile(r"/figures/([a-z0-9_-]+\.(?:svg|png))")
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
WATCHED_FOR = 10  # seconds after which nobody who was heard of looks at the page any more


@dataclass
class Page:
    """The newest report of a folder. Its methods may be called from any thread."""
    folder: Path
    ended: bool = False
    drawn: bool = False  # with figures, for the run has ended
    fetched: threading.Event = field(default_factory=threading.Event)  # the one with figures
    asked: float = float("-inf")  # when somebody last did, by time.monotonic()
    lock: threading.Lock = field(default_factory=threading.Lock)
    version: tuple = ()
    text: bytes = b""

    def html(self):
        """Made anew when a round has ended since."""
        with self.lock:
            version = (progress.version(self.folder), self.ended, self.drawn)
            if version != self.version:
                self.text, self.version = self._made(), version
            if self.drawn:
                self.fetched.set()
            return self.text

    def progress(self):
        """What the page asks for every second."""
        now = progress.of(self.folder)
        return {"text": now.sentence, "share": now.share, "version": self.mark(), "ended": self.drawn}

    def mark(self):
        """Differs once there is more to see."""
        return f"{progress.version(self.folder)}{' with figures' if self.drawn else ''}"

    def watched(self):
        return time.monotonic() - self.asked < WATCHED_FOR

    def draw(self):
        """With all figures, and into the run's folder."""
        experiment = load.experiment(self.folder)
        report.write(experiment, report.pictures(experiment))
        self.drawn = True

    def _made(self):
        if self.drawn:
            return (self.folder / "report.html").read_bytes()
        try:
            experiment = load.experiment(self.folder, with_runs=False)
        except load.Unreadable:
            experiment = None  # no round has ended yet
        return report.live(experiment, self.folder.name, progress.of(self.folder), self.mark()).encode("utf-8")


class Handler(http.server.BaseHTTPRequestHandler):
    page = None  # set by serve()

    def do_GET(self):
        if self.headers.get("Host") not in (f"127.0.0.1:{self.server.server_port}",
                                            f"localhost:{self.server.server_port}"):
            return self.send_error(403)  # a page elsewhere must not read it under a name of its own
        self.page.asked = time.monotonic()
        if self.path == "/":
            return self._answer("text/html; charset=utf-8", self.page.html())
        if self.path == "/progress":
            return self._answer("application/json", json.dumps(self.page.progress()).encode("utf-8"))
        if self.path == "/favicon.ico":
            return self._answer("image/x-icon", b"")  # or every browser reports an error
        found = FIGURE.fullmatch(self.path)
        file = found and self.page.folder / "figures" / found[1]
        if file and file.is_file():
            return self._answer(KINDS[file.suffix], file.read_bytes())
        return self.send_error(404)

    def _answer(self, kind, body):
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Standard output says where it listens, and nothing else."""


def serve(folder):
    """The page and a server for it on a free port of the loopback, which runs on threads of its own."""
    page = Page(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"page": page}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return page, server


def finish(page):
    """Figures for who looks at the page, and time to fetch them."""
    page.ended = True
    if not page.watched():
        return
    page.draw()
    while page.watched() and not page.fetched.wait(0.2):
        pass


def main(arguments):
    if len(arguments) != 1:
        print("plots.live: expected the folder of a run", file=sys.stderr)
        return 2
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    os.nice(19)
    page, server = serve(Path(arguments[0]))
    print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
    signal.sigwait([signal.SIGTERM])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])  # a second one ends it at once
    try:
        finish(page)
    except (load.Unreadable, OSError):
        return 1  # it was broken off before there was anything to show
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
