"""What rows are marked with on the page. What all of them carry is said once, and no row has it then."""

from dataclasses import dataclass

from plots import conclusion


@dataclass(frozen=True)
class Mark:
    kind: str  # of its look: flag or chip
    text: str
    about: str = ""


def of(experiment, row):
    """A row's own marks."""
    marks = []
    if row.failed:
        marks.append(Mark("flag", f"{row.failed} failed"))
    if row.flags and not all_disturbed(experiment):
        about = "; ".join(f"{flag} in {runs}" for flag, runs in row.flags.items())
        marks.append(Mark("flag", f"disturbed {_disturbed(row)}/{row.runs}", about))
    if row.outlier_rounds:
        marks.append(Mark("flag", "outlier"))
    if row.by_chance and not _shared(experiment, lambda row: row.by_chance):
        marks.append(Mark("chip", "by chance", "chance places its connections: every run is a draw"))
    return marks


def said_once(experiment):
    """What every row carries, in sentences."""
    sentences = []
    if not has_intervals(experiment):
        sentences.append("There are too few rounds: no figure here has an interval.")
    if one_limit(experiment):
        sentences.append(f"Every row was limited by {one_limit(experiment)}.")
    if _shared(experiment, lambda row: row.by_chance):
        sentences.append("Chance places the connections of every row: every run is a draw.")
    if all_disturbed(experiment):
        disturbed = sum(bool(run.flags) for run in experiment.runs)
        of = f"{disturbed} of {len(experiment.runs)} runs" if experiment.runs else "Runs"
        sentences.append(f"{of} were disturbed, some of every row; by what stands further down.")
    return sentences


def has_intervals(experiment):
    """Whether any estimate of any row has one, so that a row without is worth a word."""
    return any(estimate and estimate.has_interval for row in experiment.rows
               for estimate in (row.requests_per_second, row.ratio, *row.samples.values()))


def one_limit(experiment):
    """What limited every row, as a name; None where it was not the same."""
    rows = [row for row in _measured(experiment) if not row.stopped]
    names = {row.limit and conclusion.limit_name(experiment, row) for row in rows}
    return names.pop() if len(names) == 1 and len(rows) > 1 else None


def all_disturbed(experiment):
    return _shared(experiment, lambda row: row.flags)


def _shared(experiment, carried):
    rows = _measured(experiment)
    return len(rows) > 1 and all(map(carried, rows))


def _measured(experiment):
    return [row for row in experiment.rows if row.measured]


def _disturbed(row):
    return max(row.flags.values())
