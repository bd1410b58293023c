"""Whom to ask: from the helpdesks that fit an answer to the doors that may take this person, best first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.hours import helpdesk_opening
from knowledge.model import Helpdesk
from knowledge.situation import Situation
from knowledge.store import Store

MOST_HELPDESKS = 3
"""One first choice and up to two others."""


@dataclass(frozen=True)
class Route:
    """The doors for a person, the first choice first; empty when no door may take them (a gap, see `wegwijs audit`).

    `meanwhile` is where they can go while the first choice is closed; None when it is open, or when every door is closed.
    """

    doors: tuple[Helpdesk, ...]
    meanwhile: Helpdesk | None = None


@dataclass(frozen=True)
class Router:
    """Finds doors for a person of whom `situation` is known, who speaks `language`, at `now` (with a zone; None when no clock can be believed)."""

    store: Store
    situation: Situation
    language: str
    now: datetime | None

    def route(self, named: Sequence[str], topics: Collection[str] = (), most: int = MOST_HELPDESKS) -> Route:
        """The doors among those `named`, best first; where none of them may take this person, any door for `topics`."""
        helpdesks = self.store.helpdesks
        fitting = [helpdesks[id_] for id_ in dict.fromkeys(named) if self.takes(helpdesks[id_])]
        if not fitting:
            fitting = [
                desk for desk in helpdesks.values() if self.takes(desk) and set(topics).intersection(desk.topics)
            ]
        doors = tuple(self._own_language_first(fitting)[:most])
        return Route(doors, self._meanwhile(doors))

    def takes(self, desk: Helpdesk) -> bool:
        """Whether a private person in this situation may go or call there, as far as we know."""
        in_region = {"belgium", self.situation.get("region", "belgium")}.intersection(desk.regions)
        anywhere = "region" not in self.situation
        served = all(self.situation.get(each.key, each.values[0]) in each.values for each in desk.serves)
        return desk.may_be_shown and "individuals" in desk.audience and bool(in_region or anywhere) and served

    def _own_language_first(self, desks: Sequence[Helpdesk]) -> list[Helpdesk]:
        """Among doors of one kind (two suicide lines), the one that speaks the person's language comes first."""
        kinds = {
            desk.category: iter(sorted((each for each in desks if each.category == desk.category), key=self._foreign))
            for desk in desks
        }
        return [next(kinds[desk.category]) for desk in desks]

    def _foreign(self, desk: Helpdesk) -> int:
        if not desk.languages:
            return 1
        return 0 if self.language in desk.languages else 2

    def _meanwhile(self, doors: Sequence[Helpdesk]) -> Helpdesk | None:
        if not doors or helpdesk_opening(doors[0], self.now).is_open is not False:
            return None
        return next((desk for desk in doors[1:] if desk.local or helpdesk_opening(desk, self.now).is_open), None)
