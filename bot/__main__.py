"""The command `wegwijs`, also `python -m bot`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk.command import add_commands
from bot.errors import CannotRun
from bot.operations import commands as operations
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.reading import ContentError
from knowledge.store import UnusableKnowledge

if TYPE_CHECKING:
    from actions.context import Clock, Context

OK, FAILED = 0, 1
EVALUATED_AT = "2026-11-24T10:00"
"""A working day: what is open and stale stays the same from run to run."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="wegwijs", description="An offline assistant for newcomers in Belgium.")
    commands = top.add_subparsers(dest="command", required=True)
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
    ask = commands.add_parser("ask", help="answer messages from the arguments or standard input")
    ask.add_argument("messages", nargs="*", help="messages of one conversation")
    ask.add_argument("--jsonl", action="store_true", help="read and write one JSON object a line (see README)")
    ask.add_argument("--language", choices=LANGUAGES, help="the language picked on the page")
    for command in (serve, ask):
        command.add_argument("--now", type=moment, help="pretend that it is this moment in Brussels: 2026-11-22T10:00")
        command.add_argument("--model", type=Path, help="another model than the one in .build")
        command.add_argument("--knowledge", type=Path, help="another knowledge base than the one in .build")
    serve.add_argument("--card-hours", type=float, default=24, help="how long a card lives (default: 24)")
    serve.add_argument("--card-webhook", metavar="URL", help="another system of the house that gets each card too")
    add_commands(commands)
    operations.add_commands(commands)
    commands.add_parser("compile", help="check the content and compile the knowledge base")
    train = commands.add_parser("train", help="train the model if what it learns from has changed")
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")
    train.add_argument("--export", type=Path, metavar="FILE", help="also copy the classifier's weights to this file")
    check = commands.add_parser("check", help="run every check, quickest first")
    check.add_argument("--fast", action="store_true", help="only those that need no trained model")
    evaluate = commands.add_parser("evaluate", help="how well labelled messages that no model has seen are understood")
    evaluate.add_argument("--set", default="development", help="a folder of tests/understanding (default: development)")
    evaluate.add_argument("--errors", action="store_true", help="also each message that went wrong")
    evaluate.add_argument("--json", action="store_true", help="the scores as JSON")
    evaluate.add_argument("--plot", type=Path, help="also a picture of the scores in this file (.svg or .png)")
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
    audit = commands.add_parser("audit", help="what a person must look at: stale, disputed, unverified, gaps")
    audit.add_argument("--now", type=moment, help="as if it were this moment in Brussels: 2026-11-22T10:00")
    facts = commands.add_parser("facts", help="every fact of the base documents, and where it is answered")
    for command in (audit, facts):
        command.add_argument("--json", action="store_true", help="as JSON")
    catalogs = commands.add_parser("catalogs", help="bring the catalogs up to date with the sentences in the code")
    catalogs.add_argument("--check", action="store_true", help="only say whether they are")
    return top


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0 when it worked, 1 when it could not, 2 for wrong use or bad input."""
    options = parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"The content has {len(error.problems)} mistakes; the last good knowledge base is kept.", file=sys.stderr)
        return FAILED
    except (UnusableKnowledge, CannotRun) as error:
        print(f"wegwijs: {error}", file=sys.stderr)
        return FAILED
    except (KeyboardInterrupt, BrokenPipeError):
        return OK


def _serve(options: argparse.Namespace) -> int:
    from actions.context import Context
    from bot.build import KNOWLEDGE
    from bot.channel.site import Site
    from bot.desk.house import House
    from bot.desk.shared_database import shared_by
    from bot.doors.door import Rules
    from bot.serve import Serving, serve
    from bot.swap import ServedStore

    site = Site(options.host, options.port, options.public_url, options.tls_cert, options.tls_key)
    _ensure(options)
    store = ServedStore(options.knowledge or KNOWLEDGE).as_store()
    clock, data = _clock(options), _data(options)
    kept_for = timedelta(hours=options.card_hours)
    shared = shared_by(options.endpoints)
    house = House(data, clock, tuple(store.urgent), kept_for, options.card_webhook, shared)
    serving = Serving(
        None if options.memory else data,
        options.endpoints,
        options.workers,
        options.retention * 3600,
        Rules(options.proxy, not options.signed),
        house,
        options.phones,
    )
    serve(site, _model(options), Context(store, clock, house), serving)
    return OK


def _desk(options: argparse.Namespace) -> int:
    from bot.desk.command import run

    return run(options, _data(options))


def _data(options: argparse.Namespace) -> Path:
    from bot.build import BUILD

    return options.data or BUILD / "data"


def _ask(options: argparse.Namespace) -> int:
    from bot import ask

    async def run() -> int:
        from bot.assistant import load_assistant
        from bot.conversation import Conversations

        context = _context(options)
        agent = await load_assistant(_model(options), context)
        conversations = Conversations(agent.handle_message, context)
        source = options.messages or ask.typed(sys.stdin)
        if options.jsonl:
            return await ask.ask_jsonl(conversations, source, sys.stdout, sys.stderr)
        return await ask.ask_text(conversations, source, options.language, sys.stdout)

    _ensure(options)
    return asyncio.run(run())


def _compile(_: argparse.Namespace) -> int:
    from bot.build import KNOWLEDGE
    from knowledge.compile import compile_content, summary

    print(summary(compile_content(KNOWLEDGE)))
    return OK


def _train(options: argparse.Namespace) -> int:
    from bot.progress import step
    from bot.train import ensure_model, export

    with step("Training the model"):
        trained = ensure_model(force=options.force)
    print("A new model is trained." if trained else "The model is up to date.")
    if options.export:
        export(options.export)
    return OK


def _check(options: argparse.Namespace) -> int:
    from bot.check import check

    return check(fast=options.fast)


def _catalogs(options: argparse.Namespace) -> int:
    from bot.catalogs import update

    return update(only_check=options.check)


def _audit(options: argparse.Namespace) -> int:
    from bot.build import KNOWLEDGE, ensure_knowledge
    from knowledge import audit
    from knowledge.load import load
    from knowledge.store import Store

    ensure_knowledge()
    findings = audit.audit(load(), Store(KNOWLEDGE), options.now or datetime.now(BRUSSELS))
    print(json.dumps(audit.as_json(findings), indent=1) if options.json else audit.report(findings))
    return FAILED if audit.fails(findings) else OK


def _facts(options: argparse.Namespace) -> int:
    from knowledge import ledger
    from knowledge.load import load

    documents = load().ledger
    print(json.dumps(ledger.as_json(documents), indent=1) if options.json else ledger.report(documents))
    return OK


def _evaluate(options: argparse.Namespace) -> int:
    from bot.evaluation.command import evaluate

    options.model = options.knowledge = None
    options.now = moment(EVALUATED_AT)
    _ensure(options)
    return evaluate(
        options.set,
        _model(options),
        _context(options),
        as_json=options.json,
        show_errors=options.errors,
        plot=options.plot,
    )


def _bench(options: argparse.Namespace) -> int:
    from bot.bench.command import GROUPS, PARTS, bench
    from bot.bench.systems import Size
    from bot.build import ensure_knowledge

    if options.only and options.only not in {*GROUPS, *PARTS}:
        raise CannotRun(f"--only: is {options.only!r}; use one of {', '.join(sorted({*GROUPS, *PARTS}))}")
    ensure_knowledge()
    size = Size(options.seconds, options.intents, options.rasa_python)
    return bench(only=options.only, size=size, results=options.results, as_json=options.json, plot=options.plot)


def _ensure(options: argparse.Namespace) -> None:
    """Make the knowledge base and the model, unless the caller brings them or they are current."""
    from bot import build, train
    from bot.progress import step

    if options.knowledge is None and not build.knowledge_is_current():
        try:
            with step("Compiling the knowledge base"):
                build.ensure_knowledge()
        except ContentError as error:
            if not build.KNOWLEDGE.exists():
                raise
            print(f"{error}\nThe content has mistakes; the last good knowledge base is served.", file=sys.stderr)
    if options.knowledge is None and options.model is None and not build.model_is_current():
        with step("Training the model (about two minutes)"):
            train.train()


def _model(options: argparse.Namespace) -> Path:
    from bot.build import MODEL

    return options.model or MODEL


def _context(options: argparse.Namespace) -> Context:
    from actions.context import Context
    from bot.build import KNOWLEDGE
    from knowledge.store import Store

    return Context(Store(options.knowledge or KNOWLEDGE), _clock(options))


def _clock(options: argparse.Namespace) -> Clock:
    from actions.clock import guarded

    return guarded(options.now)


_COMMANDS = {
    "serve": _serve,
    "desk": _desk,
    "ask": _ask,
    "compile": _compile,
    "train": _train,
    "check": _check,
    "catalogs": _catalogs,
    "evaluate": _evaluate,
    "audit": _audit,
    "facts": _facts,
    "bench": _bench,
    **operations.COMMANDS,
}

if __name__ == "__main__":
    sys.exit(main())
