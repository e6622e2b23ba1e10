"""What every thread did over the time of the test: thread × time, one map a strategy."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from plots import canvas, caveats, labels, lettering, statistics, style, timeline

NAME = "heat"
TITLE = "Utilization of every thread over time"
COLUMNS = 240
COLOURS = LinearSegmentedColormap.from_list("busy", style.HEAT)
MAPS = 14  # more than this are too small to read


def applicable(experiment):
    return 0 < len(_maps(experiment)) <= MAPS


def caption(experiment):
    rounds = {row.name: run.round for row, run in _maps(experiment)}
    listed = ", ".join(f"{name} {number}" for name, number in rounds.items())
    text = ("A line is a thread, the busiest at the top; a column is a moment of that run's load window; dark "
            "is busy. A dark block is work spread evenly; a dark strip above a pale area is a few threads "
            "doing what is left. Each map is one run, the one with the median throughput")
    text = caveats.cores_note(experiment) + text
    return text + (f" (round: {listed})." if not experiment.varied else ".")


def draw(experiment):
    maps = _maps(experiment)
    across = 2 if len(maps) > 1 else 1
    down = -(-len(maps) // across)
    threads = max(len(run.timeline.busy) for _, run in maps)
    figure, axes = canvas.figure(
        "Utilization of every worker thread over the time of the test",
        "One run of each strategy; threads sorted, the busiest at the top.",
        0.5 + 1.25 * down, down, across, sharex=True)
    for panel, (row, run) in zip(axes.flat, maps):
        image = _draw_map(panel, run, threads)
        panel.set_title(_title(row, experiment))
    _finish(figure, axes, image, len(maps))
    return figure


def _maps(experiment):
    found = []
    for point in experiment.points:
        for row in style.in_order(experiment, experiment.rows_at(point)):
            runs = [run for run in experiment.runs_of(row) if run.timeline and run.window]
            if runs:
                found.append((row, statistics.representative(runs)))
    return found


def _title(row, experiment):
    text = f"{row.name}: {labels.point(row.point)}" if experiment.varied else row.name
    return lettering.broken(text, 0.36 * canvas.ROOM, canvas.PANEL_TITLE, 2, "bold")


def _draw_map(panel, run, threads):
    samples = (run.window[1] - run.window[0]) // run.timeline.interval_ns
    busy = timeline.heat(run, int(np.clip(samples, 1, COLUMNS)))
    panel.grid(visible=False)
    # An image, not a mesh: in the SVG it is one small picture.
    image = panel.imshow(busy, cmap=COLOURS, vmin=0, vmax=1, aspect="auto", interpolation="none",
                         extent=(0, 1, len(busy), 0))
    panel.set(xlim=(0, 1), ylim=(threads, 0))
    ends = sorted({1, threads})
    panel.set_yticks([end - 0.5 for end in ends], ends)
    if len(busy) < threads:
        text = "one thread only" if len(busy) == 1 else f"{len(busy)} threads only"
        panel.text(0.5, (threads + len(busy)) / 2, text, ha="center", va="center", fontsize=8, color=style.MUTED)
    return image


def _finish(figure, axes, image, used):
    canvas.finish_panels(axes, used, "share of the load window, %")
    for panel in axes[:, 0]:
        panel.set_ylabel("thread")
    labels.ticks(axes[0, 0].xaxis, labels.format_hundredths)
    bar = figure.colorbar(image, ax=axes, shrink=0.6, aspect=30, pad=0.02)
    bar.set_label("busy share of a sample")
    labels.ticks(bar.ax.yaxis, labels.format_percent)
