"""A helpdesk as a reader sees it now: how to reach it, whether it is open, and where to go while it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel import Locale

from knowledge.hours import Opening, helpdesk_opening
from knowledge.model import Fact, Helpdesk
from knowledge.phones import display, tel_link
from knowledge.router import Route
from knowledge.wording import Wording


@dataclass(frozen=True)
class Door:
    """A helpdesk as a reader sees it now. `lines` say how to reach it."""

    id: str
    name: str
    phone: str | None
    tel: str | None
    website: str | None
    opening: Opening
    lines: tuple[str, ...]


def clock_unsure(words: Wording) -> str:
    """What stands in the place of the opening hours while no clock can be believed."""
    return words._("We are not sure of the opening hours now: the clock here may be wrong. Call first.")


@dataclass(frozen=True)
class Doorkeeper:
    """Says doors in one language at `now` (with a zone; None when no clock can be believed)."""

    words: Wording
    facts: Mapping[str, Fact]
    now: datetime | None

    def doors(self, route: Route) -> tuple[Door, ...]:
        """The doors of a route; under a first choice that is closed stands what to do meanwhile."""
        return tuple(self._door(desk, route, first=at == 0) for at, desk in enumerate(route.doors))

    def _door(self, desk: Helpdesk, route: Route, *, first: bool) -> Door:
        opening = helpdesk_opening(desk, self.now)
        phone = display(desk.phone) if desk.phone else None
        lines = self._lines(desk, phone, opening)
        if first and opening.is_open is False:
            lines.append(self._meanwhile(route))
        return Door(
            id=desk.id,
            name=desk.name.in_language(self.words.language.code),
            phone=phone,
            tel=tel_link(desk.phone) if desk.phone else None,
            website=desk.website,
            opening=opening,
            lines=tuple(lines),
        )

    def _lines(self, desk: Helpdesk, phone: str | None, opening: Opening) -> list[str]:
        _ = self.words._
        lines = []
        if desk.how_to_find:
            lines.append(self.words.text(desk.how_to_find, self.facts))
        if phone and desk.phone:
            lines.append(self._phone_line(phone, desk.phone.menu_key, desk.phone.free))
        if not desk.local:
            lines.append(self.opening_line(opening))
            if not phone:
                lines.append(_("We do not know a phone number for this service."))
        if desk.languages:
            lines.append(_("They speak: {languages}.").format(languages=self._language_names(desk)))
        if desk.address:
            lines.append(_("Address: {address}").format(address=desk.address))
        if desk.website:
            lines.append(_("Website: {website}").format(website=desk.website))
        if desk.note:
            lines.append(self.words.text(desk.note, self.facts))
        return lines

    def _language_names(self, desk: Helpdesk) -> str:
        locale = Locale.parse(self.words.language.locale)
        comma = "، " if self.words.language.direction == "rtl" else ", "
        return comma.join(str(Locale.parse(code).get_display_name(locale)) for code in desk.languages)

    def _phone_line(self, phone: str, menu_key: str | None, free: bool) -> str:
        _ = self.words._
        if menu_key:
            return _("Phone: {number}, then press {key}.").format(number=phone, key=menu_key)
        return (_("Phone: {number} (free call)") if free else _("Phone: {number}")).format(number=phone)

    def opening_line(self, opening: Opening) -> str:
        """Whether a door is open, until when, or when it opens."""
        _ = self.words._
        if opening.by_appointment:
            return _("Only by appointment.")
        if opening.unsure:
            return clock_unsure(self.words)
        if opening.is_open is None:
            return _("We do not know the opening hours.")
        if opening.is_open and opening.until is None:
            return _("Open day and night.")
        if opening.is_open and opening.until:
            return _("Open now, until {time}.").format(time=self.words.time(opening.until))
        if opening.next_opening is None:
            return _("Closed now.")
        return _("Closed now. Opens on {day} at {time}.").format(
            day=self.words.weekday(opening.next_opening), time=self.words.time(opening.next_opening)
        )

    def _meanwhile(self, route: Route) -> str:
        _ = self.words._
        if route.meanwhile:
            name = route.meanwhile.name.in_language(self.words.language.code)
            return _("While it is closed, you can ask here: {helpdesk}.").format(helpdesk=name)
        return _("While it is closed, keep your letters and papers together. Is a life in danger? Call 112.")
