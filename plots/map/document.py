"""Reads map.json. Every problem is an Unreadable whose text is one line that names the file."""

from plots import load

NAME = "map.json"
LISTS = ("cores", "loads", "strategies", "workloads", "cells", "choices", "caveats")


def there(folder):
    return (folder / NAME).is_file()


def read(folder):
    """What is in the folder's map.json, its parts present. Raises Unreadable."""
    return load.document(folder / NAME, lambda document: _complete(folder / NAME, document))


def _complete(file, document):
    for key in LISTS:
        if not isinstance(document.get(key), list):
            raise load.Unreadable(f"{file}: {key}: expected a list")
    for key in ("cores", "strategies", "workloads", "cells"):
        if not document[key]:
            raise load.Unreadable(f"{file}: {key}: is empty, so there is nothing to draw")
    for cell in document["cells"]:
        for key in ("strategy", "workload", "cores"):
            if key not in cell:
                raise load.Unreadable(f"{file}: cells: one has no {key}")
    return document
