"""What stands around the answers on the pages, in the reader's language."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from knowledge.doors import clock_unsure
from knowledge.languages import LANGUAGES
from knowledge.wording import wording


@lru_cache(maxsize=len(LANGUAGES))
def labels(code: str) -> dict[str, str]:
    """The sentences of the pages by their name in the templates."""
    _ = wording(code)._
    return {
        "ask": _("Ask a question"),
        "topics": _("All questions"),
        "helpdesks": _("Helpdesks"),
        "menu": _("Menu"),
        "language": _("Language"),
        "leave": _("Leave quickly"),
        "search": _("Search for a word"),
        "nothing_found": _("Nothing found. Try another word."),
        "situations": _("Which situation is yours?"),
        "ask_here": _("Ask here:"),
        "who_helps": _("Who can help"),
        "sources": _("Where we read this"),
        "related": _("Other questions"),
        "call": _("Call"),
        "beside": _("Show this next to another language, for the person at the counter"),
        "listen": _("Listen"),
        "save_all": _("Save everything on this phone"),
        "saves_all": _("One file with all answers, helpdesks and opening hours. It also works without internet."),
        "insecure": _("This connection cannot keep the pages on your phone. You can save one file instead."),
        "missing": _("This page does not exist."),
        "choose": _("Choose a question, or ask your own."),
        "alone": _("This page informs. It does not decide, and it is no lawyer. In danger, call 112."),
    }


def offline_since(code: str, day: str) -> str:
    """What a page says while there is no network; `day` is when it was saved."""
    return wording(code)._("No connection. You are reading what was saved on {day}.").format(day=day)


def content_of(code: str, day: date) -> str:
    """What every page says at its foot: of which day the knowledge is that is served."""
    words = wording(code)
    return words._("This is the information of {day}.").format(day=words.day(day))


def saved_on(code: str, day: str) -> str:
    """What stands above the one file that holds everything."""
    return wording(code)._("Saved on {day}. Opening hours, rules and amounts may change after that.").format(day=day)


def out_of_date(code: str, day: str) -> str:
    """What stands above an answer after the day on which it had to be checked again."""
    return (
        wording(code)
        ._("This answer had to be checked again before {day}. It may be out of date: ask a helpdesk first.")
        .format(day=day)
    )


def hours_sentences(code: str) -> dict[str, str]:
    """The sentences about opening hours with their places still open, for a phone that works them out itself."""
    _ = wording(code)._
    return {
        "always": _("Open day and night."),
        "until": _("Open now, until {time}."),
        "closed": _("Closed now."),
        "opens": _("Closed now. Opens on {day} at {time}."),
        "unsure": _("We are no longer sure of the opening hours: they were saved too long ago. Call first."),
        "clock": clock_unsure(wording(code)),
        "elsewhere": _("While it is closed, you can ask here: {helpdesk}."),
        "nowhere": _("While it is closed, keep your letters and papers together. Is a life in danger? Call 112."),
    }


def poster_labels(code: str) -> dict[str, str]:
    """The sentences of the poster."""
    _ = wording(code)._
    return {
        "title": _("Questions about living in Belgium?"),
        "scan": _("Scan this with the camera of your phone. Use the Wi-Fi of this house."),
        "free": _("Free. You give no name and no number."),
        "no_address": _("There is no address that a phone can reach. Start the server with --host 0.0.0.0."),
    }
