"""Where bodies go: a folder, a full one, /dev/null; and the three ways they get there."""

import os
import resource
import shutil

import pytest

from .http_client import request, some_bytes

MEGABYTE = 1_000_000


def test_a_folder_that_vanishes_costs_objects_and_no_more(start_server, tmp_path):
    server = start_server(store=tmp_path / "store")
    with server.client() as client:
        assert client.ask("PUT", "/a", b"bytes").status == 200
        shutil.rmtree(tmp_path / "store")
        for _ in range(3):
            assert client.ask("PUT", "/a", b"bytes").status == 500
            assert client.ask("GET", "/a").status == 404
            assert client.ask("DELETE", "/a").status == 404
    assert not (tmp_path / "store").exists()


def start_with(start_server, copy, store):
    return start_server("--copy", copy, store=store)


def test_the_folder_is_made_if_it_is_missing(start_server, tmp_path):
    server = start_server(store=tmp_path / "new" / "folder")
    assert server.ask("PUT", "/a", b"bytes").status == 200
    assert (tmp_path / "new" / "folder" / "a").read_bytes() == b"bytes"


def test_objects_outlive_the_server_and_stale_temporary_files_do_not(start_server, tmp_path):
    (tmp_path / "kept").write_bytes(b"bytes")
    (tmp_path / ".dispatchbench-tmp-4194305-1").write_bytes(b"left behind")
    server = start_server(store=tmp_path)
    assert server.ask("GET", "/kept").body == b"bytes"
    assert os.listdir(tmp_path) == ["kept"]


@pytest.mark.parametrize("copy", ["read", "splice"])
def test_what_cannot_be_written_is_507_and_leaves_the_old_object(start_server, tmp_path, copy):
    server = start_with(start_server, copy, tmp_path)
    server.ask("PUT", "/a", b"old")
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (MEGABYTE, MEGABYTE))
    assert server.ask("PUT", "/a", some_bytes(4 * MEGABYTE)).status == 507
    with server.client() as client:
        assert client.ask("PUT", "/a", some_bytes(MEGABYTE + 1000)).status == 507
        assert client.ask("GET", "/a").body == b"old"
        assert client.ask("PUT", "/b", b"next").status == 200
        assert client.ask("GET", "/b").body == b"next"
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_body_beyond_the_limit_is_413_and_leaves_the_old_object(start_server, tmp_path):
    server = start_server("--max-body", "1MB", store=tmp_path)
    assert server.ask("PUT", "/a", some_bytes(MEGABYTE)).status == 200
    assert server.ask("PUT", "/a", some_bytes(MEGABYTE + 1)).status == 413
    assert server.ask("GET", "/a").body == some_bytes(MEGABYTE)


@pytest.mark.parametrize("copy", ["read", "splice", "discard"])
def test_without_a_folder_bodies_are_taken_and_no_object_exists(start_server, copy):
    with start_with(start_server, copy, None).client() as client:
        for size in (1, 70_000, 3 * MEGABYTE):
            assert client.ask("PUT", "/a", some_bytes(size)).status == 200
        assert client.ask("PUT", "/a/b", b"bytes").status == 204
        assert client.ask("PUT", "/a", b"").status == 304
        assert client.ask("PUT", "/..", b"bytes").status == 500
        assert client.ask("GET", "/a").status == 404
        assert client.ask("DELETE", "/a").status == 404


@pytest.mark.parametrize("copy", ["read", "splice", "discard"])
def test_a_body_ends_where_its_length_says(start_server, copy):
    with start_with(start_server, copy, None).client() as client:
        sizes = [1, 100, 65_536, 300_000, 2, 1_500_000]
        client.send(b"".join(request("PUT", "/a", b"G" * size) for size in sizes))
        client.send(request("GET", "/a"))
        answers = [client.answer().status for _ in range(len(sizes) + 1)]
        assert answers == [200] * len(sizes) + [404]


@pytest.mark.parametrize("copy", ["read", "splice"])
def test_bodies_that_come_at_the_same_time_are_not_mixed(start_server, tmp_path, copy):
    server = start_with(start_server, copy, tmp_path)
    bodies = [some_bytes(400_000, seed) for seed in range(8)]
    clients = [server.client() for _ in bodies]
    messages = [request("PUT", f"/{number}", body) for number, body in enumerate(bodies)]
    for part in range(0, len(messages[0]) + 1, 30_001):
        for client, message in zip(clients, messages):
            client.send(message[part : part + 30_001])
    assert [client.answer().status for client in clients] == [200] * len(bodies)
    assert [(tmp_path / str(number)).read_bytes() for number in range(len(bodies))] == bodies
    for client in clients:
        client.socket.close()


def test_a_small_buffer_and_a_small_quantum_change_no_answer(start_server, tmp_path):
    server = start_server("--buffer-size", "4KiB", "--quantum", "1000B", store=tmp_path)
    body = some_bytes(300_000)
    with server.client() as client:
        client.send(request("PUT", "/a", body) + request("GET", "/a"))
        assert client.answer().status == 200
        assert client.answer().body == body
