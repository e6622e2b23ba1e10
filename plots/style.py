"""Colours, markers, lines and hatches: the same for a strategy in every figure and on every page."""

import functools
from dataclasses import dataclass

# Text and lines that must follow the page's light or dark mode. Inline in the page, render.themed()
# turns them into CSS variables; in the files they are what they say.
INK, MUTED, RULE, PAPER = "#15191e", "#5a636d", "#d8dde3", "#ffffff"

# Light and dark: at least 3:1 against the paper of their mode. Chosen by search so that any two, the ink
# and the peers' grey differ to normal sight and with each kind of colour-blindness.
SERIES = (("#cc7700", "#eecc44"), ("#0077ee", "#aaccee"), ("#770000", "#ff9977"), ("#aa66bb", "#aa55aa"),
          ("#003399", "#0077ee"), ("#dd4444", "#cc5522"), ("#662266", "#cc88ee"))
PEER = ("#767b81", "#9aa1a9")
DARK_PAPER = "#1b1f25"

THEMED = {INK: "var(--ink)", MUTED: "var(--muted)", RULE: "var(--rule)", PAPER: "var(--paper)",
          PEER[0]: "var(--peer)", **{light: f"var(--series-{place})" for place, (light, _) in enumerate(SERIES)}}

# Shapes tell strategies apart where colours do not. There are 8 colours and 13 markers, so that 104
# strategies pass before a pair of them comes again.
COLOURS = (INK, *(light for light, _ in SERIES))
MARKERS = ("s", "v", "o", "D", "^", "P", "X", "*", "<", ">", "p", "d", "h")
FILLS = ("full", "none", "left", "bottom")
HATCHES = ("", "////", "....", "xxxx", "----")
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.5, 1.5, 1.5)))

# Strategies whose look must not change when the registry does. Others come after them, as registered.
PINNED = ("single-reactor", "reuseport", "condvar-queue", "condvar-queue-article", "unpark-queue", "work-stealing",
          "threads-epoll", "least-connections", "two-choices", "random", "shared-listener", "reuseport-redispatch")

# How busy: from idle to busy, darker than the paper throughout, safe for the colour-blind.
HEAT = ("#e6ebf1", "#8fb3d9", "#3c78b4", "#0b3a6b")

# How bad: from good to bad, lightness goes one way. The page of the map has the same (script/colour.js).
WORSE = ("#f6f1e4", "#f5d196", "#ec9148", "#c24724", "#6d1511")

# Which of two is ahead: paler the nearer they are, and blue and orange differ to every kind of colour-blindness.
EITHER = ("#0b4a80", "#5b9bd0", "#f3f2ee", "#e8974a", "#8f3f00")

# Matplotlib brings the first; where it is missing, an SVG falls back on a font no wider than Verdana.
FONT, FALLBACK = "DejaVu Sans", "'DejaVu Sans', Verdana, sans-serif"
PARAMETERS = {
    "svg.hashsalt": "dispatchbench", "svg.fonttype": "none", "font.family": FONT, "font.size": 9,
    "text.parse_math": False,  # a name may have a $ in it
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
    fill: str
    dash: object
    hatch: str

    def line(self):
        return {"color": self.colour, "linestyle": self.dash}

    def point(self, size=6):
        edge = (PAPER, 0.7) if self.fill == "full" else (self.colour, 1.2)
        return {"color": self.colour, "marker": self.marker, "markersize": size, "fillstyle": self.fill,
                "markerfacecoloralt": PAPER, "markeredgecolor": edge[0], "markeredgewidth": edge[1],
                "linestyle": "none"}


def ink_on(fill):
    """Black or white, whichever stands out more on a colour of 0 to 1 (WCAG's relative luminance)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in fill[:3]]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts))
    return "#000000" if luminance > 0.179 else "#ffffff"


def look_of(experiment, row):
    return _looks(experiment)[row.name]


@functools.lru_cache(maxsize=4)
def _looks(experiment):
    """{row's name: its look}. Colour and marker are the strategy's; rows of one strategy (an A/A pair, another
    backend) differ in how the marker is filled and the line dashed. No two rows look the same."""
    places = {name: place for place, name in enumerate(_catalogue(experiment.strategies))}
    seen, looks = {}, {}
    for row in experiment.first_rows:
        kind = None if row.peer else row.strategy
        variant = seen[kind] = seen.get(kind, -1) + 1
        looks[row.name] = (_peer_look(variant) if row.peer else _strategy_look(places[kind], variant))
    return looks


def looks_of(strategies):
    """{name: its look}, where a strategy has no more than one row."""
    places = {name: place for place, name in enumerate(_catalogue(strategies))}
    return {name: _strategy_look(places[name], 0) for name in strategies}


def _catalogue(strategies):
    return list(dict.fromkeys((*PINNED, *strategies)))


def best_known_first(strategies):
    """Where one has to stand for several."""
    return [name for name in _catalogue(strategies) if name in strategies]


def _strategy_look(place, variant):
    """Beyond what fills can tell apart, further rows of a strategy take other colours and markers too."""
    lap, more = place // len(COLOURS), variant // len(FILLS)
    return Look(COLOURS[(place + more) % len(COLOURS)], MARKERS[(place + 3 * more) % len(MARKERS)],
                FILLS[variant % len(FILLS)], DASHES[(place + lap + variant) % len(DASHES)],
                HATCHES[(lap + variant) % len(HATCHES)])


def _peer_look(variant):
    fill = variant // len(MARKERS)
    return Look(PEER[0], MARKERS[-1 - variant % len(MARKERS)], FILLS[fill % len(FILLS)],
                DASHES[variant % len(DASHES)], HATCHES[variant % len(HATCHES)])


def in_order(experiment, rows):
    """Rows as every figure lists them: strategies by registry, then the peers."""
    def place(row):
        return len(experiment.strategies) if row.peer else experiment.strategies.index(row.strategy)
    return sorted(rows, key=place)
