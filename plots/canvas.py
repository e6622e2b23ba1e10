"""Every figure's frame: a title that says what is shown, a line of detail, a legend, then axes."""

import textwrap

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter

from plots import labels, lettering, style

WIDTH = 7.6         # inches: at the page's width a point is about 1.5 CSS pixels
CHARACTERS = 104    # that fit a line of detail
HANDLE = 40         # points that a legend's handle and the gaps beside it take
NAME = 130          # points that a name on an axis has before it breaks
TITLE, LINE, LEGEND_LINE = 0.36, 0.17, 0.19  # inches
SMALL, NORMAL, PANEL_TITLE = 8.5, 9, 9.5  # sizes of text, points
ROOM = 0.94 * 72 * WIDTH  # points that a line across the figure has: browsers' fonts may be wider


def figure(title, detail, height, rows=1, columns=1, legend=(), **subplots):
    """A Figure `height` inches high below its header, and its axes as a 2-D array. `legend` is a
    list of (handle, text)."""
    lines = textwrap.wrap(detail, CHARACTERS)
    legend = [(handle, lettering.shortened(text, ROOM - HANDLE, SMALL)) for handle, text in legend]
    across = _legend_columns([text for _, text in legend])
    header = TITLE + LINE * len(lines) + LEGEND_LINE * -(-len(legend) // across) + 0.08
    canvas = Figure(figsize=(WIDTH, height + header), layout="constrained")
    canvas.get_layout_engine().set(rect=(0, 0, 1, height / (height + header)), h_pad=0.05, w_pad=0.05)
    _write_header(canvas, title, lines)
    if legend:
        _add_legend(canvas, legend, across, TITLE + LINE * len(lines))
    return canvas, canvas.subplots(rows, columns, squeeze=False, **subplots)


def _legend_columns(texts):
    """As many as fit beside each other, each as wide as its longest text; at most four."""
    for across in range(min(4, len(texts)), 1, -1):
        down = -(-len(texts) // across)
        columns = [texts[first:first + down] for first in range(0, len(texts), down)]
        if sum(max(lettering.width(text, SMALL) for text in column) + HANDLE for column in columns) <= ROOM:
            return across
    return 1


def _write_header(canvas, title, lines):
    height = canvas.get_figheight()
    canvas.text(0.1 / WIDTH, 1 - 0.1 / height, title, va="top", fontsize=11.5, fontweight="bold")
    for index, line in enumerate(lines):
        canvas.text(0.1 / WIDTH, 1 - (TITLE + LINE * index) / height, line, va="top", fontsize=SMALL,
                    color=style.MUTED)


def _add_legend(canvas, legend, across, top):
    handles, texts = zip(*legend)
    drawn = canvas.legend(handles, ["-"] * len(texts), loc="upper left", ncol=across, fontsize=SMALL,
                          bbox_to_anchor=(0.02 / WIDTH, 1 - top / canvas.get_figheight()), columnspacing=1.4,
                          handlelength=2.6, handletextpad=0.5, borderaxespad=0.2, labelspacing=0.35)
    # Set afterwards, for matplotlib leaves entries out whose text begins with an underscore.
    for entry, text in zip(drawn.get_texts(), texts):
        entry.set_text(text)


def legend_of(experiment, rows, lines=False):
    """A legend entry for each row: its marker, and its line where the figure draws lines."""
    entries = []
    for row in rows:
        look = style.look_of(experiment, row)
        line = {"linestyle": look.dash} if lines else {}
        entries.append((Line2D([], [], **{**look.point(), **line}), row.name))
    return entries


def name_ticks(axes, places, names, lines=2, size=NORMAL):
    """Names on the vertical axis, in as many lines as there is room for."""
    axes.set_yticks(places, [lettering.broken(name, NAME, size, lines) for name in names], fontsize=size)


def panels(experiment):
    """How many rows and columns hold one panel for each point."""
    count = len(experiment.points)
    columns = min(count, 3 if count >= 9 else 2)
    return -(-count // columns), columns


def panel_title(point, columns):
    return lettering.broken(labels.point(point), 0.75 * ROOM / columns, PANEL_TITLE, 3, "bold")


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


def from_zero(axes):
    """The horizontal axis from 0 to beyond what is shown, and to something where that is nothing."""
    axes.set_xlim(0, max(axes.get_xlim()[1], 1.05 * axes.dataLim.x1) or 1)


def headings(axes, texts):
    """A point's options as a heading in the figure: (place on the vertical axis, text)."""
    for top, text in texts:
        axes.annotate(lettering.shortened(text, 0.75 * ROOM, SMALL, "bold"), (0, top),
                      xycoords=("axes fraction", "data"), xytext=(3, -5), textcoords="offset points", va="top",
                      fontsize=SMALL, fontweight="bold", in_layout=False)


def bare(axes):
    """Leaves a panel's label and text, and takes its scales away."""
    axes.set_xticks([])
    axes.tick_params(left=False, labelleft=False)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def draw_line(axes, across, up, look, place, count):
    """One of `count` lines that may lie on each other: the later ones are thinner, so that what they cover shows
    at their sides, and each has its markers at places of its own."""
    share = place / max(count, 1)
    step = max(1, len(across) // 6)
    axes.plot(across, up, color=look.colour, linestyle=look.dash, linewidth=3 - 1.8 * share, marker=look.marker,
              markersize=5.5, fillstyle=look.fill, markerfacecoloralt=style.PAPER, markeredgewidth=0.7,
              markeredgecolor=style.PAPER if look.fill == "full" else look.colour,
              markevery=(int(share * step), step))


def draw_estimates(axes, found, look, place, count, least=0):
    """One of `count` lines through [(across, estimate)], each with a thin bar over its rounds; nothing below `least`,
    for a log scale shows no 0."""
    for across, estimate in found:
        ends = [max(value, least) for value in (*estimate.values, estimate.median)]
        axes.plot([across] * 2, [min(ends), max(ends)], color=look.colour, linewidth=1, alpha=0.45)
    across, up = zip(*((across, max(estimate.median, least)) for across, estimate in found))
    draw_line(axes, across, up, look, place, count)


def log_scale(axes, side, show):
    """Side x or y on a log scale whose ticks are shown as a reader wants them."""
    axes.set(**{f"{side}scale": "log"})
    axis = getattr(axes, f"{side}axis")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_formatter(NullFormatter())
    labels.ticks(axis, show)


def fitted_label(text, columns=1):
    """An axis' label, broken where its panel is too narrow for it."""
    return lettering.broken(text, 0.8 * ROOM / columns, NORMAL, 3)
