"""The page of a run, and the overview of several: static HTML that needs nothing from the network."""

import os
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from plots import conclusion, labels, render, style, verdicts
from plots.figures import applicable

SAME_MACHINE = "Client and server share one machine; nothing crosses a network."
CSS_VARIABLE = {style.INK: "var(--ink)"}


# The tables of details: (heading, what of a row, its key there, how to show it).
USE = (("Latency p50", "latency", "p50", labels.seconds), ("Latency max", "latency", "max", labels.seconds),
       ("Busiest worker ÷ mean", "utilization", "busiest_over_mean", labels.number),
       ("Mean use of its workers", "utilization", "mean", labels.percent),
       ("Mean use of all cores asked for", "utilization", "of_cores", labels.percent),
       ("Time with over half the workers busy", "utilization", "time_above_half_busy", labels.percent))
COSTS = (("Server per GB", "server_cpu_per_gb", None, labels.seconds),
         ("Client per GB", "client_cpu_per_gb", None, labels.seconds),
         ("Server per request", "server_cpu_per_request", None, labels.seconds),
         ("Client per request", "client_cpu_per_request", None, labels.seconds))


@dataclass(frozen=True)
class Picture:
    name: str
    title: str
    caption: str
    svg: str

    def inline(self, prefix=""):
        """For a page; `prefix` keeps ids apart where a page shows several experiments."""
        return Markup(render.inline(self.svg, prefix + self.name, self.title))


def pictures(experiment):
    """Every figure that the experiment has data for, written to its folder's figures/."""
    return [_picture(figure, experiment) for figure in applicable(experiment)]


def write(experiment, pictures, claims=()):
    """report.html in the run's folder, with those of the claims that it is about; its path."""
    context = {**_context(experiment), "pictures": pictures, "tally": verdicts.tally,
               "claims": verdicts.about(claims, experiment), "show_experiment": False}
    return _write(experiment.folder / "report.html", "report.html.j2", context)


def write_index(drawn, file, claims=()):
    """One page with the outcome of every (experiment, pictures) and links to their own pages."""
    entries = [{**_context(experiment), "pictures": pictures[:1], "prefix": f"e{place}-",
                "link": _link(experiment, file)} for place, (experiment, pictures) in enumerate(drawn)]
    return _write(file, "index.html.j2", {"entries": entries, "tally": verdicts.tally, "claims": claims,
                                          "show_experiment": True})


def _picture(figure, experiment):
    drawn = render.drawn(figure.draw, experiment)
    svg = render.save(drawn, experiment.folder / "figures" / figure.NAME)
    return Picture(figure.NAME, figure.TITLE, figure.caption(experiment), svg)


def _link(experiment, file):
    return Path(os.path.relpath(experiment.folder / "report.html", file.parent)).as_posix()


def _context(experiment):
    return {
        "experiment": experiment,
        "conclusions": conclusion.sentences(experiment),
        "effects": conclusion.effects(experiment),
        "compared_with": labels.compared_with(experiment),
        "against_article": conclusion.against_article(experiment),
        "limits": [*conclusion.limits(experiment), *experiment.notes, SAME_MACHINE],
        "untold": conclusion.untold(experiment),
        "limit_texts": conclusion.limit_texts(experiment),
        "ceilings": any(row.percent_of_ceiling is not None for row in experiment.rows),
        "noise": conclusion.noise(experiment),
        "chance": conclusion.chance(experiment),
        "over_rounds": conclusion.over_rounds(experiment),
        "stopping": conclusion.stopping(experiment),
        "facts": _facts(experiment),
        "groups": [(labels.point(point), _rows_at(experiment, point)) for point in experiment.points],
        "failures": [run for run in experiment.runs if not run.ok],
        "flagged": [(run, "; ".join(map(conclusion.flag_text, run.flags))) for run in experiment.runs if run.flags],
        "marks": conclusion.marks(experiment),
        "provenance": {**experiment.provenance, **_flat(experiment.machine)},
        "use_columns": USE,
        "cost_columns": COSTS,
        "options": _flat({"server": experiment.spec.get("server") or {}, "load": experiment.spec.get("load") or {}}),
    }


def _rows_at(experiment, point):
    rows = style.in_order(experiment, experiment.rows_at(point))
    return [(row, _swatch(experiment, row)) for row in rows]


def _swatch(experiment, row):
    colour = style.look_of(experiment, row).colour
    return CSS_VARIABLE.get(colour, colour)


def _facts(experiment):
    """The first screen's line of facts."""
    server, load = experiment.spec.get("server") or {}, experiment.spec.get("load") or {}
    known = (("requests", _requests(experiment), "{} requests a run"),
             ("body-size", load.get("body-size"), "{} bodies"),
             ("connections", load.get("connections") or load.get("threads"), "{} connections"),
             ("threads", server.get("threads"), "{} server threads"),
             ("emulate-core", server.get("emulate-core"), "each an emulated core of {}"))
    varied = {key.split(".")[-1] for key in experiment.points[0]}
    return [labels.rounds(experiment.rounds)] + [
        text.format(value) for option, value, text in known if value is not None and option not in varied
    ] + _machine_facts(experiment.machine)


def _machine_facts(machine):
    cores = machine.get("cores")
    known = (machine.get("cpu"), cores and f"{cores} processors", machine.get("kernel"))
    return [str(fact) for fact in known if fact]


def _requests(experiment):
    counts = sorted(run.requests for run in experiment.runs if run.ok and run.requests)
    if not counts:
        return None
    return f"{counts[0]:,}" if counts[0] == counts[-1] else f"{counts[0]:,} to {counts[-1]:,}"


def _flat(values, prefix=""):
    """Nested values as 'outer inner': text, for a list on the page."""
    flat = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key} "))
        elif value is not None:
            text = ", ".join(map(str, value)) if isinstance(value, list) else value
            flat[f"{prefix}{key}".replace("_", " ")] = text
    return flat


def _write(file, template, context):
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)
    pages.filters.update(number=labels.number, rate=labels.rate, seconds=labels.seconds,
                         percent=labels.percent, times=labels.times)
    pages.globals.update(number=labels.number, times=labels.times, limit_name=conclusion.limit_name)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(pages.get_template(template).render(context), encoding="utf-8")
    beside.replace(file)
    return file
