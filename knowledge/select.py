"""Which variant of an answer is for this person, and what must be asked before we know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from knowledge.model import Answer, Variant
from knowledge.situation import Situation


@dataclass(frozen=True)
class Choice:
    """The variants to show: one that fits, or all that may fit. `ask` is the situation key to ask for first."""

    variants: tuple[Variant, ...]
    ask: str | None = None


def choose(answer: Answer, situation: Situation, skipped: Collection[str] = ()) -> Choice:
    """Choose for a person of whom `situation` is known and who does not want to be asked for `skipped`.

    The first variant that fits what is known wins. While a variant above it may still fit, the first of the
    answer's `needs` that decides is asked; when nothing is left to ask, every variant that may fit is shown.
    """
    open_variants = [variant for variant in answer.variants if _may_fit(variant, situation)]
    candidates = _until_sure(open_variants, situation)
    if len(candidates) == 1:
        return Choice(tuple(candidates))
    tested = {condition.key for variant in candidates for condition in variant.when} - set(situation)
    ask = next((key for key in answer.needs if key in tested and key not in skipped), None)
    if ask is None and not tested.intersection(answer.needs):
        return Choice((_first_sure(candidates, situation),))
    return Choice(tuple(candidates), ask)


def _may_fit(variant: Variant, situation: Situation) -> bool:
    return all(situation.get(condition.key, condition.values[0]) in condition.values for condition in variant.when)


def _is_sure(variant: Variant, situation: Situation) -> bool:
    return all(condition.key in situation for condition in variant.when)


def _until_sure(variants: list[Variant], situation: Situation) -> list[Variant]:
    for at, variant in enumerate(variants):
        if _is_sure(variant, situation):
            return variants[: at + 1]
    return variants


def _first_sure(variants: list[Variant], situation: Situation) -> Variant:
    return next((variant for variant in variants if _is_sure(variant, situation)), variants[-1])
