"""figures/map.svg: the map as one static picture, for a document that cannot hold the page."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.patches import Rectangle

from plots import canvas, labels, lettering, style

NAME = "map"
COLOURS = LinearSegmentedColormap.from_list("worse", style.WORSE)
SHARE_OF_RAMP = 0.9   # of the values; the worst share the last colour, or they alone would be told apart
COLUMN_ROOM, COLUMN_LINES = 415, 4  # points that all columns have together; lines that a title may take
ROW = 0.29            # inches
VALUE, CAUSE, COLUMN_TITLE = 7.5, 5.6, 6.3  # sizes of text, points


def draw(map_):
    """p99 of every strategy in every workload on the most cores that the map has, over the lowest of the workload."""
    cores = max(cell["cores"] for cell in map_["cells"])
    cells = {(cell["strategy"], cell["workload"]): cell for cell in map_["cells"] if cell["cores"] == cores}
    workloads = map_["workloads"]
    strategies = _best_first([strategy["name"] for strategy in map_["strategies"]], workloads, cells)
    figure, axes = canvas.figure(f"p99 latency on {labels.counted(cores, 'core')}, times the lowest of each workload",
                                 _detail(map_, list(cells.values())), 1.0 + ROW * len(strategies))
    panel, colour = axes[0, 0], _colour(map_["cells"])
    for down, strategy in enumerate(strategies):
        for across, workload in enumerate(workloads):
            _draw_cell(panel, across, down, cells.get((strategy, workload["name"])), colour)
    _name_sides(panel, strategies, workloads)
    _add_bar(figure, panel, colour)
    return figure


def _relative(cell):
    """How many times the lowest p99 of the workload, or None where the map does not tell."""
    value = ((cell or {}).get("latency_p99") or {}).get("relative")
    return value if isinstance(value, (int, float)) and value > 0 else None


def _best_first(names, workloads, cells):
    """As the page orders them: by the mean logarithm over the workloads that have a figure."""
    def badness(name):
        values = [_relative(cells.get((name, workload["name"]))) for workload in workloads]
        known = [np.log(value) for value in values if value]
        return np.mean(known) if known else np.inf
    return sorted((name for name in names if np.isfinite(badness(name))), key=badness)


def _detail(map_, cells):
    measured = sum(_measured(cell) for cell in cells)
    source = f"Simulated, ○ measured too ({measured} of {len(cells)})" if measured else "All cells are simulated"
    return (f"{source}, at load {labels.format_short(map_.get('reference_load'))} of what the cores can do. Framed: tier "
            "1, at most a tenth worse than the best. A word is the cause. Best strategies first.")


def _measured(cell):
    return cell.get("source") == "measured" or bool(cell.get("measured"))


def _colour(cells):
    """(colour map, norm), the same for every number of cores."""
    values = [value for value in map(_relative, cells) if value] or [1]
    low = min(values)
    return COLOURS, LogNorm(low, max(np.quantile(values, SHARE_OF_RAMP), 1.2 * low), clip=True)


def _draw_cell(panel, across, down, cell, colour):
    value = _relative(cell)
    if value is None:
        panel.text(across, down, "–", ha="center", va="center", fontsize=VALUE, color=style.MUTED)
        return
    shades, norm = colour
    fill, leads = shades(norm(value)), cell.get("tier") == 1
    panel.add_patch(_box(across, down, 0.02, facecolor=fill, edgecolor="none"))
    if leads:
        panel.add_patch(_box(across, down, 0.05, facecolor="none", edgecolor=style.INK, linewidth=1.3))
    cause = None if leads else cell.get("cause")
    write = {"ha": "center", "va": "center", "color": style.ink_on(fill)}
    panel.text(across, down - (0.15 if cause else 0), _text(cell, value), fontsize=VALUE,
               fontweight="bold" if leads else "normal", **write)
    if cause:
        panel.text(across, down + 0.27, cause, fontsize=CAUSE, **write)


def _box(across, down, gap, **look):
    return Rectangle((across - 0.5 + gap, down - 0.5 + gap), 1 - 2 * gap, 1 - 2 * gap, **look)


def _text(cell, value):
    digits = f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
    return f"{digits} ○" if _measured(cell) else digits


def _title_size(titles, room):
    """As large as the longest word allows, and legible where that is longer still."""
    longest = max(lettering.width(word, COLUMN_TITLE) for title in titles for word in title.split())
    return max(CAUSE, min(COLUMN_TITLE, 0.99 * COLUMN_TITLE * room / longest))


def _name_sides(panel, strategies, workloads):
    room = COLUMN_ROOM / len(workloads)
    titles = [workload.get("title") or workload["name"] for workload in workloads]
    size = _title_size(titles, room)
    titles = [lettering.broken(title, room, size, COLUMN_LINES) for title in titles]
    canvas.name_ticks(panel, range(len(strategies)), strategies, 1, canvas.SMALL)
    panel.set_xticks(range(len(workloads)), titles, fontsize=size)
    panel.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    panel.grid(visible=False)
    panel.set(xlim=(-0.5, len(workloads) - 0.5), ylim=(len(strategies) - 0.5, -0.5))
    for spine in panel.spines.values():
        spine.set_visible(False)


def _add_bar(figure, panel, colour):
    shades, norm = colour
    bar = figure.colorbar(ScalarMappable(norm, shades), ax=panel, location="bottom", shrink=0.5, aspect=40, pad=0.015,
                          extend="max")
    bar.set_label("times the lowest p99 of the workload", fontsize=canvas.SMALL)
    ticks = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if norm.vmin <= tick <= norm.vmax]
    bar.set_ticks(ticks, labels=[f"{tick:,}" for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
