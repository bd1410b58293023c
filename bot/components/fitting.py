"""Training of the linear model: needs scikit-learn, which serving does not load."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from bot.components.cores import CORES, on_all_cores
from bot.components.features import Features
from bot.components.linear import Counted, Floats, LinearModel, Vocabulary, count, lines, weigh

STEPS = 127
"""Quantised weights go so far on either side of nought; measured, it costs no accuracy and a tenth of the size."""
PRUNED = 2
"""Weights that are no further from nought are left out: a third of the file, at no cost in accuracy."""
REST = ""
"""The label of all sentences whose class another core learns."""
TOLERANCE = 1.0
"""When training stops; a fiftieth of it changes one answer in a thousand and takes a quarter longer."""

Item = TypeVar("Item")


def fit(
    items: Sequence[Item],
    featurise: Callable[[Item], Features],
    labels: Sequence[str],
    *,
    least: int,
    strength: float,
    temperature: float,
) -> LinearModel:
    """Train on the features of the items: one linear support vector machine a class.

    A feature must stand in `least` examples; `strength` is the inverse of regularisation; the margins times
    `temperature` become probabilities. How the three were chosen: reports/understanding.md.
    """
    shares = on_all_cores(lambda share: count([featurise(item) for item in share]), items)
    vocabulary, idf = _vocabulary(shares, least)
    matrix = _matrix(shares, vocabulary, idf)
    classes = sorted(set(labels))
    fitted = on_all_cores(lambda share: _machines(matrix, labels, share, strength), classes, least=CORES)
    weights = np.vstack([coefficients for coefficients, _ in fitted]).T * temperature
    bias = np.hstack([intercepts for _, intercepts in fitted]) * temperature
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


def _vocabulary(shares: Sequence[Sequence[Counted]], least: int) -> tuple[Vocabulary, Floats]:
    """The features that stand in `least` examples, and how rare each is."""
    documents: Counter[str] = Counter()
    for share in shares:
        for block in share:
            documents.update(dict(zip(block.names, np.bincount(block.places).tolist(), strict=True)))
    kept = sorted(name for name, examples in documents.items() if examples >= least)
    examples = sum(share[0].examples for share in shares)
    idf = [math.log((1 + examples) / (1 + documents[name])) + 1 for name in kept]
    return Vocabulary(lines(kept)), np.array(idf, dtype=np.float32)


def _matrix(shares: Sequence[Sequence[Counted]], vocabulary: Vocabulary, idf: Floats) -> Any:
    """The weighted features, a row an example."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for share in shares:
        rows, columns, weights = weigh(share, vocabulary, idf)
        shape = (share[0].examples, len(vocabulary))
        parts.append(csr_matrix((weights, (rows, columns)), shape=shape, dtype=np.float64))
    return vstack(parts, format="csr")
