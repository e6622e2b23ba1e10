"""What the rounds say about themselves: noise, chance, drift, and how a run that could stop early ended. The
sentences are the summary's own."""


def sentences(experiment):
    chance = [str(row.draws["sentence"]) for row in experiment.rows if row.draws.get("sentence")]
    over_rounds = [text for row in experiment.rows for text in row.remarks]
    return [*experiment.noise_floor, *chance, *over_rounds, *experiment.stopping]
