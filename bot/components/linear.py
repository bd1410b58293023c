"""A linear classifier whose training needs scikit-learn and whose use needs only numpy."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.components.features import Features

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]

BLOCK_WEIGHTS = (1.0, 1.0, 1.3)
"""How much words, letter runs and concepts count; chosen by cross-validation (reports/understanding.md)."""
STEPS = 127
"""Quantised weights go so far on either side of nought; measured, it costs no accuracy and a tenth of the size."""
CORES = os.cpu_count() or 1
REST = ""
"""The label of all sentences whose class another core learns."""
TOLERANCE = 0.02
"""When training stops; ten times less changes no answer and takes three times as long."""


FILE = "linear.npz"
"""The model in one file: a zip of arrays, described in bot/README.md, "The model file"."""


class LinearModel:
    """Class scores from weighted features: sublinear TF-IDF in each block, each block of length one.

    The weights are kept as whole numbers from -127 to 127, times a scale for each class.
    """

    def __init__(
        self, classes: list[str], vocabulary: dict[str, int], idf: Floats, weights: Bytes, scale: Floats, bias: Floats
    ) -> None:
        self.classes = classes
        self._vocabulary = vocabulary
        self._idf = idf
        self._weights = weights
        self._scale = scale
        self._bias = bias

    def probabilities(self, features: Features) -> list[tuple[str, float]]:
        """The classes with their probabilities, most likely first."""
        entries = vector(features, self._vocabulary, self._idf)
        counts = np.fromiter(entries.values(), dtype=np.float32, count=len(entries))
        scores = (counts @ self._weights[list(entries)].astype(np.float32)) * self._scale + self._bias
        exponents = np.exp(scores - scores.max())
        shares = exponents / exponents.sum()
        order = np.argsort(-shares, kind="stable")
        return [(self.classes[at], float(shares[at])) for at in order]

    def knows(self, features: Features) -> float:
        """The share of the word features that were seen in training, from 0 to 1."""
        words = features[0]
        return sum(f"0{word}" in self._vocabulary for word in words) / len(words) if words else 0.0

    def save(self, folder: Path) -> None:
        """Write the model as one file in `folder`."""
        words = sorted(self._vocabulary, key=self._vocabulary.__getitem__)
        np.savez_compressed(
            folder / FILE,
            classes=_lines(self.classes),
            features=_lines(words),
            idf=self._idf.astype(np.float16),
            weights=self._weights,
            scale=self._scale,
            bias=self._bias,
        )

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError when it is damaged."""
        with np.load(folder / FILE, allow_pickle=False) as arrays:
            words = arrays["features"].tobytes().decode().split("\n")
            return cls(
                arrays["classes"].tobytes().decode().split("\n"),
                {word: at for at, word in enumerate(words)},
                arrays["idf"].astype(np.float32),
                arrays["weights"],
                arrays["scale"],
                arrays["bias"],
            )


def _lines(words: Sequence[str]) -> Bytes:
    """The words as bytes, one a line."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.int8)


def vector(features: Features, vocabulary: dict[str, int], idf: Floats) -> dict[int, float]:
    """The features as positions and weights."""
    entries: dict[int, float] = {}
    for block, names in enumerate(features):
        counts = Counter(vocabulary[key] for name in names if (key := f"{block}{name}") in vocabulary)
        weights = {at: (1 + math.log(count)) * float(idf[at]) for at, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for at, weight in weights.items():
            entries[at] = BLOCK_WEIGHTS[block] * weight / length
    return entries


def fit(
    examples: Sequence[Features], labels: Sequence[str], *, least: int, strength: float, temperature: float
) -> LinearModel:
    """Train on the examples: one linear support vector machine a class.

    A feature must stand in `least` examples; `strength` is the inverse of regularisation; the margins times
    `temperature` become probabilities. How the three were chosen: reports/understanding.md.
    """
    from joblib import Parallel, delayed  # scikit-learn's own

    vocabulary, idf = _vocabulary(examples, least)
    matrix = _matrix(examples, vocabulary, idf)
    classes = sorted(set(labels))
    chunks = [classes[at::CORES] for at in range(CORES) if classes[at::CORES]]
    fitted = Parallel(n_jobs=CORES)(delayed(_machines)(matrix, labels, chunk, strength) for chunk in chunks)
    order = np.argsort([name for chunk in chunks for name in chunk], kind="stable")
    weights = np.vstack([coefficients for coefficients, _ in fitted])[order].T * temperature
    bias = np.hstack([intercepts for _, intercepts in fitted])[order] * temperature
    scale = np.abs(weights).max(axis=0) / STEPS
    return LinearModel(
        classes,
        vocabulary,
        idf,
        np.round(weights / scale).astype(np.int8),
        scale.astype(np.float32),
        bias.astype(np.float32),
    )


def _machines(matrix: Any, labels: Sequence[str], classes: Sequence[str], strength: float) -> tuple[Floats, Floats]:
    """One machine for each of `classes` against all the rest: weights and intercepts, a row a class."""
    from sklearn.svm import LinearSVC

    wanted = set(classes)
    target = np.array([label if label in wanted else REST for label in labels])
    machines = LinearSVC(C=strength, tol=TOLERANCE, random_state=0).fit(matrix, target)
    coefficients, intercepts = machines.coef_, machines.intercept_
    if len(machines.classes_) == 2:  # noqa: PLR2004 - of two classes scikit-learn keeps one machine, for the second
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    rows = {str(name): at for at, name in enumerate(machines.classes_)}
    kept = [rows[name] for name in classes]
    return coefficients[kept], intercepts[kept]


def _vocabulary(examples: Sequence[Features], least: int) -> tuple[dict[str, int], Floats]:
    documents = Counter(
        key
        for features in examples
        for key in {f"{block}{name}" for block, names in enumerate(features) for name in names}
    )
    kept = sorted(key for key, count in documents.items() if count >= least)
    idf = [math.log((1 + len(examples)) / (1 + documents[key])) + 1 for key in kept]
    return {key: at for at, key in enumerate(kept)}, np.array(idf, dtype=np.float32)


def _matrix(examples: Sequence[Features], vocabulary: dict[str, int], idf: Floats) -> Any:
    from scipy.sparse import csr_matrix

    rows = [vector(features, vocabulary, idf) for features in examples]
    return csr_matrix(
        (
            [weight for row in rows for weight in row.values()],
            [at for row in rows for at in row],
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(examples), len(vocabulary)),
        dtype=np.float64,
    )
