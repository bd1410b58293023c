"""What a person says of themselves is in no file that the server writes, and in no line that it logs."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.build import ROOT
from tests.servers import Server, post, start

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PLANTED = {
    "en": (
        "my name is Zebulonia and my phone is 0475 98 76 54, who pays the doctor?",
        ("zebulonia", "0475 98", "98 76 54", "75987654"),
    ),
    "nl": (
        "ik heet Wubbemarijke, mijn SP nummer is 8.765.432, mag ik werken?",
        ("wubbemarijke", "8.765.", "765.432", "8765432"),
    ),
    "fr": (
        "je m'appelle Ysoltine, mon compte est BE68 5390 0754 7034, je peux voyager?",
        ("ysoltine", "5390 0754", "0754 7034", "07547034"),
    ),
    "ar": ("اسمي زنبركان ورقمي ٨٥٠٧٣٠٠٣٣٢٨ من يدفع الطبيب؟", ("زنبركان", "٨٥٠٧٣٠", "85073003")),
}
"""For each language a message, and what of it may be found nowhere: a number's parts as typed and without spaces, each
too long to stand in the microseconds of a timestamp by chance, as four digits did.
"""
UNTOLD = "qwyjibo"
"""A word that is no personal number: it may be understood, but not be kept or logged either."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("planted")
    running = start(folder, environment={"TMPDIR": str(folder)})
    yield running, folder
    running.stop()


def test_no_file_and_no_reply_holds_what_was_planted(server: tuple[Server, Path]) -> None:
    running, folder = server
    for code, (message, _) in PLANTED.items():
        for more in ({}, {"message_id": f"0000000{code}"}):
            _, reply = post(
                running.port, f"{message} {UNTOLD}", sender=f"planted-{code}", metadata={"language": code}, **more
            )
            assert reply["custom"]["text"]
        post(running.port, f"/{message}", sender=f"planted-{code}")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in files)
    for path in files:
        written = path.read_bytes().decode(errors="replace").casefold()
        for _, secrets in PLANTED.values():
            assert not [secret for secret in (*secrets, UNTOLD, "planted-") if secret in written], path.name


def test_no_log_line_holds_what_was_said_even_at_debug() -> None:
    """In a process of its own: the level of every logger is changed."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bot.test_planted"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    said = (done.stdout + done.stderr).casefold()
    assert "this line is heard" in said
    planted = [secret for _, secrets in PLANTED.values() for secret in secrets]
    assert not [secret for secret in (*planted, UNTOLD) if secret in said]


def talk_at_debug() -> None:
    """Answer the planted messages while every logger is at DEBUG; print all that they say."""
    from actions.context import Context
    from bot.assistant import load_assistant
    from bot.build import KNOWLEDGE, MODEL
    from bot.conversation import Conversations, Incoming
    from knowledge.store import Store

    context = Context(Store(KNOWLEDGE))
    agent = asyncio.run(load_assistant(MODEL, context))
    logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, force=True)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("tests").debug("this line is heard")
    conversations = Conversations(agent.handle_message, context)
    for code, (planted, _) in PLANTED.items():
        for text in (f"{planted} {UNTOLD}", f'/inform_situation{{"status":"{UNTOLD}"}}'):
            assert asyncio.run(conversations.reply(Incoming(text, code, code)))["text"]
    sys.stdout.flush()
    os._exit(0)  # a library's thread may keep the process


if __name__ == "__main__":
    talk_at_debug()
