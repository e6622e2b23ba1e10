"""figures/cores.svg: what becomes of every strategy from few cores to many, a panel for each workload."""

import dataclasses
import math
import textwrap

from plots import canvas, labels, lettering, style
from plots.map import borne

NAME = "cores"
TITLE = "From few cores to many"
PANELS, COLUMNS = 6, 2           # at most
TOLD = {"count": 5, "moved": 3}  # groups that a panel names beside the best and the worst
PANEL = 1.9                      # inches
NAME_SIZE, NAME_ROOM = 7.5, 118  # points
NAME_HEIGHT = 0.085              # on the scale of loads
LOADS = -0.03, 1.03
MARGIN = 0.13                    # of the way from the fewest cores to the most, to where the names begin
MOST_TEXTS, TEXT_SIZE = 8, 8     # below a panel; points
OTHERS = {"color": style.PEER[0], "linewidth": 0.7, "alpha": 0.6, "zorder": 1.5}
CANNOT = ("All of this is simulated: it cannot show what caches, memory bandwidth and waiting for locks take of a real "
          "machine with so many cores.")


def applicable(map_):
    """Whether the map knows of two numbers of cores."""
    return bool(map_["loads"]) and len(_cores(borne.panels(map_, PANELS))) >= 2


def caption(map_):
    low, high = (labels.format_short(load) for load in (min(map_["loads"]), max(map_["loads"])))
    return ("A line is a strategy, at the load at which its p99 passes ten service times; higher is better. Named are "
            "the best, the worst, and those whose rank changes most or that stand for many: + 3 is for three others "
            f"that stay within {borne.ALIKE:g} of it. Grey: all the rest. Hollow: below {low}, or above {high}.")


def draw(map_):
    panels = borne.panels(map_, PANELS)
    cores, columns = _cores(panels), min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = canvas.figure(
        f"The load that is borne, from {cores[0]:,} to {labels.counted(cores[-1], 'core')}", caption(map_),
        0.6 + (PANEL + 0.25) * rows, rows, columns, sharex=True, sharey=True)
    told = [panel.told(**TOLD) for panel in panels]
    looks = _looks(map_, told)
    for axis, panel, groups in zip(axes.flat, panels, told):
        _draw_panel(axis, panel, groups, looks)
        title = panel.workload.get("title") or panel.workload["name"]
        axis.set_title(lettering.shortened(title, 0.75 * canvas.ROOM / columns, canvas.PANEL_TITLE, "bold"))
    _finish(axes, cores, len(panels))
    figure.supxlabel("\n".join(textwrap.wrap(CANNOT, canvas.CHARACTERS)), x=0.1 / canvas.WIDTH, ha="left",
                     fontsize=canvas.SMALL, color=style.MUTED)
    return figure


def named(group):
    """Both of two; of more, how many come to the same as the first."""
    both = ", ".join(group)
    if len(group) <= 2 and lettering.width(both, NAME_SIZE) <= NAME_ROOM:
        return both
    more = f" + {len(group) - 1}"
    return lettering.shortened(group[0], NAME_ROOM - lettering.width(more, NAME_SIZE), NAME_SIZE) + more


def _cores(panels):
    return sorted({cores for panel in panels for along in panel.borne.values() for cores in along})


def _looks(map_, told):
    """Each as everywhere else, but in another colour where a better known one, named beside it, has the same, as long
    as one is left."""
    own = style.looks_of([strategy["name"] for strategy in map_["strategies"]])
    panels = [{group[0] for group in groups} for groups in told]
    looks = {}
    for name in filter(set().union(*panels).__contains__, style.best_known_first(own)):
        taken = {looks[other].colour for panel in panels if name in panel for other in panel if other in looks}
        free = [colour for colour in (own[name].colour, *style.COLOURS) if colour not in taken]
        looks[name] = dataclasses.replace(own[name], colour=free[0] if free else own[name].colour)
    return looks


def _draw_panel(axis, panel, groups, looks):
    for along in panel.borne.values():
        axis.plot(list(along), [found.load for found in along.values()], **OTHERS)
    lines = sorted(((panel.borne[group[0]], group) for group in groups), key=lambda line: _from_its_end(line[0]))
    heights = lettering.apart([_from_its_end(along)[0] for along, _ in lines], NAME_HEIGHT, 0, 1)
    for (along, group), height in zip(lines, heights):
        _draw_line(axis, along, looks[group[0]])
        _write_name(axis, named(group), along, height, looks[group[0]])


def _from_its_end(along):
    """Lines that end at one place are named in the order in which they come there."""
    return [found.load for found in reversed(along.values())]


def _draw_line(axis, along, look):
    axis.plot(list(along), [found.load for found in along.values()], zorder=2.5, **look.line())
    for cores, found in along.items():
        hollow = {"markerfacecolor": style.PAPER, "markeredgecolor": look.colour, "markeredgewidth": 1.1}
        axis.plot(cores, found.load, zorder=3, **{**look.point(5.5), **(hollow if found.beyond else {})})


def _write_name(axis, text, along, height, look):
    """Beside the panel, with a thin line from the end of its own: many end close together."""
    last = max(along)
    axis.annotate(text, (last, along[last].load), (1, height), textcoords=("axes fraction", "data"), ha="left",
                  va="center", fontsize=NAME_SIZE, annotation_clip=False,
                  arrowprops={"arrowstyle": "-", "color": look.colour, "linewidth": 0.8, "shrinkA": 1, "shrinkB": 4,
                              "relpos": (0, 0.5)})


def _finish(axes, cores, used):
    first = axes[0, 0]
    first.set_xscale("log", base=2)
    beyond = (cores[-1] / cores[0]) ** MARGIN
    first.set(xlim=(cores[0] / beyond ** 0.5, cores[-1] * beyond), ylim=LOADS)
    for axis in axes.flat[:used]:
        axis.set_xticks(cores, _with_room(cores), fontsize=TEXT_SIZE)
        axis.minorticks_off()
        labels.ticks(axis.yaxis, labels.format_short)
    for axis in axes[:, 0]:
        axis.set_ylabel("load borne")
    canvas.finish_panels(axes, used, "cores (log scale)")


def _with_room(cores):
    """Every number has a tick, and a text unless it would touch that of a larger one."""
    least = (cores[-1] / cores[0]) ** (1 / (MOST_TEXTS - 1)) * (1 - 1e-9)  # times a number, to the next that has one
    texts, last = [], math.inf
    for number in reversed(cores):
        shown = number * least <= last
        texts.append(f"{number:,}" if shown else "")
        last = number if shown else last
    return texts[::-1]
