"""plots/rounds.py: what the rounds say about themselves, in the summary's words."""

import synthetic

from plots import load, rounds


def test_sentences_of_the_summary_are_printed_as_they_are(small):
    def tell(document):
        document.update(noise_floor=[{"sentence": "a and b are the same thing."}, {"ratio": {"median": 1}}],
                        stopping={"until": 0.02, "sentence": "It came that far."})
        document["strategies"][0].update(draws={"sentence": "Every run is a draw."},
                                         over_rounds={"outlier_rounds": [7], "sentences": ["Round 7 stands out."]})
    synthetic.edit(small / "summary.json", tell)
    assert rounds.sentences(load.experiment(small)) == [
        "a and b are the same thing.", "Every run is a draw.", "Round 7 stands out.", "It came that far."]


def test_an_older_summary_that_words_nothing_says_nothing(small):
    synthetic.edit(small / "summary.json", lambda document: document.update(
        noise_floor=[{"first": "a", "second": "b"}], stopping={"until": 0.02, "looks": [6], "reached": True}))
    assert rounds.sentences(load.experiment(small)) == []
