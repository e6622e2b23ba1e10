"""The notes below the table of results: caveats about its rows and columns. A number stands at what each is about."""

from plots import caveats


class Notes:
    def __init__(self, experiment):
        self.caveats = [caveat for caveat in caveats.about_results(experiment) if caveat.of_table]

    @property
    def texts(self):
        """The first has number 1."""
        return [caveat.text for caveat in self.caveats]

    def of_column(self, key):
        return self._numbers(lambda caveat: caveat.of == "column" and caveat.name == key)

    def of_row(self, row):
        return self._numbers(lambda caveat: caveat.of == "rows" and (row.name, row.point) in caveat.rows)

    def _numbers(self, about):
        return [number for number, caveat in enumerate(self.caveats, 1) if about(caveat)]
