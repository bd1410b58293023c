"""A linear classifier whose training needs scikit-learn and whose use needs only numpy."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.components.features import Features

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]

BLOCK_WEIGHTS = (1.0, 1.0, 1.3)
"""How much words, letter runs and concepts count; chosen by cross-validation (reports/understanding.md)."""
STEPS = 127
"""Quantised weights go so far on either side of nought; measured, it costs no accuracy and a tenth of the size."""
PRUNED = 2
"""Weights that are no further from nought are left out: a third of the file, at no cost in accuracy."""
CORES = os.cpu_count() or 1
REST = ""
"""The label of all sentences whose class another core learns."""
TOLERANCE = 0.02
"""When training stops; ten times less changes no answer and takes three times as long."""


FILE = "linear.npz"
"""The model in one file: a zip of arrays, described in bot/README.md, "The model file"."""


class Vocabulary:
    """Where each feature stands among the weights. A sorted array of hashes: a dictionary of names takes ten times as much."""

    def __init__(self, names: Bytes) -> None:
        self.names = names
        lines = names.tobytes().decode().split("\n")
        hashes = _hashes(lines, len(lines))
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def find(self, names: Iterable[str], count: int) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """Where each of so many features stands, and whether it is known; the place of an unknown one means nothing."""
        hashes = _hashes(names, count)
        near = np.searchsorted(self._hashes, hashes)
        near[near == len(self._hashes)] = 0
        return self._order[near], self._hashes[near] == hashes


def _hashes(names: Iterable[str], count: int) -> npt.NDArray[np.int64]:
    """Of 64 bits each: that two of 200,000 features share one happens in one process of a billion."""
    return np.fromiter(map(hash, names), dtype=np.int64, count=count)


class LinearModel:
    """Class scores from weighted features: sublinear TF-IDF in each block, each block of length one.

    The weights are kept as whole numbers from -127 to 127, times a scale for each class.
    """

    def __init__(
        self, classes: list[str], vocabulary: Vocabulary, idf: Floats, weights: Bytes, scale: Floats, bias: Floats
    ) -> None:
        self.classes = classes
        self._vocabulary = vocabulary
        self._idf = idf
        self._weights = weights
        self._scale = scale
        self._bias = bias

    def probabilities(self, features: Features) -> list[tuple[str, float]]:
        """The classes with their probabilities, most likely first."""
        _, positions, weights = weigh([features], self._vocabulary, self._idf)
        scores = (weights @ self._weights[positions].astype(np.float32)) * self._scale + self._bias
        exponents = np.exp(scores - scores.max())
        shares = exponents / exponents.sum()
        order = np.argsort(-shares, kind="stable")
        return [(self.classes[at], share) for at, share in zip(order.tolist(), shares[order].tolist(), strict=True)]

    def knows(self, features: Features) -> float:
        """The share of the word features that were seen in training, from 0 to 1."""
        words = features[0]
        return float(self._vocabulary.find(_in_block(0, words), len(words))[1].mean()) if words else 0.0

    def save(self, folder: Path) -> None:
        """Write the model as one file in `folder`."""
        np.savez_compressed(
            folder / FILE,
            classes=_lines(self.classes),
            features=self._vocabulary.names,
            idf=self._idf.astype(np.float16),
            weights=self._weights,
            scale=self._scale,
            bias=self._bias,
        )

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError when it is damaged."""
        with np.load(folder / FILE, allow_pickle=False) as arrays:
            return cls(
                arrays["classes"].tobytes().decode().split("\n"),
                Vocabulary(arrays["features"]),
                arrays["idf"].astype(np.float32),
                arrays["weights"],
                arrays["scale"],
                arrays["bias"],
            )


def _lines(words: Sequence[str]) -> Bytes:
    """The words as bytes, one a line."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.int8)


def _in_block(block: int, names: Iterable[str]) -> Iterator[str]:
    return (f"{block}{name}" for name in names)


def weigh(examples: Sequence[Features], vocabulary: Vocabulary, idf: Floats) -> tuple[Integers, Integers, Floats]:
    """The known features of the examples: of which example each is, where it stands, and its weight."""
    found = []
    for block, weight_of_block in enumerate(BLOCK_WEIGHTS):
        lengths = [len(features[block]) for features in examples]
        names = _in_block(block, chain.from_iterable(features[block] for features in examples))
        positions, known = vocabulary.find(names, sum(lengths))
        rows = np.repeat(np.arange(len(examples)), lengths)[known]
        cells, counts = np.unique(rows * len(vocabulary) + positions[known], return_counts=True)
        rows, columns = np.divmod(cells, len(vocabulary))
        weights = (1 + np.log(counts)) * idf[columns]
        length = np.sqrt(np.bincount(rows, weights * weights, minlength=len(examples)))
        found.append((rows, columns, (weight_of_block * weights / length[rows]).astype(np.float32)))
    rows, columns, weights = (np.concatenate(each) for each in zip(*found, strict=True))
    return rows, columns, weights


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
    whole = np.round(weights / scale).astype(np.int8)
    return LinearModel(
        classes,
        vocabulary,
        idf,
        np.where(np.abs(whole) <= PRUNED, np.int8(0), whole),
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


def _vocabulary(examples: Sequence[Features], least: int) -> tuple[Vocabulary, Floats]:
    documents: Counter[str] = Counter()
    for block in range(len(BLOCK_WEIGHTS)):
        counts = Counter(chain.from_iterable(set(features[block]) for features in examples))
        documents.update(dict(zip(_in_block(block, counts), counts.values(), strict=True)))
    kept = sorted(key for key, count in documents.items() if count >= least)
    idf = [math.log((1 + len(examples)) / (1 + documents[key])) + 1 for key in kept]
    return Vocabulary(_lines(kept)), np.array(idf, dtype=np.float32)


def _matrix(examples: Sequence[Features], vocabulary: Vocabulary, idf: Floats) -> Any:
    from scipy.sparse import csr_matrix

    rows, columns, weights = weigh(examples, vocabulary, idf)
    return csr_matrix((weights, (rows, columns)), shape=(len(examples), len(vocabulary)), dtype=np.float64)
