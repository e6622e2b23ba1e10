"""The numbers that the README tells, and which of the committed results each comes from."""

import re
import statistics

from plots import labels, load
from plots.figures import capacity
from plots.load import Unreadable
from plots.map import document

NUMBER = r"(\d[\d.]*\d|\d)"
NUMBER_OR_REVISION = r"([0-9a-f]{9}|\d[\d.]*\d|\d)"
MEASURED = ("first-look", "load-latency", "article-cores", "connection-model", "churn", "blocking")
VERDICTS = "results/reference/verdicts.txt"
ADVICE = re.compile(r"results/reference/(advice-[\w-]+\.txt)")
P99 = re.compile(rf"`([\w-]+)` about {NUMBER} ms")
MEAN = re.compile(rf"`([\w-]+)`[^`]*?mean about {NUMBER} ms")


def told(reference):
    """(words of the README with {} for each number, the numbers as texts). Raises Unreadable where the results lack
    one, or are of several revisions."""
    look = load.experiment(reference / "first-look", with_runs=False)
    reuseport, in_turn, one_queue = (_row(look, name, {"load.rate": 2240})
                                     for name in ("reuseport", "unpark-queue", "threads-epoll"))
    blocking = load.experiment(reference / "blocking", with_runs=False)
    cloudflare = _row(load.experiment(reference / "ledger-cloudflare", with_runs=False), "reuseport")
    lottery = _row(load.experiment(reference / "article-cores", with_runs=False), "reuseport").ratio.values
    mean = _hundredths(sum(lottery) / len(lottery))
    model = load.experiment(reference / "connection-model", with_runs=False)
    ten, hundred = (_row(model, "reuseport", {
        "load.requests-per-connection": 0, "load.split": "static", "load.connections": connections}).ratio
        for connections in (320, 3200))
    worst = {key: f"{100 * max(abs(row.off[key]) for row in look.theory.rows):.1f}" for key in ("p99", "mean")}
    longer = load.experiment(reference / "load-latency", with_runs=False)
    near = [abs(row.off["p99"]) <= 0.1 for row in longer.theory.rows if row.name not in ("single-reactor", "shared-listener")]
    passing = capacity.passing(longer)
    free = [passing.pop(name) for name in ("threads-epoll", "work-stealing")]
    bound = [value for name, value in passing.items() if name not in ("single-reactor", "shared-listener")]
    verdicts = (reference / "verdicts.txt").read_text(encoding="utf-8")
    map_ = document.read(reference / "map")
    residuals = [abs(cell["measured"]["residual"]) for cell in map_["cells"] if cell.get("measured")]
    return (
        ("tell as measured is of one revision of this code, {}", (_revision(reference, map_),)),
        ("its p99 differs from the measured one by at most {} %, its mean by at most {} %",
         (worst["p99"], worst["mean"])),
        ("p99 of ten strategies is within 10 % of it in {} of {} rows", (str(sum(near)), str(len(near)))),
        ("the p99 of `reuseport` was {} [{} – {}] times that of one shared queue, of dealing in turn {} [{} – {}]",
         (*_interval(reuseport.ratio, _two), *_interval(in_turn.ratio, _two))),
        ("p99 stays below ten service times up to a load of {} or more; where a kept connection is bound to a worker up "
         "to {} to {}, and up to {} behind a shared listener",
         tuple(map(_hundredths, (min(free), min(bound), max(bound), passing["shared-listener"])))),
        ("it reached {} of the requests/s of `threads-epoll` in the mean of {} draws", (mean, str(len(lottery)))),
        ("is a ceiling, at {} connections a second in `unpark-queue` and {} in `threads-epoll`",
         tuple(_ceiling(reference, "advice-short.txt", name) for name in ("unpark-queue", "threads-epoll"))),
        ("`reuseport` reached {} [{} – {}] of dealing in turn, with a hundred {} [{} – {}], where theory",
         (*_interval(ten, _hundredths), *_interval(hundred, _hundredths))),
        ("of the {} strategies that have a model; in {} of its cells, measured on two emulated cores, p99 differs from "
         "that of a simulation of the same requests by {} % in the median and by {} % at most",
         (str(len(map_["strategies"])), str(len(residuals)),
          *(f"{100 * value:.0f}" for value in (statistics.median(residuals), max(residuals))))),
        ("one queue for all threads: `threads-epoll` {} ms | `unpark-queue` {} ms, `reuseport` {} ms",
         tuple(_milliseconds(row.samples["latency_p99"].median) for row in (one_queue, in_turn, reuseport))),
        ("`threads-epoll` {} ms in the mean with four threads, {} ms with two | `reuseport` {} ms with four threads, "
         "{} ms with two", tuple(
             _two(1e3 * _row(blocking, name, {"server.threads": threads}).samples["latency_mean"].median)
             for name in ("threads-epoll", "reuseport") for threads in (4, 2))),
        ("`reuseport`: {} of `threads-epoll` with fixed shares", (mean,)),
        ("**Of {} claims of {} published sources** and of our own theory, `bench verdict` finds {} confirmed, {} refuted, "
         "{} impossible and {} implausible as stated; {} it cannot tell", _tally(verdicts)),
        ("is {} times that of a shared listener at one request a connection and {} times at a hundred",
         tuple(f"{value:.1f}" for value in _found(verdicts, "reuseport-crossing-1-20us", 2))),
        ("is what queueing gives if each of its requests had a connection: {}.",
         (f"{1e3 * cloudflare.samples['latency_deviation'].median:.1f}",)),
        ("gave a factor of {} in the simulation", (f"{_found(verdicts, 'puma-1-gate', 1)[0]:.0f}",)),
    )


def advised(line, reference):
    """A line of the table of loads or of its notes, with the latencies of the answer that it links to; others as they
    are."""
    linked = ADVICE.search(line)
    if not linked or not line.startswith(("| ", "- (")):
        return line
    said = (reference / linked[1]).read_text(encoding="utf-8")
    found = {name: (p99, mean) for name, p99, mean in
             re.findall(r"^  ([\w-]+): p99 ([\d.]+) ms .*?; mean ([\d.]+) ms", said, re.M)}
    for pattern, which in ((MEAN, 1), (P99, 0)):
        line = pattern.sub(lambda match, which=which: _with_latency(match, found, which, linked[1]), line)
    return line


def _with_latency(match, found, which, file):
    if match[1] not in found:
        raise Unreadable(f"README.md: {match[1]} has no latency in results/reference/{file}")
    start, end = match.span(2)
    return match.string[match.start():start] + _two(float(found[match[1]][which])) + match.string[end:match.end()]


def _revision(reference, map_):
    """That all of the measured results are of."""
    machines = {name: load.experiment(reference / name, with_runs=False).machine for name in MEASURED}
    found = {"map": map_.get("revision"), **{name: machine.get("git_revision") for name, machine in machines.items()}}
    if len(set(found.values())) > 1 or not re.fullmatch("[0-9a-f]{40}", found["map"] or ""):
        told = ", ".join(f"{name} of {str(revision)[:9]}" for name, revision in found.items())
        raise Unreadable(f"{reference}: what the README tells is not of one revision: {told}")
    return found["map"][:9]


def _ceiling(reference, file, strategy):
    """The most requests a second that it can do, to the thousand."""
    said = (reference / file).read_text(encoding="utf-8")
    found = re.search(rf"^  {strategy}: .*?it cannot keep up, ([\d.e+]+) requests/s are its most", said, re.M)
    if not found:
        raise Unreadable(f"results/reference/{file}: does not say what {strategy} can do at most")
    return f"{1000 * round(float(found[1]) / 1000)}"


def _row(experiment, name, point=None):
    for row in experiment.rows:
        if row.name == name and (point or {}).items() <= row.point.items():
            return row
    raise Unreadable(f"{experiment.folder / 'summary.json'}: has no {name} at {point}")


def _interval(estimate, show):
    return show(estimate.median), show(estimate.low), show(estimate.high)


def _two(value):
    """Two significant figures, as after "about": 410, 2.4, 0.52."""
    return labels.format_short(float(f"{value:.2g}"))


def _hundredths(value):
    return f"{value:.2f}"


def _milliseconds(seconds):
    return labels.format_short(1e3 * seconds)


def _tally(verdicts):
    last = verdicts.splitlines()[-1] if verdicts else ""
    of = re.match(r"(\d+) claims of (\d+) published sources", last)
    words = ("confirmed", "refuted", "impossible", "implausible", "cannot")
    count = {what: number for number, what in re.findall(rf"(\d+) ({'|'.join(words)})", last)}
    if not of or len(count) < len(words):
        raise Unreadable(f"{VERDICTS}: its last line does not count the claims, their sources and each verdict")
    return (*of.groups(), *(count[what] for what in words))


def _found(verdicts, claim, count):
    """The first values that a verdict rests on."""
    said = next((said for said in verdicts.split("\n\n") if said.startswith(f"{claim}: ")), "")
    found = re.search(r"^  found: (.*)$", said, re.M)
    values = re.findall(NUMBER + r" \(", found[1]) if found else []
    if len(values) < count:
        raise Unreadable(f"{VERDICTS}: {len(values)} values were found for {claim}, and the README tells {count}")
    return [float(value) for value in values[:count]]
