"""What tests/plots/audit.sh runs: audit.py FOLDER, which has axe-core and Lighthouse in node_modules/. No test."""

import contextlib
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import browser as chromium

from plots import __main__ as plots

REFERENCE = Path(__file__).resolve().parents[2] / "results" / "reference"
RUNS = ("article-cores", "first-look")
CELL = "strategy=reuseport&of=kept-many"
PAGES = ("map/map.html", f"map/map.html#{CELL}", "article-cores/report.html", "first-look/report.html", "index.html")
SIZES = (("wide", 1400, 950), ("phone", 360, 740))
LEAST_SCORE = 95
AXE = "const done = arguments[0]; axe.run(document).then(({violations}) => done(violations));"
DRAWN = """
const mark = performance.getEntriesByName("drawn")[0], [page] = performance.getEntriesByType("navigation");
const paint = performance.getEntriesByName("first-contentful-paint")[0];
return [paint && paint.startTime, Math.max(mark ? mark.startTime : 0, page.domContentLoadedEventEnd)];"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Only what is found is told."""


@contextlib.contextmanager
def served(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def make_pages(folder):
    """Of copies: what is committed stays as it is."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("map", *RUNS):
        shutil.copytree(REFERENCE / name, folder / name)
    code = plots.main([*(str(folder / name) for name in ("map", *RUNS)), "--index", str(folder / "index.html")])
    if code:
        sys.exit(code)


def axe_findings(browser, address, source):
    """(size, theme, finding) of every rule that is broken."""
    found = []
    for size, width, height in SIZES:
        for theme in ("light", "dark"):
            chromium.resize(browser, width, height)
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": theme}]})
            browser.get("about:blank")
            browser.get(address)
            wait_until_drawn(browser)
            browser.execute_script(source)
            found += [(size, theme, finding) for finding in browser.execute_async_script(AXE)]
    return found


def wait_until_drawn(browser):
    browser.execute_async_script("""
const done = arguments[0], there = () => document.readyState === "complete" &&
  (!document.getElementById("map-figure") || document.documentElement.dataset.drawn);
const look = () => (there() ? done() : setTimeout(look, 10));
look();""")


def tell_axe(page, found):
    for size, theme, finding in found:
        print(f"  axe: {finding['id']} ({finding['impact']}), {size}, {theme}: {finding['help']}; "
              f"{len(finding['nodes'])} times, first {finding['nodes'][0]['html'][:120]}")
    if not found:
        print("  axe: nothing found")


def lighthouse_score(tools, address):
    """Of 100, and what costs points."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
    said = subprocess.run(
        [tools / "node_modules/.bin/lighthouse", address, "--only-categories=accessibility", "--output=json",
         "--quiet", f"--chrome-flags={flags}"],
        env={**os.environ, "CHROME_PATH": chromium.CHROMIUM}, capture_output=True, text=True, check=True)
    report = json.loads(said.stdout)
    lost = [audit["id"] for audit in report["audits"].values() if audit["score"] is not None and audit["score"] < 1]
    return round(100 * report["categories"]["accessibility"]["score"]), lost


def audit(tools, browser, page, address, source):
    """Whether the page is good enough."""
    print(page)
    found = axe_findings(browser, address, source)
    tell_axe(page, found)
    score, lost = lighthouse_score(tools, address)
    print(f"  Lighthouse: {score}{', for ' + ', '.join(lost) if lost else ''}")
    chromium.resize(browser, *SIZES[0][1:])
    browser.get("about:blank")
    browser.get(address)
    wait_until_drawn(browser)
    painted, drawn = browser.execute_script(DRAWN)
    print(f"  first paint after {painted or 0:.0f} ms, drawn after {drawn:.0f} ms")
    return not found and score >= LEAST_SCORE


def main(tools):
    pages = tools / "pages"
    make_pages(pages)
    source = (tools / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    browser = chromium.start(tools)
    browser.set_script_timeout(600)  # nothing here hangs on being quick
    try:
        with served(pages) as root:
            good = [audit(tools, browser, page, f"{root}/{page}", source) for page in PAGES]
    finally:
        browser.quit()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
