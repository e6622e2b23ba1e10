"""The table of claims on the page."""

import json

import pytest
import synthetic

from plots import __main__ as command
from plots import load, verdicts


def claim(experiment, verdict, **changes):
    return {"id": "some", "source": "a post", "sentence": f"It is {verdict}.", "experiment": experiment, "point": {},
            "expression": "1 < 2", "verdict": verdict, "because": "<so> it is", "published": None,
            "same_within": None, "measured": None, "arithmetic": None, "beside": [], "note": "", **changes}


@pytest.fixture
def file(tmp_path):
    beside = [{"text": "moved here", "unit": "B/s", "missing": "", "value": {"low": 2e9, "middle": 2.4e9, "high": 3e9}},
              {"text": "theory", "unit": "", "missing": "", "value": {"low": 0.295, "middle": 0.295, "high": 0.295}},
              {"text": "elsewhere", "unit": "", "missing": "no results", "value": None}]
    claims = [claim("backends", "confirmed", beside=beside, note="With a note."), claim("backends", "refuted"),
              claim("article", "cannot tell here"), claim(None, "impossible as stated")]
    file = tmp_path / "verdicts.json"
    synthetic.dump(file, {"schema_version": 1, "results": [], "counts": {}, "claims": claims})
    return file


def test_every_claim_is_on_the_overview_and_its_own_on_a_page(small, file, tmp_path, unillustrated):
    overview = tmp_path / "index.html"
    assert command.main([str(small), "--index", str(overview), "--verdicts", str(file)]) == 0
    page = (small / "report.html").read_text()
    assert "It is confirmed." in page and "It is refuted." in page and "With a note." in page
    assert "It is impossible as stated." not in page
    assert "4 claims: 1 confirmed, 1 refuted, 1 impossible as stated, 1 cannot tell here" in overview.read_text()


def test_values_beside_a_verdict_have_their_interval_and_unit(file):
    assert verdicts.read(file)[0].beside == ("moved here: 2.4 GB/s (2 GB/s – 3 GB/s)", "theory: 0.295",
                                             "elsewhere: not known here (no results)")


def test_reasons_are_escaped(small, file, unillustrated):
    assert command.main([str(small), "--verdicts", str(file)]) == 0
    assert "&lt;so&gt; it is" in (small / "report.html").read_text()


def test_without_verdicts_the_page_has_no_such_section(small, unillustrated):
    assert command.main([str(small)]) == 0
    assert "Published claims" not in (small / "report.html").read_text()


@pytest.mark.parametrize("change", [
    lambda document: document.update(schema_version=2),
    lambda document: document["claims"][0].update(verdict="perhaps"),
    lambda document: document["claims"][0].pop("because"),
])
def test_a_file_of_another_form_is_refused_in_one_line(file, change):
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))
    with pytest.raises(load.Unreadable, match=r"^[^\n]*verdicts.json: [^\n]+$"):
        verdicts.read(file)


def test_a_missing_file_is_exit_code_2_before_anything_is_drawn(small):
    assert command.main([str(small), "--verdicts", str(small / "nowhere.json")]) == 2
    assert not (small / "report.html").exists()
