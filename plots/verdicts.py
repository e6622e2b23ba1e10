"""The table of claims and verdicts, from what `bench verdict --json` wrote."""

from dataclasses import dataclass
from pathlib import Path

from plots import labels, load

# For the page's style: what stands out, and what does not.
TONES = {"confirmed": "good", "refuted": "bad", "impossible as stated": "bad", "implausible as stated": "bad",
         "cannot tell here": "open"}


@dataclass(frozen=True)
class Claim:
    """One claim as the table shows it; texts are ready to be read."""
    experiment: str | None
    sentence: str
    source: str
    verdict: str
    because: str
    note: str
    beside: tuple

    @property
    def tone(self):
        return TONES[self.verdict]


def read(file):
    """Every claim in the file, in its order. Raises load.Unreadable."""
    if not Path(file).is_file():
        raise load.Unreadable(f"{file}: no such file; bench verdict --json {file} writes it")
    return load.document(Path(file), lambda document: tuple(_claim(entry) for entry in document["claims"]))


def about(claims, experiment):
    """Those that the results of one experiment decide."""
    return [claim for claim in claims if claim.experiment == experiment.name]


def tally(claims):
    """'3 confirmed, 9 refuted': how many there are of each that occurs."""
    counts = {verdict: sum(claim.verdict == verdict for claim in claims) for verdict in TONES}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)


def _claim(entry):
    if entry["verdict"] not in TONES:
        raise ValueError(f"unknown verdict {entry['verdict']!r}")
    return Claim(experiment=entry["experiment"], sentence=entry["sentence"], source=entry["source"],
                 verdict=entry["verdict"], because=entry["because"], note=entry["note"],
                 beside=tuple(map(_remark, entry["beside"])))


def _remark(entry):
    value = entry["value"]
    if value is None:
        return f"{entry['text']}: not known here ({entry['missing']})"
    return f"{entry['text']}: {_interval(value, entry['unit'])}"


def _interval(value, unit):
    text = _amount(value["middle"], unit)
    if value["low"] == value["high"]:
        return text
    return f"{text} ({_amount(value['low'], unit)} – {_amount(value['high'], unit)})"


def _amount(value, unit):
    if unit == "B/s":
        return labels.format_rate(value)
    return f"{labels.format_number(value)} {unit}".strip()
