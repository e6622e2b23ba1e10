"""The page of a run, and the overview of several: static HTML that needs nothing from the network."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from plots import caveats, conclusion, files, labels, loads, marks, notes, render, rounds, style, tables, verdicts
from plots.figures import applicable

MOST_ROWS_FIRST = 12  # of a table that stands before the first figure

@dataclass(frozen=True)
class Picture:
    name: str
    title: str
    caption: str
    svg: str
    caveats: list

    def inline(self, prefix=""):
        """For a page; `prefix` keeps ids apart where a page shows several experiments."""
        return Markup(render.inline(self.svg, prefix + self.name, self.title))


def pictures(experiment):
    """Every figure that the experiment has data for, written to its folder's figures/."""
    return [_picture(figure, experiment) for figure in applicable(experiment)]


def write(experiment, pictures, claims=()):
    """report.html in the run's folder, with those of the claims that it is about; its path."""
    return _write(experiment.folder / "report.html", "report.html.j2", _whole(experiment, pictures, claims))


def live(experiment, name, progress, version):
    """The page of a run that goes on, without figures: its text. None for a run that has no summary yet."""
    if experiment is None:
        return _rendered("waiting.html.j2", {"name": name, "live": progress, "version": version})
    return _rendered("report.html.j2", {**_whole(experiment, [], ()), "live": progress, "version": version})


def write_index(drawn, file, claims=(), maps=()):
    """One page with the outcome of every (experiment, pictures), and links to their own pages and those of maps."""
    entries = [{**_context(experiment), "pictures": pictures[:1], "prefix": f"e{place}-",
                "link": _link(experiment.folder / "report.html", file)}
               for place, (experiment, pictures) in enumerate(drawn)]
    return _write(file, "index.html.j2", {"entries": entries, "tally": verdicts.tally, "claims": claims,
                                          "maps": [_link(map_, file) for map_ in maps], "show_experiment": True})


def _whole(experiment, pictures, claims):
    return {**_context(experiment), "pictures": pictures, "tally": verdicts.tally, "live": None,
            "claims": verdicts.about(claims, experiment), "show_experiment": False}


def _picture(figure, experiment):
    drawn = render.drawn(figure.draw, experiment)
    svg = render.save(drawn, experiment.folder / "figures" / figure.NAME)
    beside = [*getattr(figure, "caveats_of", lambda _: [])(experiment), *caveats.about_figure(experiment, figure.NAME)]
    return Picture(figure.NAME, figure.TITLE, figure.caption(experiment), svg, beside)


def _link(page, file):
    return quote(os.fsencode(os.path.relpath(page, file.parent)))


def _context(experiment):
    return {
        "experiment": experiment,
        "conclusions": conclusion.sentences(experiment),
        "effects": conclusion.effects(experiment),
        "against_article": conclusion.against_article(experiment),
        "caveats": caveats.about_everything(experiment),
        "notes": notes.Notes(experiment),
        "core_caveats": caveats.about_cores(experiment),
        "said_once": marks.said_once(experiment),
        "table_first": len(experiment.rows) <= MOST_ROWS_FIRST,
        "results": tables.results(experiment),
        "theory": tables.theory(experiment),
        "utilization": tables.utilization(experiment),
        "costs": tables.COSTS,
        "ceiling": tables.ceiling_name(experiment) if tables.has_ceiling(experiment) else None,
        "limit_texts": conclusion.limit_texts(experiment),
        "signed_ranks": any(map(tables.signed_rank, experiment.rows)),
        "rounds": rounds.sentences(experiment),
        "facts": _facts(experiment),
        "groups": [_group(experiment, point) for point in experiment.points],
        "failures": [run for run in experiment.runs if not run.ok],
        "flagged": [(run, "; ".join(conclusion.flag_text(experiment, flag) for flag in run.flags))
                    for run in experiment.runs if run.flags],
        "marks": conclusion.marks(experiment),
        "provenance": {**experiment.provenance, **_flat(experiment.machine)},
        "options": _flat({"server": experiment.spec.get("server") or {}, "load": experiment.spec.get("load") or {}}),
    }


@dataclass(frozen=True)
class Group:
    """The rows of one point, each with its colour: strategies, then the servers of others."""
    heading: str
    own: list  # of (row, colour, marks)
    peers: list


def _group(experiment, point):
    rows = [(row, render.themed(style.look_of(experiment, row).colour), marks.of(experiment, row))
            for row in style.in_order(experiment, experiment.rows_at(point))]
    return Group(labels.point(point), [entry for entry in rows if not entry[0].peer],
                 [entry for entry in rows if entry[0].peer])


def _facts(experiment):
    """The first screen's line of facts."""
    server, load = experiment.server_of(experiment.rows[0]), experiment.load_of(experiment.rows[0])
    known = (("requests", _requests(experiment), "{} requests a run"),
             ("body-size", load.get("body-size"), "{} bodies"),
             ("connections", load.get("connections") or load.get("threads"), "{} connections"),
             ("threads", server.get("threads"), "{} server threads"),
             ("emulate-core", server.get("emulate-core"), "each an emulated core of {}"))
    varied = {key.split(".")[-1] for key in experiment.points[0]}
    return [labels.rounds(experiment.rounds), *loads.facts(load, varied)] + [
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
    files.write(file, _rendered(template, context).encode("utf-8"))
    return file


def _rendered(template, context):
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)
    return pages.get_template(template).render(style=style, **context)
