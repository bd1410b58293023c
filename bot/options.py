"""The options of the command `wegwijs`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.desk.command import add_commands
from bot.operations import commands as operations
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="wegwijs", description="An offline assistant for newcomers in Belgium.")
    commands = top.add_subparsers(dest="command", required=True)
    serve = _serve(commands)
    ask = commands.add_parser("ask", help="answer messages from the arguments or standard input")
    ask.add_argument("messages", nargs="*", help="messages of one conversation")
    ask.add_argument("--jsonl", action="store_true", help="read and write one JSON object a line (see README)")
    ask.add_argument("--language", choices=LANGUAGES, help="the language picked on the page")
    for command in (serve, ask):
        command.add_argument("--now", type=moment, help="pretend that it is this moment in Brussels: 2026-11-22T10:00")
        command.add_argument("--model", type=Path, help="another model than the one in .build")
        command.add_argument("--knowledge", type=Path, help="another knowledge base than the one in .build")
    add_commands(commands)
    operations.add_commands(commands)
    commands.add_parser("compile", help="check the content and compile the knowledge base")
    train = commands.add_parser("train", help="train the model if what it learns from has changed")
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")
    train.add_argument("--export", type=Path, metavar="FILE", help="also copy the classifier's weights to this file")
    check = commands.add_parser("check", help="run every check, quickest first")
    check.add_argument("--fast", action="store_true", help="only those that need no trained model")
    _evaluate(commands)
    _bench(commands)
    audit = commands.add_parser("audit", help="what a person must look at: stale, disputed, unverified, gaps")
    audit.add_argument("--now", type=moment, help="as if it were this moment in Brussels: 2026-11-22T10:00")
    facts = commands.add_parser("facts", help="every fact of the base documents, and where it is answered")
    for command in (audit, facts):
        command.add_argument("--json", action="store_true", help="as JSON")
    catalogs = commands.add_parser("catalogs", help="bring the catalogs up to date with the sentences in the code")
    catalogs.add_argument("--check", action="store_true", help="only say whether they are")
    return top


def _serve(commands: Any) -> Any:
    serve = commands.add_parser("serve", help="compile and train if needed, then serve the page and the channels")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument("--port", type=int, default=5005)
    serve.add_argument("--phones", type=Path, metavar="FILE", help="SMS, WhatsApp, Telegram: credentials of the house")
    serve.add_argument(
        "--workers", type=positive, default=1, help="processes that answer, best one a core (default: 1)"
    )
    serve.add_argument(
        "--data", type=Path, metavar="FOLDER", help="where conversations, cards and accounts are kept (.build/data)"
    )
    serve.add_argument("--memory", action="store_true", help="keep conversations in memory only")
    serve.add_argument(
        "--endpoints", type=Path, metavar="FILE", help="stores of several servers: endpoints.cluster.yml"
    )
    serve.add_argument("--retention", type=hours, default=24.0, metavar="HOURS", help="erase quiet conversations (24)")
    serve.add_argument(
        "--proxy", action="store_true", help="a proxy of ours stands before it: believe X-Forwarded-For and -Proto"
    )
    serve.add_argument(
        "--signed",
        action="store_true",
        help="programs on this machine may not name their conversations themselves either",
    )
    serve.add_argument("--public-url", default="", help="the address that phones use: QR codes and links carry it")
    serve.add_argument("--tls-cert", type=Path, metavar="FILE", help="serve HTTPS with this certificate (PEM)")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="the certificate's private key (PEM)")
    serve.add_argument("--card-hours", type=float, default=24, help="how long a card lives (default: 24)")
    serve.add_argument("--card-webhook", metavar="URL", help="another system of the house that gets each card too")
    return serve


def _evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="how well labelled messages that no model has seen are understood")
    evaluate.add_argument("--set", default="development", help="a folder of tests/understanding (default: development)")
    evaluate.add_argument("--errors", action="store_true", help="also each message that went wrong")
    evaluate.add_argument("--json", action="store_true", help="the scores as JSON")
    evaluate.add_argument("--plot", type=Path, help="also a picture of the scores in this file (.svg or .png)")


def _bench(commands: Any) -> None:
    bench = commands.add_parser("bench", help="plain Rasa and Wegwijs, measured on the same sentences and this machine")
    bench.add_argument("--json", action="store_true", help="the figures and their ratios as one JSON object")
    bench.add_argument("--plot", type=Path, metavar="FILE", help="also a picture in this file (.svg or .png)")
    bench.add_argument("--only", metavar="PART", help="rasa, wegwijs, or one row of the table; see --results")
    bench.add_argument("--results", type=Path, metavar="FILE", help="keep the figures here, and add to what it holds")
    bench.add_argument("--seconds", type=float, default=20.0, help="at each number of clients (20)")
    bench.add_argument("--intents", type=positive, default=28, help="train on a part of the share only (28)")
    bench.add_argument(
        "--rasa-python", metavar="PATH", help="a Python that has plain Rasa (default: .venv-rasa, made here)"
    )


def positive(text: str) -> int:
    """A whole number from 1 on. Raises ArgumentTypeError."""
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def hours(text: str) -> float:
    """A time in hours, from a second on. Raises ArgumentTypeError."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not found * 3600 >= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours; write 24")
    return found


def moment(text: str) -> datetime:
    """A moment in Brussels from an ISO date-time. Raises ArgumentTypeError."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write 2026-11-22T10:00") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=BRUSSELS)
