"""Files that are whole or not there: written beside, then renamed."""

import os
from pathlib import Path


def require_writable(file):
    """Raises OSError if it can be told already that a file cannot be written."""
    if file.is_dir():
        raise OSError(f"{file}: is a folder")
    place = file if file.exists() else next(place for place in file.absolute().parents if place.exists())
    if not os.access(place, os.W_OK) or (place != file and not place.is_dir()):
        raise OSError(f"{file}: cannot be written to")


def write(file, data):
    """Bytes to a file; what is no regular file (a pipe, a terminal, /dev/stdout) is written to as it is."""
    file = Path(os.path.realpath(file)) if file.is_symlink() and file.is_file() else file
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name[:200]}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
