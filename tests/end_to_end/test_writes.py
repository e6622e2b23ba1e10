"""What a server writes: its store and its report, and nothing else.

The kernel holds it to that (Landlock), so whatever else it tried to write would fail."""

import ctypes
import functools
import os
import struct
import subprocess

import pytest

from .http_client import PATIENCE, request, some_bytes
from .programs import SERVER

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # of every architecture: landlock(7)
VERSION = 1
PATH_BENEATH = 1
NO_NEW_PRIVILEGES = 38  # prctl(2)
WRITE_FILE = 1 << 1
CHANGE_FOLDER = sum(1 << bit for bit in range(4, 13))  # to make and remove entries of every kind

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def system_call(number, *arguments):
    return checked(libc.syscall(number, *arguments))


def has_landlock():
    try:
        return system_call(CREATE_RULESET, None, 0, VERSION) > 0
    except OSError:
        return False


def write_only_to(*paths):
    """From now on this process changes nothing in the file system but below these."""
    attributes = struct.pack("Q", WRITE_FILE | CHANGE_FOLDER)
    rules = system_call(CREATE_RULESET, attributes, len(attributes), 0)
    for path in paths:
        rights = WRITE_FILE | (CHANGE_FOLDER if os.path.isdir(path) else 0)
        below = os.open(path, os.O_PATH | os.O_CLOEXEC)
        system_call(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, below), 0)
    checked(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    system_call(RESTRICT_SELF, rules, 0)


pytestmark = pytest.mark.skipif(not has_landlock(), reason="the kernel has no Landlock")


@pytest.fixture
def folders(tmp_path):
    made = tmp_path / "store", tmp_path / "reports"
    for folder in made:
        folder.mkdir()
    return made


def test_objects_go_to_the_store_and_the_report_to_its_folder(start_server, folders):
    store, reports = folders
    body = some_bytes(300_000)
    server = start_server(
        store=store,
        report=reports / "report.json",
        prepare=functools.partial(write_only_to, *folders),
    )
    assert server.ask("PUT", "/kept", body).status == 200
    assert server.ask("PUT", "/kept", body[:5]).status == 200
    assert server.ask("GET", "/kept").body == body[:5]
    assert server.ask("PUT", "/removed", body).status == 200
    assert server.ask("DELETE", "/removed").status == 200
    with server.client() as client:
        client.send(request("PUT", "/cut", body)[:-1])
    assert server.report()["workers"]
    assert [path.name for path in store.iterdir()] == ["kept"]


@pytest.mark.parametrize("copy", ["read", "splice", "discard"])
def test_bodies_that_nobody_keeps_go_nowhere_else(start_server, folders, copy):
    server = start_server(
        *["--copy", copy],
        report=folders[1] / "report.json",
        prepare=functools.partial(write_only_to, folders[1], "/dev/null"),
    )
    assert server.ask("PUT", "/a", some_bytes(300_000)).status == 200
    assert server.report()["workers"]


def test_it_says_so_where_it_may_not_write(target, folders):
    store, reports = folders
    ended = subprocess.run(
        [SERVER, *target.options(None), "--listen", "127.0.0.1:0", "--store", store],
        preexec_fn=functools.partial(write_only_to, reports),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1 and "a folder that can be written" in ended.stderr
