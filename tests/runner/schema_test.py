"""Every file of the runner fits its schema: the experiments, and a finished run's folder if one is
named in the environment as RUN_DIR."""
import json
import os
import pathlib
import sys

import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = SOURCE / "results" / "schema"


def parsed(path):
    return json.loads(path.read_text())


def check(path, schema_name):
    store = {path.name: parsed(path) for path in SCHEMAS.glob("*.schema.json")}
    schema = store[schema_name]
    resolver = jsonschema.RefResolver("", schema, store=store)
    jsonschema.Draft202012Validator(schema, resolver=resolver).validate(parsed(path))


def test_every_schema_is_one():
    for path in SCHEMAS.glob("*.schema.json"):
        jsonschema.Draft202012Validator.check_schema(parsed(path))


def test_every_experiment_fits_its_schema():
    for path in [*(SOURCE / "experiments").glob("*.json"), *(SOURCE / "experiments" / "ledger").glob("*.json")]:
        check(path, "experiment.schema.json")


def test_every_claim_fits_its_schema():
    for path in (SOURCE / "experiments" / "claims").rglob("*.json"):
        check(path, "claim.schema.json")


def check_run_folder(folder):
    check(folder / "manifest.json", "manifest.schema.json")
    check(folder / "summary.json", "summary.schema.json")
    for path in sorted((folder / "runs").iterdir()):
        check(path, "run.schema.json")


if __name__ == "__main__":
    test_every_schema_is_one()
    test_every_experiment_fits_its_schema()
    test_every_claim_fits_its_schema()
    for argument in sys.argv[1:]:
        check_run_folder(pathlib.Path(argument))
