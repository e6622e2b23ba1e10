"""The figures, one module each. To add one: write the module, add its row here.

A module has NAME (the files' name), TITLE (its heading on the page) and, in this order,
  applicable(experiment) -> bool      whether the data it needs is there
  caption(experiment)    -> str       how to read it, for someone who has not read the code
  draw(experiment)       -> Figure    called in the house style, only where it is applicable
and, where something cannot be concluded from it that a reader might,
  caveats_of(experiment) -> [str]     sentences for below the caption
"""

from plots.figures import (
    backends,
    busy_over_time,
    capacity,
    crossing,
    curves,
    distribution,
    draws,
    heat,
    latency,
    load_latency,
    percentiles,
    points,
    prediction,
    reloads,
    shares,
    tail,
    throughput,
)

# In the order of the page.
FIGURES = (load_latency, capacity, percentiles, prediction, throughput, curves, crossing, points, reloads, backends, draws,
           distribution, busy_over_time, tail, heat, shares, latency)


def applicable(experiment):
    return [figure for figure in FIGURES if figure.applicable(experiment)]
