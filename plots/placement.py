"""What decides which worker gets a connection, where that is chance."""

HASH, RANDOM, CHANCE = "the kernel's hash", "a random number", "chance"
# Of strategies whose servers do not report their parts.
KNOWN = {"reuseport": HASH, "random": RANDOM}
# These give every worker the same chance at every connection, so that theory knows their maximum load.
UNIFORM = (HASH, RANDOM)


def decided_by(experiment, row):
    """HASH, RANDOM or CHANCE; None where a connection's worker is no matter of chance."""
    options = experiment.server_of(row)
    placement = options.get("placement")
    if placement == "random":
        return RANDOM
    if placement not in (None, "here"):  # whatever the strategy does without this option
        return None
    own_listeners = options.get("accept", "own-listener") == "own-listener"
    if row.strategy in KNOWN and own_listeners:
        return KNOWN[row.strategy]
    return CHANCE if row.by_chance else None
