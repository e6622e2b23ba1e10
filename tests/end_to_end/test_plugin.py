"""Strategies in shared objects: --strategy ./mine.so"""

import re
import subprocess

import pytest

from .programs import BINARIES, REPOSITORY, SERVER, Target, run, total

pytestmark = pytest.mark.one_target

SKELETON = BINARIES / "skeleton_strategy.so"
INSTALLED = ("base/", "machine/", "strategies/")


def refused(file):
    result = run(SERVER, "--strategy", file, "--null")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    return result.stderr


def shared_object(folder, source):
    file = folder / "mine.so"
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", file]
    subprocess.run(command, input=source, text=True, check=True)
    return file


def test_the_skeleton_serves_from_a_shared_object(reporting):
    server = reporting(of=Target(str(SKELETON), "epoll", single_worker=False))
    assert server.ask("PUT", "/object", b"body").status == 200
    report = server.report()
    assert report["strategy"] == "skeleton-loop"
    assert total(report, "requests") == 1


def test_another_abi_is_refused_in_one_line(tmp_path):
    file = shared_object(tmp_path, "const unsigned dispatchbench_strategy_abi = 0;")
    assert re.search(r"mine\.so: expected strategy ABI \d+, and it has 0", refused(file))


def test_what_is_no_strategy_is_refused_in_one_line(tmp_path):
    assert "DISPATCHBENCH_STRATEGY" in refused(shared_object(tmp_path, "int nothing;"))
    assert "no such file" in refused(tmp_path / "missing.so").lower()
    abi = re.search(r"strategy_abi = (\d+);", (REPOSITORY / "strategies/plugin.hpp").read_text())[1]
    half = shared_object(tmp_path, f"const unsigned dispatchbench_strategy_abi = {abi};")
    assert "DISPATCHBENCH_STRATEGY" in refused(half)


def test_the_installed_headers_are_all_that_it_includes():
    seen, todo = set(), ["strategies/skeleton/skeleton_plugin.cpp", "strategies/skeleton/skeleton_loop.cpp"]
    while todo:
        text = (REPOSITORY / todo.pop()).read_text()
        todo += [file for file in re.findall(r'^#include "(.+)"', text, re.M) if file not in seen]
        seen.update(todo)
    assert all(file.startswith(INSTALLED) for file in seen), seen
