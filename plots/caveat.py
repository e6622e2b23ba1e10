"""A sentence about what results cannot show, and what it is about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caveat:
    text: str
    of: str = "run"          # everything; or "rows", "column", "figure"
    name: str | None = None  # the column's key in summary.json, the figure's name
    rows: tuple = ()         # of (name, point)

    @property
    def of_table(self):
        return self.of in ("rows", "column")


def read(document):
    """The caveats of a summary or a map. What older files do not say the subject of is of everything."""
    texts, subjects = document.get("caveats") or (), document.get("caveat_subjects") or ()
    if len(texts) != len(subjects):
        return tuple(Caveat(str(text)) for text in texts)
    return tuple(_caveat(str(text), subject) for text, subject in zip(texts, subjects))


def _caveat(text, subject):
    return Caveat(text, str(subject["of"]), subject.get("name"),
                  tuple((row["name"], row["point"]) for row in subject.get("rows") or ()))
