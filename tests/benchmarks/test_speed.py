"""benchmarks/speed.py: the rows of a check, and another build's beside them."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import servers  # noqa: E402
import speed  # noqa: E402
from clients import Figure  # noqa: E402


def test_a_row_has_the_median_of_its_turns():
    values = iter([3, 1, 2])

    def check():
        return {"a row": Figure(next(values), "s", "<= 2")}

    assert speed.measure(check, 3) == [
        {"check": "check", "what": "a row", "unit": "s", "wanted": "<= 2", "median": 2, "values": [3, 1, 2]}]


def test_another_build_is_measured_turn_about(tmp_path):
    asked = []

    def check():
        asked.append(servers.program("loadgen").parent)
        return {"a row": Figure(7 if asked[-1] == tmp_path else 5, "s")}

    rows = speed.measure(check, 2, tmp_path)
    assert asked == [servers.BIN, tmp_path, tmp_path, servers.BIN]
    assert rows[0]["values"] == [5, 5] and rows[0]["against"] == {"median": 7, "values": [7, 7]}


def test_a_folder_without_the_programs_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["speed.py", "--against", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        speed.main("Compares.", {})
    assert ended.value.code == 2
    assert "expected the folder of dispatch_server and loadgen of another build" in capsys.readouterr().err


def test_a_server_that_says_nothing_ends_it_with_one_line(monkeypatch):
    def check():
        with servers.running(["true"]):
            raise AssertionError("nothing listens")

    monkeypatch.setattr(sys, "argv", ["speed.py", "--repeats", "1"])
    with pytest.raises(SystemExit) as ended:
        speed.main("Compares.", {"check": check})
    assert "true ended without saying where it listens" in str(ended.value.code)
