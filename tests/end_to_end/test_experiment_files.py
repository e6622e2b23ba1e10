"""What bench accepts as an experiment, and what experiment.schema.json says of it."""

import json
import re

import pytest

from .bench_run import SCHEMAS, SPEC, finish, validator
from .programs import BENCH, REPOSITORY, run

SCHEMA = SCHEMAS["experiment.schema.json"]
ROW = SCHEMA["$defs"]["row"]
MACHINE = SCHEMA["properties"]["machine"]
RELOAD = SCHEMA["properties"]["reload"]
RELOADED = {"server": {"threads": 2, "null": True, "share-port": "beside"}, "load": {"duration": "1s"}}
EXPERIMENTS = sorted(path for room in (".", "ledger") for path in (REPOSITORY / "experiments" / room).glob("*.json"))

# The object that has a key too many, and where the schema lists its keys.
OBJECTS = {
    "experiment": (lambda extra: {**SPEC, **extra}, SCHEMA),
    "row": (lambda extra: {**SPEC, "rows": [{"strategy": "reuseport", **extra}]}, ROW),
    "machine": (lambda extra: {**SPEC, "machine": {"cores": 1, **extra}}, MACHINE),
    "reload": (lambda extra: {**SPEC, **RELOADED, "reload": extra}, RELOAD),
    "published": (lambda extra: {**SPEC, "published": extra}, SCHEMA["properties"]["published"]),
}

# A key that everybody may set, with what is beside it where it needs something.
KEYS = {
    "name": {"name": "other-1.0"},
    "about": {"about": "Something."},
    "rounds": {"rounds": 3},
    "seed": {"seed": 0},
    "baseline": {"baseline": "reuseport"},
    "baseline_point": {
        "vary": {"server.copy": ["read", "splice"]},
        "baseline_point": {"server.copy": "read"},
    },
    "server": {"server": {"threads": 2, "null": True}},
    "load": {"load": {"duration": "1s"}},
    "machine": {"machine": {"cores": 1, "real": True}},
    "reload": {"reload": {"times": 3, "every": "100ms"}, **RELOADED},
    "rows": {"rows": "all", "baseline": "reuseport"},
    "vary": {"vary": {"load.connections": [4, 8]}},
    "published": {"published": {"about": "A table.", "ratio": {"reuseport": 1.5}}},
    "estimate_seconds": {"estimate_seconds": 0.5},
    "run_timeout": {"run_timeout": "2m"},
}

# Refused by both.
WRONG = [
    {"name": "Upper"},
    {"about": ""},
    {"rounds": 0},
    {"seed": -1},
    {"seed": 2**53 + 1},
    {"baseline": ""},
    {"server": []},
    {"rows": []},
    {"rows": "some"},
    {**RELOADED, "reload": {"times": 0}},
    {**RELOADED, "reload": {"tcp_migrate_req": 2}},
    {"vary": {"copy": ["read"]}},
    {"vary": {"server.copy": []}},
    {"vary": {"server.copy": ["read", "read"]}},
    {"published": {"about": ""}},
    {"published": {"ratio": {"reuseport": "much"}}},
    {"estimate_seconds": 0},
    {"machine": {"real": True}},
    {"machine": {"cores": 0, "real": True}},
    {"machine": {"cores": 1, "real": True, "client": "far"}},
    {"baseline": "reuseport", "rows": [{"strategy": "reuseport", "repeats": 0}]},
    {"baseline": "reuseport", "rows": [{"strategy": "reuseport", "peer": "ceiling"}]},
    {"bogus": 1},
]


@pytest.fixture
def listed(tmp_path):
    """`bench list` of a spec; it reads the file as `bench run` does, and starts nothing."""

    def listed(spec):
        path = tmp_path / "experiment.json"
        path.write_text(json.dumps(spec))
        return run(BENCH, "list", path)

    return listed


@pytest.mark.parametrize("what", OBJECTS)
def test_the_schema_lists_the_keys_that_bench_does(listed, what):
    spec_with, schema = OBJECTS[what]
    said = listed(spec_with({"bogus": 1}))
    assert said.returncode == 2
    keys = re.search(r"bogus: unknown key; choose from (.*)$", said.stderr.strip()).group(1)
    assert set(keys.split(", ")) == set(schema["properties"])


@pytest.mark.parametrize("key", KEYS)
def test_what_bench_accepts_fits_the_schema(listed, key):
    spec = {**SPEC, "server": {"threads": 2, "null": True}, **KEYS[key]}
    assert listed(spec).returncode == 0, listed(spec).stderr
    validator("experiment.schema.json").validate(spec)


@pytest.mark.parametrize("change", WRONG, ids=json.dumps)
def test_what_is_wrong_is_refused_by_both(listed, change):
    spec = {**SPEC, "server": {"threads": 2, "null": True}, **change}
    said = listed(spec)
    assert said.returncode == 2 and said.stderr.count("\n") == 1, said.stderr
    assert not validator("experiment.schema.json").is_valid(spec)


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_every_experiment_is_accepted_by_both(path):
    said = run(BENCH, "list", path)
    assert said.returncode == 0, said.stderr
    validator("experiment.schema.json").validate(json.loads(path.read_text()))


def test_the_keys_that_the_documents_name_are_in_the_schema():
    text = (REPOSITORY / "docs" / "adding.md").read_text()
    section = text.split("## An experiment")[1].split("\n## ")[0]
    named = set(re.findall(r'"(\w+)":', section)) | set(re.findall(r"`(\w+)`", section))
    known = {key for part in (SCHEMA, ROW, MACHINE, SCHEMA["properties"]["reload"]) for key in part["properties"]}
    others = {"all", "requests", "store"}  # values, and options of the programs
    assert named - others <= known


MIX = [{"name": "few", "connections": 2, "requests": 20, "body-size": "1kB"}, {"name": "one", "connections": 1, "requests": 10, "body-size": "1kB"}]
TRACE = "at_seconds,connection,method,body_bytes,demand_seconds\n0,a,PUT,100,0\n0.01,b,PUT,200,0\n0.02,a,PUT,300,0\n"


def run_load(folder, load, **keys):
    """bench's run of a load whose files lie beside the experiment, started from another folder."""
    (folder / "mix.json").write_text(json.dumps(MIX))
    (folder / "trace.csv").write_text(TRACE)
    file = folder / "files.json"
    file.write_text(json.dumps({"name": "files", "about": "Loads of files.", "server": {"threads": 2, "null": True},
                                "load": load, "rows": ["reuseport"], "run_timeout": "20s", **keys}))
    return finish(folder / "out", "run", file, "--output", folder / "out")


@pytest.mark.parametrize(
    ("load", "requests"),
    [
        ({"mix": "mix.json", "threads": 2}, 30),
        ({"trace": "trace.csv", "threads": 1}, 3),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_load_may_be_of_files_beside_the_experiment(tmp_path, load, requests):
    result = run_load(tmp_path, load)
    assert result.returncode == 0, result.stderr
    (file,) = (tmp_path / "out" / "runs").iterdir()
    assert json.loads(file.read_text())["load"]["report"]["requests"] == requests
    assert run(BENCH, "summarize", tmp_path / "out").returncode == 0


@pytest.mark.parametrize(
    ("load", "words"),
    [
        ({"mix": "none.json", "duration": "1s"}, "none.json: no such file"),
        ({"trace": "none.csv"}, "none.csv: no such file"),
        ({"trace": "trace.csv", "duration": "1s"}, "load.duration: the trace says how much there is"),
    ],
)
def test_a_file_of_a_load_that_is_not_there_is_refused_before_anything_starts(tmp_path, load, words):
    result = run_load(tmp_path, load)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert words in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_mix_that_is_varied_is_named_as_the_experiment_names_it(tmp_path):
    (tmp_path / "other.json").write_text(json.dumps(MIX[:1]))
    result = run_load(tmp_path, {"threads": 1, "mix": "mix.json", "duration": "200ms"},
                      vary={"load.mix": ["mix.json", "other.json"]})
    assert result.returncode == 0, result.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert [row["point"] for row in summary["strategies"]] == [{"load.mix": "mix.json"}, {"load.mix": "other.json"}]
