"""map.html: the map, its curves and what each choice explains, in one file that asks nothing of the network; and its
static picture."""

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup
from matplotlib.figure import Figure

from plots import files, render
from plots.load import Unreadable
from plots.map import document, figure, library

HERE = Path(__file__).parent
NAME = "map.html"
MOST_BYTES = 3_000_000
# In the order in which they are read; main.js starts.
SCRIPTS = ("format", "model", "metrics", "state", "colour", "download", "tip", "roving", "frame", "axes", "grid_layout",
           "grid", "legend", "curves", "busy", "usage", "draws", "cell", "overview", "choices", "controls", "limits", "main")


@dataclass(frozen=True)
class MapPage:
    file: Path
    text: bytes
    picture: Figure


def read(folder):
    """The page of the map in a folder, made and not yet written. Raises Unreadable."""
    map_ = document.read(folder)
    text = rendered(map_, folder / document.NAME).encode("utf-8")
    if len(text) > MOST_BYTES:
        raise Unreadable(f"{folder / document.NAME}: makes a page of {len(text):,} bytes; {MOST_BYTES:,} are the most")
    return MapPage(folder / NAME, text, render.drawn(figure.draw, map_))


def write(map_):
    """The page into its map's folder and the picture into figures/ there; the page's path."""
    render.save(map_.picture, map_.file.parent / "figures" / figure.NAME)
    files.write(map_.file, map_.text)
    return map_.file


def rendered(map_, file):
    loader = jinja2.FileSystemLoader(HERE)
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)
    scripts = [library.d3(), _own_script()]
    return pages.get_template("map.html.j2").render(
        map=map_, packed=_packed(map_, file), css=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts], hashes=[_hash(script) for script in scripts])


def _packed(map_, file):
    """gzip in base64: a map of every strategy is ten times as large as text, and base64 needs no escaping."""
    try:
        text = json.dumps(map_, separators=(",", ":"), allow_nan=False)
    except ValueError:
        raise Unreadable(f"{file}: has a number that is not finite") from None
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii")


def _own_script():
    parts = [(HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _hash(script):
    """For the page's policy: no other script runs, whatever a name in the data looks like."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
