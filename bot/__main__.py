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

from bot.errors import CannotRun
from bot.operations import commands as operations
from bot.options import moment, parser
from knowledge.hours import BRUSSELS
from knowledge.reading import ContentError
from knowledge.store import UnusableKnowledge

if TYPE_CHECKING:
    from actions.context import Clock, Context

OK, FAILED = 0, 1
EVALUATED_AT = "2026-11-24T10:00"
"""A working day: what is open and stale stays the same from run to run."""


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
