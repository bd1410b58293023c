"""`wegwijs catalogs`: the sentences in the code and those in the catalogs are the same."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.build import ROOT
from knowledge.languages import LANGUAGES
from knowledge.wording import CATALOGS, DOMAIN

ROOMS = ("knowledge", "actions", "bot")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "__": None, "plural": (1, 2)}


def sentences() -> Catalog:
    """Every sentence that the code says through a catalog, with the files that say it."""
    found = Catalog(fuzzy=False)
    method: tuple[str, str] = ("**.py", "python")
    for room in ROOMS:
        extracted = extract_from_dir(ROOT / room, [method], keywords=KEYWORDS, comment_tags=("Translators:",))
        for name, _, message, comments, context in extracted:
            found.add(message, locations=[(f"{room}/{name}", 0)], auto_comments=comments, context=context)
    return found


def update(*, only_check: bool) -> int:
    """Write new sentences into the catalogs and take out those that are gone. The exit code is 1 when work is left."""
    template = sentences()
    left = 0
    for code in LANGUAGES:
        path = CATALOGS / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        current = path.read_bytes()
        updated = _updated(template, current, code)
        if updated != current and only_check:
            print(f"{_name(path)} is not up to date; run `./wegwijs catalogs`", file=sys.stderr)
            left = 1
        elif updated != current:
            path.write_bytes(updated)
        left |= _report_open(path, updated, code)
    return left


def _updated(template: Catalog, current: bytes, code: str) -> bytes:
    catalog = read_po(io.BytesIO(current), locale=code)
    fresh = Catalog(locale=code, fuzzy=False, header_comment="")
    for message in sorted((each for each in template if each.id), key=lambda each: (each.locations, str(each.id))):
        known = catalog.get(message.id)
        said = known.string if known else None
        fresh.add(message.id, said, locations=sorted(set(message.locations)), auto_comments=message.auto_comments)
    out = io.BytesIO()
    write_po(out, fresh, width=0, omit_header=True, include_lineno=False)
    header = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Plural-Forms: {fresh.plural_forms}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header.encode() + out.getvalue()


def _report_open(path: Path, content: bytes, code: str) -> int:
    empty = [message.id for message in read_po(io.BytesIO(content), locale=code) if message.id and not message.string]
    if code == "en" or not empty:
        return 0
    for sentence in empty:
        print(f"{_name(path)}: is not translated: {sentence}", file=sys.stderr)
    return 1


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
