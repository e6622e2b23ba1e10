"""What a reload costs in requests: strategy by strategy, a panel for each way to do it."""

from plots import canvas, labels, style
from plots.figures.throughput import draw_estimate, list_rows

NAME = "reloads"
TITLE = "Requests lost a reload"


def applicable(experiment):
    return any(row.reload for row in experiment.rows)


def caption(experiment):
    return ("Each time a new server takes the place of the old one under load: how many requests had no answer. The "
            "marker is the median over rounds, the small dots are the single runs. On the left edge nothing was lost.")


def draw(experiment):
    rows = style.in_order(experiment, experiment.first_rows)
    down, across = canvas.panels(experiment)
    figure, axes = canvas.figure(
        "Requests lost each time a server takes the place of another",
        f"Median of {labels.rounds(experiment.rounds)}; further left is better.",
        down * (0.6 + 0.17 * len(rows)), down, across, sharex=True, sharey=True)
    for panel, point in zip(axes.flat, experiment.points):
        _draw_panel(panel, experiment, point, rows)
        panel.set_title(canvas.panel_title(point, across))
    for panel in axes.flat:
        canvas.from_zero(panel)
    list_rows(axes[0, 0], rows)
    axes[0, 0].tick_params(axis="y", labelsize=7)
    canvas.finish_panels(axes, len(experiment.points), "requests lost a reload")
    return figure


def _draw_panel(panel, experiment, point, rows):
    here = {row.name: row for row in experiment.rows_at(point)}
    for place, row in enumerate(rows):
        lost = here[row.name].reload.get("lost_each") if row.name in here else None
        if lost:
            draw_estimate(panel, lost, place, style.look_of(experiment, row), size=5)
    labels.ticks(panel.xaxis, labels.format_short)
    panel.grid(axis="y", visible=False)
