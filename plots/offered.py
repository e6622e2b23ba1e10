"""What load a row was offered, where the work of a request is known beforehand: emulated cores and given demands."""

from plots import loads, units

SERVICE_TIMES = 10  # that a 99th percentile may take, by the habit of such figures


def service_seconds(experiment, row):
    """The mean time for which a request keeps its core; None where nothing fixes it."""
    server, load = experiment.server_of(row), experiment.load_of(row)
    parts = [_demand(server, load), units.seconds(server.get("emulate-request")), _bytes(server, load)]
    known = [part for part in parts if part]
    return sum(known) if known else None


def _demand(server, load):
    return units.mean(load["demand"], units.seconds) if server.get("demand") and load.get("demand") else None


def _bytes(server, load):
    rate = units.size(server.get("emulate-core"))
    body = units.mean(load.get("body-size"), units.size)
    return body / rate if rate and body else None


def cores(experiment, row):
    """How many cores there are for the work: those of the emulated machine, or one a thread that was asked for."""
    machine = experiment.spec.get("machine") or {}
    asked = {**machine, **experiment.server_of(row)}
    return units.number(row.point.get("machine.cores") or machine.get("cores") or asked.get("threads"))


def load(experiment, row):
    """Work that comes in, over what all cores together can do: 1 is all that they can bear."""
    rate, service, count = loads.rate(experiment.load_of(row)), service_seconds(experiment, row), cores(experiment, row)
    if not rate or not service or not count:
        return None
    return float(rate) * service / count


def known(experiment):
    """Whether the load of every row is known, so that it can be an axis."""
    return all(load(experiment, row) for row in experiment.rows)


def bound(experiment, row):
    """The latency that counts as too long, in seconds; None where the work of a request is not known."""
    service = service_seconds(experiment, row)
    return service and SERVICE_TIMES * service
