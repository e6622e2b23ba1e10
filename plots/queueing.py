"""What queueing theory says of Poisson arrivals and exponential service times (Kleinrock, Queueing Systems I, 3.5): of
endless runs, without any cost of dispatch."""

import math


def erlang_c(servers, load):
    """The probability that a request must wait for one of so many servers, each busy for this share of the time."""
    work, inverse = servers * load, 1.0  # the inverse of Erlang's loss formula, by its recursion
    for count in range(1, servers + 1):
        inverse = 1 + inverse * count / work
    return 1 / (inverse * (1 - load) + load)


def latency(servers, load, service, share):
    """Seconds within which this share of the requests is answered by `servers` that share one queue. Above 0 is
    the load, below 1; inf from 1 on."""
    if load >= 1:
        return math.inf
    low, high = 0.0, 1.0
    while _longer(high, servers, load) > 1 - share:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _longer(middle, servers, load) > 1 - share else (low, middle)
    return service * high


def _longer(time, servers, load):
    """The probability that a request takes longer than so many service times: it waits, at this rate, or does not."""
    rate, waits = servers * (1 - load), erlang_c(servers, load)
    served = math.exp(-time)
    if abs(rate - 1) < 1e-9:
        both = (1 + time) * served
    else:
        both = (rate * served - math.exp(-rate * time)) / (rate - 1)
    return (1 - waits) * served + waits * both
