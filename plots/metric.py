"""What rows are compared by, as the summary names it: the key of a row, in words, and which way is better."""

from dataclasses import dataclass

from plots import labels


@dataclass(frozen=True)
class Metric:
    name: str   # "latency_p99": as in a summary, and the key of its rows
    words: str  # within a sentence
    title: str  # of a figure
    unit: str   # of an axis
    show: object
    lower_is_better: bool

    def of(self, row):
        """A row's estimate over its runs; None where there is none."""
        return row.samples.get(self.name)

    def best_first(self, rows):
        """Those that have it, in the order of their medians."""
        return sorted((row for row in rows if self.of(row)),
                      key=lambda row: self.of(row).median * (1 if self.lower_is_better else -1))


def _latency(name, words, title):
    return Metric(name, words, title, words, labels.format_seconds, True)


REQUESTS = Metric("requests_per_second", "requests/s", "Requests answered per second", "requests per second",
                  labels.format_number, False)
P99 = _latency("latency_p99", "p99 latency", "99th percentile of latency")
METRICS = (
    REQUESTS,
    Metric("bytes_per_second", "bytes/s", "Bytes received per second", "bytes per second", labels.format_rate, False),
    _latency("latency_mean", "mean latency", "Mean latency"),
    _latency("latency_p50", "p50 latency", "Median latency"),
    _latency("latency_p90", "p90 latency", "90th percentile of latency"),
    P99,
    _latency("latency_p999", "p99.9 latency", "99.9th percentile of latency"),
    _latency("latency_deviation", "standard deviation of the latency", "Standard deviation of latency"),
    _latency("first_answer_p50", "p50 time to the first answer", "Median time to the first answer"),
)
BY_NAME = {metric.name: metric for metric in METRICS}
