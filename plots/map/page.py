"""map.html: the map, its curves and what each choice explains, in one file that asks nothing of the network; and its
static pictures."""

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from plots import files, render, style
from plots.load import Unreadable
from plots.map import document, figure, library, scaling

HERE = Path(__file__).parent
NAME = "map.html"
MOST_BYTES = 3_000_000
# In the order in which they are read; main.js starts.
SCRIPTS = ("format", "model", "metrics", "state", "colour", "download", "tip", "roving", "frame", "axes", "grid_layout",
           "grid", "legend", "curves", "busy", "usage", "draws", "cell", "overview", "choices", "scaling", "controls", "limits",
           "main")


@dataclass(frozen=True)
class MapPage:
    file: Path
    text: bytes
    pictures: dict  # {name: render.Made}


def read(folder):
    """The page of the map in a folder, made and not yet written. Raises Unreadable."""
    map_ = document.read(folder)
    packed = _packed(map_, folder / document.NAME)
    drawn = [figure, scaling] if scaling.applicable(map_) else [figure]
    pictures = {each.NAME: render.made(render.drawn(each.draw, map_)) for each in drawn}
    text = _rendered(map_, packed, pictures).encode("utf-8")
    if len(text) > MOST_BYTES:
        raise Unreadable(f"{folder / document.NAME}: makes a page of {len(text):,} bytes; {MOST_BYTES:,} are the most")
    return MapPage(folder / NAME, text, pictures)


def write(map_):
    """The page into its map's folder and the pictures into figures/ there; the page's path."""
    for name, picture in map_.pictures.items():
        render.write(picture, map_.file.parent / "figures" / name)
    files.write(map_.file, map_.text)
    return map_.file


def _rendered(map_, packed, pictures):
    loader = jinja2.FileSystemLoader(HERE)
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)
    scripts = [library.d3(), _own_script()]
    return pages.get_template("map.html.j2").render(
        map=map_, packed=packed, css=Markup((HERE / "page.css").read_text(encoding="utf-8")), style=style,
        scripts=[Markup(script) for script in scripts], hashes=[_hash(script) for script in scripts],
        scaling=scaling, scaling_svg=_inline(pictures.get(scaling.NAME)))


def _inline(picture):
    return picture and Markup(render.inline(picture.svg, scaling.NAME, scaling.TITLE))


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
