"""What the client says by itself: every sentence of its pages and scripts, in one language."""

from __future__ import annotations

from knowledge.languages import LANGUAGES
from knowledge.wording import Wording


def page_phrases(words: Wording) -> dict[str, str]:
    """The sentences that stand in the page before any script runs."""
    __ = words._
    return {
        "ask": __("What is your question?"),
        "about": __("I give information for people who have just arrived in Belgium."),
        "ask_label": __("Your question"),
        "ask_hint": __("For example: who pays the doctor?"),
        "send": __("Send"),
        "suggestions": __("Questions that I know"),
        "topics_heading": __("Choose a topic"),
        "common_heading": __("Many people ask"),
        "privacy": __("Do not write your name or number. Nothing leaves this house."),
        "privacy_link": __("Your privacy"),
        "no_script": __("You can read every answer here. To type a question, this page needs JavaScript."),
        "all_questions": __("All questions"),
        "leave": __("Leave quickly"),
        "wipe": __("Stop and clear"),
        "menu": __("Menu"),
        "skip": __("Go to the field for your question"),
        "go_on": __("Go on with my conversation"),
        "home": __("All topics"),
        "languages_label": __("Language"),
    }


def script_phrases(words: Wording) -> dict[str, str]:
    """The sentences that the scripts say later. Placeholders stay open: `{date}`, `{language}`, `{seconds}`."""
    return {**_talk(words), **_tools(words), **_sheets(words), **_kiosk(words)}


def _talk(words: Wording) -> dict[str, str]:
    __ = words._
    return {
        "you": __("You asked:"),
        "waiting": __("One moment..."),
        "offline": __("No connection. Your question waits here and is sent when the connection is back."),
        "danger": __("Is somebody in danger now? Call 112."),
        "offline_urgent": __(
            "No connection. Is somebody in danger now? Call 112. This question is not kept: send it again when you have a connection."
        ),
        "found_offline": __("These answers are on your phone:"),
        "broken": __("Something went wrong on our side. Try again in a moment."),
        "refused": __("I could not read this question. Make it shorter and send it again."),
        "busy": __("Too many questions at once. Wait a minute and try again."),
        "retry": __("Try again"),
        "call": __("Call"),
        "call_112": __("Call 112 now"),
        "open": __("Open now"),
        "closed": __("Closed now"),
    }


def _tools(words: Wording) -> dict[str, str]:
    __ = words._
    return {
        "more": __("More"),
        "more_doors": __("More places that can help"),
        "checked": __("Checked on {date}"),
        "sources": __("Sources"),
        "related": __("Other questions"),
        "helpful": __("Did this help you?"),
        "save": __("Save"),
        "saved": __("Saved"),
        "share": __("Share"),
        "print": __("Print"),
        "listen": __("Read aloud"),
        "stop": __("Stop"),
        "beside": __("Next to {language}"),
        "qr": __("To your phone"),
        "qr_help": __("Point the camera of your phone at this square. The answer then opens on your phone."),
        "copy": __("Copy this link:"),
        "copied": __("The link is copied."),
    }


def _sheets(words: Wording) -> dict[str, str]:
    __ = words._
    return {
        "menu": __("Menu"),
        "close": __("Close"),
        "mine": __("My answers"),
        "mine_none": __("You have not saved an answer. Tap Save under an answer."),
        "remove": __("Remove"),
        "situation": __("My situation"),
        "situation_help": __("You told me this. Is something not right? Tap on it."),
        "situation_none": __("You have told me nothing about your situation."),
        "forget": __("Forget me"),
        "all_questions": __("All questions"),
        "helpdesks": __("Helpdesks"),
        "download": __("All answers in one file"),
        "again": __("Start again"),
        "delete": __("Delete everything on this phone"),
        "delete_sure": __("Your questions, the answers and what you saved on this phone will be gone."),
        "delete_yes": __("Yes, delete everything"),
        "kept": __("Your questions stay on this phone for one day, then they are gone."),
    }


def _kiosk(words: Wording) -> dict[str, str]:
    __ = words._
    return {
        "still_there": __("Are you still there?"),
        "clears": __("This screen forgets everything in {seconds} seconds."),
        "still_here": __("Yes, I am still here"),
        "clear_now": __("Stop and clear"),
    }


def start_line(words: Wording) -> str:
    """What stands under a language's name on the start page."""
    __ = words._
    return __("Ask your question")


def touch_line(words: Wording) -> str:
    """What the kiosk says while nobody uses it."""
    __ = words._
    return __("Touch your language and ask your question")


def language_names() -> dict[str, str]:
    """The languages by code, each in its own words."""
    return {language.code: language.name for language in LANGUAGES.values()}
