"""How connections, requests and bytes are spread over the workers."""

import numpy as np

from plots import canvas, labels, lettering, statistics, style

NAME = "shares"
TITLE = "Share of the work per worker"
KEYS = ("connections", "requests", "bytes")
ROWS = 14  # more than this are too small to read


def applicable(experiment):
    return 0 < len(_rows(experiment)) <= ROWS


def caption(_experiment):
    return ("A bar is a worker; in each panel they stand in falling order, and the bar is a worker's share of all "
            "connections, requests or bytes (the mean over rounds, rank by rank). The dashed line is an even share. "
            "The number is the maximum load over the even one: 1.0 is perfect balance, 2.0 means that one worker "
            "had twice its share.")


def draw(experiment):
    rows = _rows(experiment)
    figure, axes = canvas.figure(
        "Share of connections, requests and bytes of each worker",
        "Workers in falling order of their share; mean over rounds.", 0.5 + 0.6 * len(rows), len(rows),
        len(KEYS), sharey=True)
    top = 1.25 * max(_highest(experiment, row) for row in rows)
    for line, row in zip(axes, rows):
        for panel, key in zip(line, KEYS):
            _draw_panel(panel, experiment, row, key, top)
        line[0].set_ylabel(lettering.broken(_title(row, experiment), canvas.NAME, canvas.SMALL, 3), rotation=0,
                           ha="right", va="center", fontsize=canvas.SMALL)
    _finish(axes, top)
    return figure


def _rows(experiment):
    rows = [row for point in experiment.points
            for row in style.in_order(experiment, experiment.rows_at(point))]
    return [row for row in rows if any(map(_counted, experiment.runs_of(row)))]


def _counted(run):
    """Whether it is known what each worker had; of a peer it is not."""
    return any("connections" in worker for worker in run.workers)


def _title(row, experiment):
    return f"{row.name}: {labels.point(row.point)}" if experiment.varied else row.name


def _highest(experiment, row):
    """The highest bar, leaving out rows of one worker, which would dwarf all others."""
    shares = [statistics.by_rank(experiment.runs_of(row), key) for key in KEYS]
    return max((share[0] for share in shares if share is not None and len(share) > 1), default=0.02)


def _draw_panel(panel, experiment, row, key, top):
    shares = statistics.by_rank(experiment.runs_of(row), key)
    if shares is None or len(shares) == 1:
        text = "none reported" if shares is None else "one worker has it all"
        panel.text(0.5, 0.45, text, transform=panel.transAxes, ha="center", va="center", fontsize=8,
                   color=style.MUTED)
        canvas.bare(panel)
        return
    look = style.look_of(experiment, row)
    panel.bar(np.arange(1, len(shares) + 1), shares, 0.82, color=look.colour, hatch=look.hatch,
              edgecolor=style.PAPER, linewidth=0)
    panel.axhline(1 / len(shares), color=style.INK, linewidth=0.9, linestyle=(0, (4, 2)))
    panel.text(0.98, 0.86, f"most: {shares[0] * len(shares):.1f} × even", transform=panel.transAxes,
               ha="right", va="top", fontsize=8)
    panel.set_xticks([])
    panel.set_xlim(0.3, len(shares) + 0.7)


def _finish(axes, top):
    axes[0, 0].set_ylim(0, min(1, top))
    for panel, key in zip(axes[0], KEYS):
        panel.set_title(key)
    for panel in axes.flat:
        panel.grid(axis="x", visible=False)
        panel.tick_params(labelsize=7.5)
        panel.yaxis.get_major_locator().set_params(nbins=3)
    for panel in axes[-1]:
        panel.set_xlabel("workers, the busiest first", fontsize=canvas.SMALL)
    labels.ticks(axes[0, 0].yaxis, labels.format_percent)
