"""A linear classifier, whose use needs only numpy; fitting.py trains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.components.features import Features

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]

BLOCK_WEIGHTS = (1.0, 1.0, 0.8)
"""How much words, letter runs and concepts count; chosen on labelled messages (reports/understanding.md)."""

FILE = "linear.npz"
"""The model in one file: a zip of arrays, described in bot/README.md, "The model file"."""


class Vocabulary:
    """Where each feature stands among the weights. A sorted array of hashes: a dictionary of names takes ten times as much."""

    def __init__(self, names: Bytes) -> None:
        self.names = names
        hashes = _hashes(names.tobytes().decode().split("\n"))
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def find(self, names: Sequence[str]) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """Where each feature stands, and whether it is known; the place of an unknown one means nothing."""
        hashes = _hashes(names)
        near = np.searchsorted(self._hashes, hashes)
        near[near == len(self._hashes)] = 0
        return self._order[near], self._hashes[near] == hashes


def _hashes(names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Of 64 bits each: that two of 200,000 features share one happens in one process of a billion."""
    return np.fromiter(map(hash, names), dtype=np.int64, count=len(names))


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
        _, positions, weights = weigh(count([features]), self._vocabulary, self._idf)
        scores = (weights @ self._weights[positions].astype(np.float32)) * self._scale + self._bias
        exponents = np.exp(scores - scores.max())
        shares = exponents / exponents.sum()
        order = np.argsort(-shares, kind="stable")
        return [(self.classes[at], share) for at, share in zip(order.tolist(), shares[order].tolist(), strict=True)]

    def knows(self, features: Features) -> float:
        """The share of the word features that were seen in training, from 0 to 1."""
        words = [f"0{word}" for word in features[0]]
        return float(self._vocabulary.find(words)[1].mean()) if words else 0.0

    def save(self, folder: Path) -> None:
        """Write the model as one file in `folder`."""
        np.savez_compressed(
            folder / FILE,
            classes=lines(self.classes),
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


def lines(words: Sequence[str]) -> Bytes:
    """The words as bytes, one a line."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.int8)


@dataclass(frozen=True)
class Counted:
    """One block of the features of some examples: their names, and in which example each stands how often."""

    examples: int
    names: list[str]
    rows: Integers
    places: Integers
    counts: Integers


def count(examples: Sequence[Features]) -> list[Counted]:
    """The features of the examples, a block at a time."""
    counted = []
    for block in range(len(BLOCK_WEIGHTS)):
        lengths = [len(features[block]) for features in examples]
        said = [f"{block}{name}" for features in examples for name in features[block]]
        _, first, places = np.unique(_hashes(said), return_index=True, return_inverse=True)
        rows = np.repeat(np.arange(len(examples)), lengths)
        cells, counts = np.unique(rows * len(first) + places, return_counts=True)
        rows, places = np.divmod(cells, max(1, len(first)))
        counted.append(Counted(len(examples), [said[at] for at in first], rows, places, counts))
    return counted


def weigh(counted: Sequence[Counted], vocabulary: Vocabulary, idf: Floats) -> tuple[Integers, Integers, Floats]:
    """The known features of the examples: of which example each is, where it stands, and its weight."""
    found = []
    for block, weight_of_block in zip(counted, BLOCK_WEIGHTS, strict=True):
        positions, known = vocabulary.find(block.names)
        kept = known[block.places]
        rows, columns = block.rows[kept], positions[block.places[kept]]
        weights = (1 + np.log(block.counts[kept])) * idf[columns]
        length = np.sqrt(np.bincount(rows, weights * weights, minlength=block.examples))
        found.append((rows, columns, (weight_of_block * weights / length[rows]).astype(np.float32)))
    rows, columns, weights = (np.concatenate(each) for each in zip(*found, strict=True))
    return rows, columns, weights
