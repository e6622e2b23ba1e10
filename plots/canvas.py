"""Every figure's frame: a title that says what is shown, a line of detail, a legend, then axes."""

import textwrap

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from plots import labels, style

WIDTH = 7.6         # inches: at the page's width a point is about 1.5 CSS pixels
CHARACTERS = 104    # that fit a line of detail
LEGEND_COLUMNS = 4


def figure(title, detail, height, rows=1, columns=1, legend=(), **subplots):
    """A Figure `height` inches high below its header, and its axes as a 2-D array. `legend` is a
    list of (handle, text)."""
    lines = textwrap.wrap(detail, CHARACTERS)
    legend_lines = -(-len(legend) // LEGEND_COLUMNS)
    header = 0.36 + 0.17 * len(lines) + 0.2 * legend_lines + 0.08
    canvas = Figure(figsize=(WIDTH, height + header), layout="constrained")
    canvas.get_layout_engine().set(rect=(0, 0, 1, height / (height + header)), h_pad=0.05, w_pad=0.05)
    _write_header(canvas, title, lines)
    if legend:
        _add_legend(canvas, legend, 0.36 + 0.17 * len(lines))
    return canvas, canvas.subplots(rows, columns, squeeze=False, **subplots)


def _write_header(canvas, title, lines):
    height = canvas.get_figheight()
    canvas.text(0.1 / WIDTH, 1 - 0.1 / height, title, va="top", fontsize=11.5, fontweight="bold")
    for index, line in enumerate(lines):
        canvas.text(0.1 / WIDTH, 1 - (0.36 + 0.17 * index) / height, line, va="top", fontsize=8.5,
                    color=style.MUTED)


def _add_legend(canvas, legend, top):
    handles, texts = zip(*legend)
    canvas.legend(handles, texts, loc="upper left", ncol=LEGEND_COLUMNS, fontsize=8.5,
                  bbox_to_anchor=(0.02 / WIDTH, 1 - top / canvas.get_figheight()),
                  columnspacing=1.4, handletextpad=0.5, borderaxespad=0.2, labelspacing=0.35)


def legend_of(experiment, rows, lines=False):
    """A legend entry for each row: its marker, and its line where the figure draws lines."""
    entries = []
    for row in rows:
        look = style.look_of(experiment, row)
        line = {"linestyle": look.dash} if lines else {}
        entries.append((Line2D([], [], **{**look.point(), **line}), row.name))
    return entries


def panels(experiment):
    """How many rows and columns hold one panel for each point."""
    count = len(experiment.points)
    columns = min(count, 3 if count >= 9 else 2)
    return -(-count // columns), columns


def panel_title(point, columns):
    return labels.wrapped(labels.point(point), 88 // columns)


def finish_panels(axes, used, label):
    """Blanks the panels beyond `used` and labels the lowest of every column."""
    for panel in axes.flat[used:]:
        panel.set_axis_off()
    for column in axes.T:
        shown = [panel for panel in column if panel.axison]
        if shown:
            shown[-1].tick_params(labelbottom=True)
    for panel in axes[-1]:
        panel.set_xlabel(label)


def bare(axes):
    """Leaves a panel's label and text, and takes its scales away."""
    axes.set_xticks([])
    axes.tick_params(left=False, labelleft=False)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
