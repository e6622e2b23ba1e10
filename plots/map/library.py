"""D3, from where Debian's node-d3 puts it: the page is drawn with its scales, axes and shapes."""

from pathlib import Path

from plots.load import Unreadable

D3 = Path("/usr/share/nodejs/d3/dist/d3.min.js")


def d3():
    """Its source. Raises Unreadable, which says what to install."""
    try:
        return D3.read_text(encoding="utf-8")
    except OSError:
        raise Unreadable(f"{D3}: the page of the map is drawn with D3: apt-get install -y node-d3") from None
