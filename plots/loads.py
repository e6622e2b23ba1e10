"""What a row's load asked of the server, in words, and whether the theory of fixed shares holds for it."""

from plots import labels

# Loads with any of these draw how much work a request is, or when it comes.
DRAWN = ("rate", "demand", "think", "skew", "mix", "trace", "duration")
ARRIVALS = {"uniform": "evenly spaced", "poisson": "as a Poisson process"}


def rate(load):
    """Requests per second that an open loop is to send; None in a closed one."""
    return load.get("rate") or None


def keeps_connections(load):
    """Whether connections last for the whole test, so that they are placed once."""
    return load.get("requests-per-connection") in (None, 0, "0")


def fixed_shares(load):
    """Whether every connection carries the same given part of the work, so that the worker with the most of them
    ends the test: a closed loop of a given number of like requests, shared out beforehand."""
    drawn = any(load.get(option) and not _constant(option, load[option]) for option in DRAWN)
    like = ":" not in str(load.get("body-size", ""))
    return keeps_connections(load) and load.get("split", "static") == "static" and like and not drawn


def drawn(load):
    """Whether chance decides what a request is or which connection it comes on."""
    sizes = any(":" in str(load.get(option, "")) for option in ("body-size", "demand", "think"))
    return sizes or any(load.get(option) for option in ("skew", "mix"))


def _constant(option, value):
    """A demand may be the same for every request; all else that is given changes the shares."""
    return option == "demand" and ":" not in str(value)


def facts(load, varied=()):
    """How requests are sent, each fact in a few words; what is varied is told at the points."""
    if not rate(load):
        return []
    kind, _, rest = str(load.get("arrivals") or "uniform").partition(":")
    asked = "a given rate" if "rate" in varied else f"{labels.format_number(float(rate(load)))} requests/s"
    turn = "fixed to connections in turn" if load.get("split", "static") == "static" else "sent by any free connection"
    return [f"open loop: {asked}, whatever the server does",
            f"arrivals {ARRIVALS.get(kind, f'{kind} {rest}'.strip())}, {turn}", "latency counts from the due time"]
