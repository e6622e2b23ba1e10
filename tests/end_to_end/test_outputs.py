"""Where reports and results may go: files, pipes, devices, descriptors; and what ends a program."""

import json
import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from .http_client import PATIENCE
from .programs import BENCH, LOADGEN, SERVER, wait_until

pytestmark = pytest.mark.one_target

BRIEFLY = Path(__file__).with_name("briefly.sh")
UNREADABLE = os.fsdecode(b"not utf-8 \xff \"quoted\"\n and $odd")


@pytest.fixture
def server(start_server):
    return start_server()


@pytest.fixture(params=["loadgen", "dispatch_server"])
def command(request, server):
    """Shell words that make a short run whose output is to be named behind them."""
    if request.param == "loadgen":
        return f"{LOADGEN} {server.url} -n 3 -t 1 -s 1B -o"
    options = "--strategy reuseport --threads 1 --null --listen 127.0.0.1:0"
    return f"{BRIEFLY} {SERVER} {options} --report"


def shell(line, **rest):
    return subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        **rest,
    )


def is_report(text):
    return json.loads(text)["schema_version"] >= 1


def test_a_report_goes_into_a_named_pipe(command, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = shell(f"cat {pipe} > {tmp_path}/copy & {command} {pipe} && wait")
    assert done.returncode == 0, done.stderr
    assert is_report((tmp_path / "copy").read_text())
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_that_a_named_pipe_is_waited_for_is_said(command, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    until_said = f"until grep -q 'waiting until somebody reads {pipe}' {tmp_path}/said; do sleep 0.02; done"
    done = shell(f"{command} {pipe} 2> {tmp_path}/said & {until_said}; cat {pipe} > {tmp_path}/copy && wait $!")
    assert done.returncode == 0, (tmp_path / "said").read_text()
    assert is_report((tmp_path / "copy").read_text())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("program", ["loadgen", "dispatch_server"])
def test_whoever_waits_for_a_reader_in_vain_may_be_ended(server, tmp_path, program, number):
    pipe, said = tmp_path / "pipe", tmp_path / "said"
    os.mkfifo(pipe)
    load = [LOADGEN, server.url, "-n", "3", "-t", "1", "-s", "1B", "-o", pipe]
    other = [SERVER, "--strategy", "reuseport", "--null", "--listen", "127.0.0.1:0", "--report", pipe]
    with said.open("w") as errors:
        waiting = subprocess.Popen(load if program == "loadgen" else other, stdout=subprocess.PIPE, stderr=errors)
    if program == "dispatch_server":
        waiting.stdout.readline()
        waiting.terminate()
    wait_until(lambda: "waiting until somebody" in said.read_text(), "it waits")
    waiting.send_signal(number)
    assert waiting.wait(PATIENCE) == -number


def test_a_report_goes_into_a_process_substitution(command, tmp_path):
    done = shell(f"{command} >(cat > {tmp_path}/copy)")
    assert done.returncode == 0, done.stderr
    wait_until((tmp_path / "copy").exists, "the shell has started the reader")
    wait_until(lambda: (tmp_path / "copy").read_text().endswith("}\n"), "the reader is done")
    assert is_report((tmp_path / "copy").read_text())


def test_a_report_goes_to_a_device_which_stays_one(command, tmp_path):
    device = tmp_path / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        device.write_text("x")
    except PermissionError:
        pytest.skip("may not make devices here")
    done = shell(f"{command} {device}")
    assert done.returncode == 0, done.stderr
    assert stat.S_ISCHR(device.stat().st_mode)


def test_the_target_of_a_link_is_replaced_and_the_link_stays(command, tmp_path):
    link = tmp_path / "link"
    link.symlink_to("report.json")
    for _ in range(2):
        assert shell(f"{command} {link}").returncode == 0
    assert link.is_symlink() and is_report((tmp_path / "report.json").read_text())


def test_results_on_standard_output_are_not_mixed_with_the_summary(server):
    done = shell(f"{LOADGEN} {server.url} -n 3 -t 1 -s 1B -o /dev/stdout")
    assert done.returncode == 0
    assert json.loads(done.stdout)["requests"] == 3
    assert "3 requests in" in done.stderr


@pytest.mark.parametrize("place", ["none/file", "", "folder", "socket", "plain/file", "circle"])
def test_what_cannot_be_written_is_refused_before_the_first_request(server, tmp_path, place):
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("a file")
    (tmp_path / "circle").symlink_to("circle")
    os.mknod(tmp_path / "socket", stat.S_IFSOCK | 0o600)
    output = f"{tmp_path}/{place}" if place else "''"
    for program in (f"{LOADGEN} {server.url} -n 3 -o", f"{SERVER} --strategy reuseport --null --report"):
        done = shell(f"{program} {output}")
        assert (done.returncode, done.stdout) == (2, "")
        reason = "expected a file that can be written, but" if place else "expected a file"
        assert reason in done.stderr


def test_the_summary_is_printed_though_the_file_cannot_be_written(server):
    done = shell(f"{LOADGEN} {server.url} -n 3 -t 1 -s 1B -o /dev/full")
    assert done.returncode == 1
    assert done.stdout.startswith("3 requests in")
    assert "cannot write /dev/full: No space left on device" in done.stderr


def test_names_that_are_not_utf_8_lose_no_result(command, tmp_path):
    done = subprocess.run(
        [*command.split(), tmp_path / UNREADABLE], capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    assert is_report((tmp_path / UNREADABLE).read_text())


def test_a_store_whose_name_is_not_utf_8_is_reported(start_server, tmp_path):
    server = start_server(store=tmp_path / UNREADABLE, report=tmp_path / "report.json")
    assert server.report()["options"]["store"].endswith("\n and $odd")


@pytest.mark.parametrize("name", ["SIGHUP", "SIGQUIT", "SIGINT", "SIGTERM"])
def test_whatever_ends_the_server_it_reports_and_exits_with_0(start_server, tmp_path, name):
    server = start_server(report=tmp_path / "report.json")
    server.signal(getattr(signal, name))
    server.wait()
    assert is_report((tmp_path / "report.json").read_text())


@pytest.mark.parametrize("name", ["SIGHUP", "SIGQUIT", "SIGINT", "SIGTERM"])
def test_whatever_ends_a_load_it_reports_and_exits_with_the_signal(server, tmp_path, name):
    output = tmp_path / "load.json"
    before = server.sockets()
    load = subprocess.Popen(
        [LOADGEN, server.url, "-t", "1", "--duration", "10m", "-s", "1B", "-o", output],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: server.sockets() > before, "it is connected")
    load.send_signal(getattr(signal, name))
    assert load.wait(PATIENCE) == 128 + getattr(signal, name)
    assert is_report(output.read_text())


def test_closed_standard_streams_are_nobody_elses(command, tmp_path):
    output = tmp_path / "report.json"
    done = shell(f"({command} {output}) <&- >&- 2>&-")
    assert is_report(output.read_text())
    assert done.returncode == (1 if "loadgen" in command else 0)


@pytest.mark.parametrize("end", ["> /dev/full", "| true"])
def test_what_nobody_can_read_is_told_by_the_exit_code(command, tmp_path, end):
    output = tmp_path / "report.json"
    # A pipe's reader is gone before anything is printed: its end is what the other side waits for.
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    end = f"| (exec <&-; : > {gate})" if end == "| true" else end
    wait = f"read < {gate};" if end.startswith("|") else ""
    done = shell(f"set -o pipefail; ({wait} exec {command} {output}) {end}")
    assert done.returncode == 1
    assert is_report(output.read_text())
    assert "cannot write to standard output" in done.stderr


TABLES = [
    [SERVER, "--help"],
    [SERVER, "--list-strategies"],
    [LOADGEN, "--version"],
    [BENCH, "--help"],
    [BENCH, "list"],
    [BENCH, "list", "--peers"],
]


@pytest.mark.parametrize("command", TABLES, ids=lambda words: " ".join(map(str, words[:2])))
def test_a_table_that_cannot_be_printed_is_no_success(command):
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1 and b"No space left on device" in done.stderr
