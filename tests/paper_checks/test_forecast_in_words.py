"""The sentences are tested with the numbers that they say, in test_forecast.py."""

from paper_checks.forecast import network
from paper_checks.forecast_in_words import sentences


def test_every_network_has_sentences_on_signal_gradient_and_fixed_point() -> None:
    text = " ".join(sentences(network("relu", depth=3, width=8, replicates=300)))
    for words in (
        "The variance of the median network",
        "The gradient of the median network",
        "At infinite width",
    ):
        assert words in text
