"""Numbers, names and Latin words inside a text that runs the other way."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from knowledge.languages import LANGUAGES

_LETTER = r"[0-9A-Za-zÀ-ÖØ-öø-ÿ]"
_RUN = re.compile(rf"(?:\+|--)?{_LETTER}+(?:[.,:/@&+’' %?=#_-]+{_LETTER}+)*%?")
"""A run of Latin letters or digits, with what stands between them."""


def bidi(text: str, language: str) -> Markup:
    """The text as HTML; in a language that runs right to left, every Latin run and number stands in its own `<bdi>`."""
    if LANGUAGES[language].direction == "ltr":
        return escape(text)
    out, at = Markup(), 0
    for run in _RUN.finditer(text):
        out += escape(text[at : run.start()]) + Markup("<bdi>{}</bdi>").format(run[0])
        at = run.end()
    return out + escape(text[at:])
