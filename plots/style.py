"""Colours, markers and hatches: the same for a strategy in every figure and on every page."""

from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")

# Text and lines that must follow the page's light or dark mode. Inline in the page, render.themed()
# turns them into CSS variables; in the files they are what they say.
INK, MUTED, RULE, PAPER = "#15191e", "#5a636d", "#d8dde3", "#ffffff"
THEMED = {INK: "var(--ink)", MUTED: "var(--muted)", RULE: "var(--rule)", PAPER: "var(--paper)"}

# Okabe and Ito's palette, its black replaced by the ink so that it survives dark mode. Shapes tell
# strategies apart where colours do not, and go on when there are more strategies than colours.
COLOURS = (INK, "#D55E00", "#56B4E9", "#E69F00", "#0072B2", "#009E73", "#CC79A7", "#F0E442")
MARKERS = ("s", "v", "o", "D", "^", "P", "X", "*", "<", ">", "p")
HATCHES = ("", "////", "....", "xxxx", "----")
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.5, 1.5, 1.5)))
PEER_COLOUR = "#8b8f94"
HEAT = "viridis"  # perceptually uniform, and safe for the colour-blind

# Matplotlib brings the first; where it is missing, an SVG falls back on a font no wider than Verdana.
FONT, FALLBACK = "DejaVu Sans", "'DejaVu Sans', Verdana, sans-serif"
PARAMETERS = {
    "svg.hashsalt": "dispatchbench", "svg.fonttype": "none", "font.family": FONT, "font.size": 9,
    "axes.titlesize": 9.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.labelsize": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": MUTED, "axes.labelcolor": INK, "axes.titlecolor": INK, "text.color": INK,
    "xtick.color": MUTED, "ytick.color": MUTED, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": RULE, "grid.linewidth": 0.7,
    "axes.linewidth": 0.8, "legend.frameon": False, "figure.facecolor": PAPER,
    "axes.facecolor": "none", "hatch.linewidth": 0.6, "hatch.color": PAPER, "lines.linewidth": 1.6,
}


@dataclass(frozen=True)
class Look:
    colour: str
    marker: str
    hatch: str
    dash: object

    def line(self):
        return {"color": self.colour, "linestyle": self.dash}

    def point(self, size=6):
        return {"color": self.colour, "marker": self.marker, "markersize": size,
                "markeredgecolor": PAPER, "markeredgewidth": 0.7, "linestyle": "none"}


def look_of(experiment, row):
    """The look of a row: colour and marker by its strategy's place in the registry; hatch and dashes
    by its place among the rows of that strategy (an A/A twin, another backend)."""
    if row.peer:
        return _peer_look(experiment, row)
    place = experiment.strategies.index(row.strategy)
    lap = place // len(COLOURS)
    twin = _names(experiment, lambda other: other.strategy == row.strategy).index(row.name) + lap
    return Look(COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)],
                HATCHES[twin % len(HATCHES)], DASHES[twin % len(DASHES)])


def _peer_look(experiment, row):
    place = _names(experiment, lambda other: other.peer).index(row.name)
    return Look(PEER_COLOUR, MARKERS[-1 - place % len(MARKERS)], HATCHES[place % len(HATCHES)],
                DASHES[place % len(DASHES)])


def _names(experiment, wanted):
    return list(dict.fromkeys(row.name for row in experiment.rows if wanted(row)))


def in_order(experiment, rows):
    """Rows as every figure lists them: strategies by registry, then the peers."""
    def place(row):
        return len(experiment.strategies) if row.peer else experiment.strategies.index(row.strategy)
    return sorted(rows, key=place)
