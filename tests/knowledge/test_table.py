"""Every answer for every status, reception and region: exactly one variant, and one that fits."""

from __future__ import annotations

from itertools import product

from knowledge.select import choose
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store

KEYS = ("status", "reception", "region")


def test_no_cell_is_empty_or_contradictory(store: Store) -> None:
    wrong = []
    for answer in store.answers():
        tested = {condition.key for variant in answer.variants for condition in variant.when}
        keys = [*KEYS, *sorted(tested - set(KEYS))]
        values = [SITUATION_VALUES[key] if key in tested else SITUATION_VALUES[key][:1] for key in keys]
        for combination in product(*values):
            situation = dict(zip(keys, combination, strict=True))
            choice = choose(answer, situation)
            fits = [each for each in choice.variants if all(situation[c.key] in c.values for c in each.when)]
            if choice.ask or len(choice.variants) != 1 or len(fits) != 1 or not fits[0].part("short"):
                wrong.append((answer.id, situation))
    assert wrong == []


def test_with_everything_skipped_every_branch_is_shown_with_its_label(store: Store) -> None:
    for answer in store.answers():
        choice = choose(answer, {}, answer.needs)
        assert choice.ask is None
        assert choice.variants
        if len(choice.variants) > 1:
            assert all(variant.label for variant in choice.variants)
