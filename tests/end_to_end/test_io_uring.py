"""The backend io_uring: that it is one, and what is said where the kernel forbids it."""

import ctypes
import json
import os
import struct
import subprocess

import pytest

from .http_client import PATIENCE
from .programs import SERVER, Server, read_targets

BASE = ["--strategy", "reuseport", "--null"]


@pytest.fixture
def ring_target():
    target = next(row for row in read_targets() if str(row) == "reuseport-io_uring")
    if target.unavailable:
        pytest.skip(f"io_uring: {target.unavailable}")
    return target


SYSTEM_CALLS = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427}


def forbid(call):
    """For this process and those it becomes: this system call fails with EPERM."""
    load_number, jump_if_equal, leave = 0x20, 0x15, 0x06
    allow, fail = 0x7FFF0000, 0x00050000 | 1
    steps = [(load_number, 0, 0, 0), (jump_if_equal, 0, 1, SYSTEM_CALLS[call]),
             (leave, 0, 0, fail), (leave, 0, 0, allow)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    no_new_privileges, seccomp, by_filter = 38, 22, 2
    assert prctl(no_new_privileges, 1, 0, 0, 0) == 0
    assert prctl(seccomp, by_filter, program, 0, 0) == 0


def run_without(call, *arguments):
    return subprocess.run([SERVER, *arguments], capture_output=True, text=True, timeout=PATIENCE,
                          preexec_fn=lambda: forbid(call))


def test_every_worker_has_a_ring_and_no_epoll_instance(ring_target):
    server = Server(ring_target, threads=3)
    try:
        folder = f"/proc/{server.pid}/fd"
        open_files = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
        assert open_files.count("anon_inode:[io_uring]") == 3
        assert "anon_inode:[eventpoll]" not in open_files
    finally:
        server.stop()


@pytest.mark.parametrize("call", SYSTEM_CALLS)
def test_where_the_kernel_forbids_it_the_backend_is_refused(ring_target, call):
    refused = run_without(call, *BASE, "--backend", "io_uring")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(
        "dispatch_server: --backend io_uring: expected asio, epoll, for the kernel forbids it")
    assert refused.stderr.count("\n") == 1


def test_where_the_kernel_forbids_it_the_list_of_parts_says_so(ring_target):
    assert "(not here: the kernel forbids it" in run_without("io_uring_setup", "--list-parts").stdout
    listed = json.loads(run_without("io_uring_setup", "--list-parts", "--json").stdout)["backend"]
    assert [bool(row["unavailable"]) for row in listed] == [False, False, True]
