"""Words of the paper against the script that it released: footnote 2."""

import sympy as sp

from paper_checks.claim import Passage, Relation, Source
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.ledger.misprint import misprint

__all__ = ["CLAIMS"]


def _script(lines: str, reading: str = "") -> Source:
    """Return lines of the script that footnote 2 of the paper names."""
    return Source(
        "the paper's script, github.com/sidkk86/weight_initialization, commit 469cd87",
        "init_deepnn_fig3.py",
        lines,
        reading,
    )


def _history(name: str) -> str:
    """Return which data a metric of Keras's history is of."""
    return "validation" if name.startswith("val_") else "training"


CLAIMS = (
    misprint(
        "kumar2017.setup.released-inputs",
        Passage(
            kumar(
                "section 2",
                "I assume that the inputs to the first layer are independent and identically distributed random "
                "variables with mean 0 and variance 1.",
                "the inputs of the script, too, with which figure 3 was drawn. Their variance is set against the "
                "largest that numbers of their range can have: a quarter of its square.",
            ),
            r"variance (\S+)\.",
            sp.Rational,
        ),
        Passage(
            _script("x_train /= 255", "the pixels are bytes, 0 to 255, and nothing else is done to them."),
            r"x_train /= (\d+)",
            lambda divisor: (255 / sp.Rational(divisor)) ** 2 / 4,
        ),
        relation=Relation.LESS,
        rivals={"1/2": "half of it", "1/3": "that of numbers spread evenly from -1 to 1"},
        mended="1/12",
        reason="The script divides pixels by 255, which leaves numbers from 0 to 1. Their variance is 1/4 at most, and "
        "only images that are all black have mean 0.",
        erratum="the script's inputs lie between 0 and 1, so that their variance is at most 1/4, not 1",
    ),
    misprint(
        "kumar2017.eq19.released-code",
        Passage(
            _script(
                "return VarianceScaling(scale=factor, [...] sid_initializer_exact = custom_initializer(3.6)",
                "the factor, which Keras multiplies the variance 1/N by, is the N v² of (19).",
            ),
            r"custom_initializer\((.*)\)",
            sp.Rational,
        ),
        Passage(
            kumar(
                "equation (19)",
                "we have g(0) = 0.5, g'(0) = 1/4. Plugging these values in (12) yields v ≈ 3.6/√N",
            ),
            r"v ≈ (.*)/√N",
            lambda text: sp.Rational(text) ** 2,
        ),
        rivals={"1.8": "half of it", "7.2": "the factor for a mean of two fans"},
        mended="12.96",
        reason="Keras's scale multiplies the variance, 3.6 in (19) the deviation. The script draws weights of "
        "variance 3.6/N, and so trains another network than (19) asks for.",
        erratum="the script that replicates figure 3 takes 3.6 for N v²; (19) asks for its square",
    ),
    misprint(
        "kumar2017.fig2.strides",
        Passage(
            kumar(
                "figure 2",
                "Architecture of deep neural network used in analysis of sigmoid; stride lengths in all layers are "
                "2 × 2.",
                "the script of the paper sets this stride in the layers of both kinds, convolutions and pooling.",
            ),
            r"stride lengths in (\w+) layers",
            {
                "all": "Conv2D, MaxPooling2D",
                "convolutional": "Conv2D",
                "pooling": "MaxPooling2D",
                "no": "none",
            }.__getitem__,
        ),
        Passage(
            _script(
                "model.add(Conv2D(32, (3, 3), kernel_initializer=initializer , padding='same', "
                "activation = activataion_fn)) [...] model.add(MaxPooling2D((2,2), strides=(2,2)))"
            ),
            r"(Conv2D|MaxPooling2D)\((?:(?!model).)*strides=\(2,2\)",
        ),
        rivals={"convolutional": "the other kind", "no": "none of them"},
        mended="pooling",
        reason="The script's convolutions have no argument for strides, and Keras takes 1 × 1 then; with padding "
        "'same' they keep the size. Only the three pooling layers halve it. With a stride of 2 in all twelve layers "
        "an image of 32 × 32 would be a single pixel after five of them.",
        erratum="only the pooling layers of the script have stride 2 × 2; its convolutions have 1 × 1",
    ),
    misprint(
        "kumar2017.fig3.metric",
        Passage(
            kumar(
                "section 3.2, below (19)",
                "compute the top 5 accuracy on the validation dataset for each iteration.",
                "this is what the script of the paper plots as figure 3.",
            ),
            r"on the (\w+) dataset",
        ),
        Passage(
            _script("history['top_k_categorical_accuracy'], color=\"red\""),
            r"history\['(\w+)'\]",
            _history,
        ),
        rivals={
            "test": "the data that the paper takes for validation, under its other name",
            "whole": "all data",
        },
        mended="training",
        reason="Keras's history holds the accuracy on validation data under val_top_k_categorical_accuracy. The script "
        "plots top_k_categorical_accuracy, which is of training data.",
        erratum="the script plots the accuracy on the training data, not on the validation data",
    ),
)
