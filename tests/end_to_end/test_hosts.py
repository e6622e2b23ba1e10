"""bench run --server-on and --load-on: server and load on hosts of their own, and what becomes of them.

A launcher that stays on this machine stands for ssh; network namespaces stand for hosts where root can make
them."""

import json
import os
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from . import namespaces
from .bench_run import SPEC, BenchRun, finish, read_whole
from .http_client import PATIENCE
from .mpi_load import HAS_MPI, WITHOUT_MPI
from .programs import BENCH, BINARIES, LOADGEN, SERVER, run, wait_until

pytestmark = pytest.mark.one_target

ROGUES = Path(__file__).parent / "rogue_bin"
HERE = "127.0.0.1"
STAYS_HERE = "env DISPATCHBENCH_HOST={host}"
SHELL = """sh -c 'exec 3<&0; "$@" <&3 3<&- & wait $!' {host}"""  # a launcher that does not become what it starts
SHIFTED = "env HOST={host} unshare --time --fork --monotonic 3 --boottime 3 --"
PLAIN = {**SPEC, "rounds": 1, "baseline": "reuseport", "rows": ["reuseport"], "server": {**SPEC["server"], "null": True}}


def hosts(*options, launcher=STAYS_HERE):
    return ["--launcher", launcher, *options]


@pytest.fixture
def spec(tmp_path):
    def written(**changes):
        file = tmp_path / "small.json"
        file.write_text(json.dumps({**PLAIN, **changes}))
        return file

    return written


@pytest.fixture
def measure(spec, tmp_path):
    """Runs it; what bench said, and each row's run by name."""

    def measured(*options, **changes):
        for attempt in range(5):  # as often as the machine stalls
            folder = tmp_path / f"out{attempt}"
            said = run(BENCH, "run", spec(**changes), "--output", folder, *options)
            records = [read_whole(file, "run.schema.json") for file in folder.glob("runs/*.json")]
            if not any("nothing could be sampled" in str(record["failure"]) for record in records):
                break
        return said, {record["name"]: record for record in records}, folder

    return measured


def refused(said):
    assert said.returncode == 2 and said.stdout == ""
    assert said.stderr.count("\n") == 1
    return said.stderr


def test_a_server_elsewhere_is_measured_like_one_here(measure):
    said, records, folder = measure(*hosts("--server-on", HERE))
    assert (said.returncode, said.stderr) == (0, "")
    record = records["reuseport"]
    assert record["load"]["report"]["requests"] == 160
    workers = record["server"]["report"]["workers"]
    assert sum(worker["bytes"] for worker in workers) == 160_000
    assert record["server"]["cpu_seconds_in_load_window"] is not None
    assert record["machine"]["idle_fraction"] is not None
    assert record["machine"]["processors"] == os.cpu_count()
    assert record["hosts"]["server"] == HERE and record["hosts"]["load"] == []
    assert 0 < record["hosts"]["clock"]["error_ns"] < PATIENCE * 10**9


def test_the_manifest_says_what_each_host_is(measure):
    _, _, folder = measure(*hosts("--server-on", HERE, "--load-on", HERE))
    manifest = read_whole(folder / "manifest.json", "manifest.schema.json")
    assert manifest["hosts"]["launcher"] == STAYS_HERE and manifest["hosts"]["address"] == HERE
    (host,) = manifest["hosts"]["machines"]
    assert host["machine"]["cores"] == manifest["machine"]["cores"]
    assert host["programs"]["loadgen"]["hash"] == manifest["programs"]["loadgen"]["hash"]
    summary = read_whole(folder / "summary.json", "summary.schema.json")
    assert summary["machine"]["kernel"] == host["machine"]["kernel"]


def test_the_bare_sink_is_measured_over_the_same_network(measure):
    said, records, folder = measure(*hosts("--server-on", HERE, "--load-on", HERE), "--only", "reuseport")
    assert (said.returncode, said.stderr) == (0, "")
    assert records.keys() == {"reuseport", "ceiling"}
    assert records["ceiling"]["hosts"]["load"] == [HERE]
    (row,) = [row for row in json.loads((folder / "summary.json").read_text())["strategies"] if not row["peer"]]
    assert row["percent_of_ceiling"] is not None
    assert run(BENCH, "summarize", folder).returncode == 0


def test_where_it_cannot_be_the_run_says_so(measure):
    said, records, _ = measure(*hosts("--server-on", HERE), server={"threads": 2, "null": True, "demand": "block"})
    assert records.keys() == {"reuseport"}
    assert "what the network carries is not measured by a bare sink: it does no work that requests ask for" in said.stdout


def test_the_load_comes_from_elsewhere_to_a_server_here(measure):
    said, records, _ = measure(*hosts("--load-on", HERE, "--server-address", HERE))
    assert (said.returncode, said.stderr) == (0, "")
    assert records["reuseport"]["hosts"] | {"clock": None} == {"server": None, "load": [HERE], "clock": None}
    assert records["reuseport"]["load"]["report"]["requests"] == 160


def test_objects_are_kept_and_removed_there(measure, tmp_path):
    store = tmp_path / "store"
    said, records, _ = measure(*hosts("--server-on", HERE), server={"threads": 2, "store": str(store)})
    assert (said.returncode, said.stderr) == (0, "")
    assert store.is_dir() and not list(store.iterdir())


def test_an_emulated_machine_is_emulated_there(measure):
    changes = {"server": {"threads": 2, "null": True, "emulate-request": "1ms"}}
    said, records, _ = measure(*hosts("--server-on", HERE), **changes)
    assert (said.returncode, said.stderr) == (0, "")
    assert records["reuseport"]["server"]["report"]["emulation"]["slept_seconds"] > 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may shift a clock")
def test_clocks_that_differ_by_seconds_are_put_on_one(measure):
    if subprocess.run(["unshare", "--time", "--fork", "--monotonic", "3", "true"], capture_output=True).returncode:
        pytest.skip("this kernel has no time namespaces")
    said, records, _ = measure(*hosts("--server-on", HERE, launcher=SHIFTED))
    assert (said.returncode, said.stderr) == (0, "")
    record = records["reuseport"]
    clock = record["hosts"]["clock"]
    assert abs(clock["offset_ns"] - 3 * 10**9) <= clock["error_ns"]
    load, server = record["load"]["report"], record["server"]["report"]
    assert server["started_ns"] - clock["error_ns"] <= load["started_ns"]
    assert load["finished_ns"] <= server["stopped_ns"] + clock["error_ns"]
    assert record["server"]["cpu_seconds_in_load_window"] is not None


def test_a_server_that_dies_there_leaves_its_last_words(measure, tmp_path):
    said, records, _ = measure(*hosts("--server-on", HERE), server={"threads": 2, "store": "/proc/nowhere"})
    assert said.returncode == 1
    assert "before it was ready" in records["reuseport"]["failure"]["what"]
    assert "/proc/nowhere" in records["reuseport"]["failure"]["last_words"]


def test_a_server_that_does_not_stop_there_is_ended_there_and_that_is_told(measure, tmp_path, monkeypatch):
    monkeypatch.setenv("ROGUE_SERVER", "hangs-at-stop")
    monkeypatch.setenv("ROGUE_REAL_BIN", str(BINARIES))
    changes = {"run_timeout": "20s", "server": {"threads": 2, "store": str(tmp_path / "store")}}
    said, records, _ = measure(*hosts("--server-on", HERE), "--bin", ROGUES, **changes)
    assert said.returncode == 1
    failure = records["reuseport"]["failure"]
    assert failure["what"] == "the server exited with 137 when it was stopped"
    assert "was ended by SIGKILL" in failure["last_words"]


def test_a_run_goes_on_with_the_hosts_that_it_began_with(measure, spec):
    _, _, folder = measure(*hosts("--server-on", HERE))
    for file in [*folder.glob("runs/*.json"), folder / "summary.json"]:
        file.unlink()
    assert "--server-on" in refused(run(BENCH, "run", "--resume", folder, "--server-on", HERE))
    said = finish(folder, "run", "--resume", folder)
    assert (said.returncode, said.stderr) == (0, "")
    for file in folder.glob("runs/*.json"):
        assert json.loads(file.read_text())["hosts"]["server"] == HERE


@pytest.mark.parametrize(
    "options, expected",
    [
        (["--launcher", "ssh"], "--launcher ssh: expected --server-on or --load-on beside it"),
        (["--server-address", HERE], "--server-address 127.0.0.1: expected --server-on or --load-on beside it"),
        (hosts("--server-on", HERE, launcher="rsh"), "--launcher rsh: expected ssh, srun, or a command with {host}"),
        (hosts("--server-on", "two words"), "--server-on two words: expected names of hosts"),
        (hosts("--server-on", "-oProxyCommand=x"), "expected names of hosts"),
        (hosts("--load-on", "a,a"), "--load-on a,a: expected each host once"),
        (hosts("--server-on", "no.such.host.invalid"), "nobody here knows the address of no.such.host.invalid"),
        (hosts("--server-on", HERE, "--server-address", "here"), "--server-address here: expected an address as"),
        (hosts("--server-on", HERE, "--load-on", "10.1.2.3"), "expected an address that 10.1.2.3 reaches"),
        (["--server-on", "slurm"], "slurm: expected an allocation (SLURM_JOB_NODELIST)"),
        (hosts("--server-on", HERE, launcher="false {host}"), "host 127.0.0.1: `bench host` exited with 1 there"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(spec, tmp_path, options, expected):
    assert expected in refused(run(BENCH, "run", spec(), "--output", tmp_path / "out", *options))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"machine": {"cores": 1, "real": True}}, "machine.real: expected no such machine"),
        ({"rows": ["reuseport", {"peer": "nginx"}]}, "this peer listens on 127.0.0.1 alone"),
    ],
)
def test_an_experiment_that_takes_one_machine_is_refused(spec, tmp_path, changes, expected):
    said = run(BENCH, "run", spec(**changes), "--output", tmp_path / "out", *hosts("--server-on", HERE))
    if "nginx is not installed" in said.stdout:
        pytest.skip("nginx is not installed")
    assert expected in refused(said)


@pytest.mark.parametrize("launcher", [STAYS_HERE, SHELL], ids=["becomes", "stays"])
@pytest.mark.parametrize("victim", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_nothing_is_left_there_when_bench_ends(tmp_path, launcher, victim):
    broken = BenchRun(tmp_path, {**SPEC, "load": {**SPEC["load"], "requests": 10**6}})
    options = [broken.spec, "--output", broken.output, *hosts("--server-on", HERE, "--load-on", HERE, launcher=launcher)]
    broken.start(*options)
    wait_until(lambda: broken.pids("loadgen") and broken.pids("dispatch_server"), "there is a load")
    broken.note_listeners()
    broken.process.send_signal(victim)
    broken.wait()
    broken.check_nothing_runs()
    assert not list(broken.store.glob("*"))


def test_nothing_is_left_there_when_the_launcher_is_killed(tmp_path):
    broken = BenchRun(tmp_path, {**SPEC, "rounds": 1, "baseline": "reuseport", "rows": ["reuseport"], "load": {**SPEC["load"], "requests": 10**6}})
    broken.start(broken.spec, "--output", broken.output, *hosts("--server-on", HERE, launcher=SHELL))
    wait_until(lambda: broken.pids("loadgen"), "there is a load")
    broken.note_listeners()
    (server,) = broken.pids("dispatch_server")
    agent = int(open(f"/proc/{server}/stat").read().rsplit(")", 1)[1].split()[1])
    launcher = int(open(f"/proc/{agent}/stat").read().rsplit(")", 1)[1].split()[1])
    os.kill(launcher, signal.SIGKILL)
    assert broken.wait()[0] == 1
    broken.check_nothing_runs()


def executable(path, text):
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """An allocation of two hosts, which are this one, by two names."""
    folder = tmp_path / "slurm"
    folder.mkdir()
    executable(folder / "scontrol", f"#!/bin/sh\nprintf '{HERE}\\nlocalhost\\n'\n")
    executable(
        folder / "srun",
        """#!/bin/sh
while [ "${1#--}" != "$1" ]; do [ "$1" = --nodelist ] && shift; shift; done
exec "$@"
""",
    )
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("SLURM_JOB_ID", "1")
    monkeypatch.setenv("SLURM_JOB_NODELIST", "node[1-2]")


def test_under_slurm_the_allocation_is_taken(slurm, measure):
    said, records, folder = measure("--server-on", "slurm")
    assert (said.returncode, said.stderr) == (0, "")
    used = json.loads((folder / "manifest.json").read_text())["hosts"]
    assert (used["launcher"], used["server"], used["load"]) == ("srun", HERE, ["localhost"])
    assert "some of these hosts are one machine" in said.stdout
    assert records["reuseport"]["load"]["report"]["requests"] == 160


def test_under_slurm_other_hosts_are_refused(slurm, spec):
    said = run(BENCH, "run", spec(), "--server-on", "elsewhere", "--server-address", HERE)
    assert f"--server-on elsewhere: expected hosts of the allocation: {HERE}, localhost" in refused(said)


@pytest.fixture
def two_namespaces():
    """Hosts with an address each: (name, address)."""
    network = namespaces.network_or_skip(2)
    yield network.named()
    network.remove()


def test_namespaces_are_hosts(two_namespaces, measure):
    (server, address), (load, _) = two_namespaces
    launcher = "ip netns exec {host}"
    said, records, _ = measure(
        *hosts("--server-on", server, "--load-on", load, "--server-address", address, launcher=launcher)
    )
    assert (said.returncode, said.stderr) == (0, "")
    assert records.keys() == {"reuseport", "ceiling"}
    for record in records.values():
        assert record["load"]["report"]["requests"] == 160
        assert record["load"]["command"][-1].startswith(f"http://{address}:")
    workers = records["reuseport"]["server"]["report"]["workers"]
    assert sum(worker["bytes"] for worker in workers) == 160_000


@pytest.fixture
def three_namespaces():
    """Likewise, and this host is on their network as well, for mpirun speaks with them."""
    if not HAS_MPI:
        pytest.skip(WITHOUT_MPI)
    network = namespaces.network_or_skip(3)
    yield network.named()
    network.remove()


def test_the_load_of_several_hosts_is_one(three_namespaces, measure):
    (server, address), (first, _), (second, _) = three_namespaces
    options = ["--server-on", server, "--load-on", f"{first},{second}", "--server-address", address]
    said, records, _ = measure(*hosts(*options, launcher=f"{namespaces.AS_HOST} {{host}}"))
    assert (said.returncode, said.stderr) == (0, "")
    for record in records.values():
        assert record["load"]["report"]["requests"] == 160
        assert len(record["load"]["report"]["hosts"]) == 2
    workers = records["reuseport"]["server"]["report"]["workers"]
    assert sum(worker["bytes"] for worker in workers) == 160_000


@pytest.fixture
def some_mpirun(tmp_path, monkeypatch):
    """One that can be asked for its version, wherever this is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    executable(folder / "mpirun", "#!/bin/sh\nexit 0\n")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_more_load_hosts_than_load_threads_are_refused_before_anything_starts(spec, tmp_path, some_mpirun):
    options = hosts("--server-on", HERE, "--load-on", "a,b,c", "--server-address", "10.1.2.3", launcher="false {host}")
    said = run(BENCH, "run", spec(), "--output", tmp_path / "out", *options)
    assert "load.threads 2: expected at least one for each of the 3 hosts of --load-on" in refused(said)
    assert not (tmp_path / "out").exists()


def test_a_load_of_several_hosts_needs_a_loadgen_with_mpi(spec, tmp_path, some_mpirun, monkeypatch):
    without = tmp_path / "without"
    without.mkdir()
    for program in (SERVER, LOADGEN):
        shutil.copy2(program, without)
    monkeypatch.setenv("DISPATCHBENCH_BIN", str(without))
    options = hosts("--server-on", HERE, "--load-on", f"{HERE},localhost", launcher="env {host}")
    said = refused(run(BENCH, "run", spec(), "--output", tmp_path / "out", *options))
    assert f"--load-on {HERE},localhost: expected one host, or a loadgen that was built with MPI" in said
    assert not (tmp_path / "out").exists()


def test_a_host_is_not_reached_from_another_by_loopback(two_namespaces, spec, tmp_path):
    (server, _), (load, _) = two_namespaces
    options = hosts("--server-on", server, "--load-on", load, "--server-address", HERE)
    assert f"expected an address that {load} reaches" in refused(
        run(BENCH, "run", spec(), "--output", tmp_path / "out", *options)
    )
