"""What a run cannot show, each in a sentence, for the place on the page where it matters."""

from plots import labels
from plots.caveat import Caveat


def about_results(experiment):
    """What belongs to the comparison: the summary's own sentences; of an older summary, what can be made out."""
    if experiment.caveats:
        return list(experiment.caveats)
    checks = ((_completeness, Caveat), (_failures, Caveat), (_intervals, _of(experiment.metric.name)),
              (_baseline, _of("ratio_to_baseline")), (_article, _of("published")), (_peers, _of("name")))
    return [Caveat(f"It cannot tell {text}.") for text in experiment.not_concluded] + [
        caveat(text) for check, caveat in checks if (text := check(experiment))]


def _of(column):
    return lambda text: Caveat(text, of="column", name=column)


def about_everything(experiment):
    """Those of them that no row, no column and no figure is marked with."""
    return [caveat.text for caveat in about_results(experiment) if not caveat.of_table and caveat.of != "figure"]


def about_figure(experiment, name):
    return [caveat.text for caveat in about_results(experiment) if (caveat.of, caveat.name) == ("figure", name)]


def about_cores(experiment):
    """What belongs to how busy they were."""
    return [text for text in (_cores(experiment), _emulation(experiment)) if text]


def _completeness(experiment):
    missing = experiment.planned_runs - len(experiment.runs)
    if missing <= 0 or not experiment.runs:
        return None
    return f"{missing} of {experiment.planned_runs} planned runs are missing: this run is not finished."


def _failures(experiment):
    failed = [run for run in experiment.runs if not run.ok]
    if not failed:
        return None
    return f"{len(failed)} of {len(experiment.runs)} runs failed and are left out; they are listed below."


def _intervals(experiment):
    lacking = [row.name for row in experiment.rows if row.measured and not row.requests_per_second.has_interval]
    if not lacking:
        return None
    who = "any strategy" if len(lacking) == len(experiment.rows) else labels.listed(dict.fromkeys(lacking))
    return (f"There are too few rounds for an interval of {who}, so differences may be chance. Six rounds are the "
            "least for 95 %, more where several strategies are compared.")


def _baseline(experiment):
    if not experiment.baseline or experiment.compares:
        return None
    return (f"There are no ratios: the baseline {experiment.baseline} was not measured here "
            "(bench summarize --baseline NAME takes another).")


def machine_cores(experiment):
    cores = experiment.machine.get("cores")
    return cores if isinstance(cores, int) else None


def emulation(experiment):
    """The options by which any of the servers emulated its cores."""
    found = {}
    for row in experiment.rows:
        found.update((key, value) for key, value in experiment.server_of(row).items()
                     if value and (key.startswith("emulate") or (key, value) == ("demand", "emulate")))
    return found


def has_cores(experiment):
    """Whether every worker has a core to itself, emulated or not; unknown machines have not."""
    return bool(emulation(experiment)) or (machine_cores(experiment) or 0) >= experiment.threads


def cores_note(experiment):
    """A caption's first sentence where threads outnumber the cores."""
    cores = machine_cores(experiment)
    if has_cores(experiment) or not cores:
        return ""
    return (f"This machine has {labels.counted(cores, 'core')} for {experiment.threads} threads, so no more than about "
            f"{cores} can be busy at once. ")


def _cores(experiment):
    cores, threads = machine_cores(experiment), experiment.threads
    if not cores or has_cores(experiment):
        return None
    return (f"The machine has {labels.counted(cores, 'hardware thread')} for up to {threads} server threads, the load "
            "generator and the kernel. Throughput is what they reach together; how a strategy scales over more cores "
            "cannot be concluded from it.")


def _emulation(experiment):
    options = emulation(experiment)
    if not options:
        return None
    cores = machine_cores(experiment)
    there = f" on {labels.counted(cores, 'real one')}" if cores else ""
    rate = options.get("emulate-core")
    costs = labels.listed(f"{key.removeprefix('emulate-')} {value}" for key, value in options.items()
                          if key != "demand")
    what = f"a core of {rate}" if rate else f"a core ({costs})" if costs else "a core"
    return (f"Cores are emulated: every worker emulates {what}{there} by sleeping for the time that its work would "
            "take. Placement, queues, wake-ups and stealing are real, so the balance between threads is; contention "
            "between many real cores for memory, caches and locks is not part of it, and the emulation sets absolute "
            "rates.")


def _article(experiment):
    if not experiment.published:
        return None
    return ("The article does not say how its load was shared out, whether connections were kept alive, or how "
            "often it measured; its absolute figures cannot be full 40 MB bodies. Only ratios are compared.")


def _peers(experiment):
    if not any(row.peer for row in experiment.rows):
        return None
    return ("Other servers (grey) bring their own HTTP code, so they differ from the strategies in more than "
            "dispatch.")
