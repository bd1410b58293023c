"""QR codes made here: as a picture, and as rows that a page draws without one."""

from __future__ import annotations

import io

import segno

QUIET = 4
"""Squares of white around a code, so that phones find it."""


def code(text: str) -> segno.QRCode:
    """The QR code of a text: as few squares as it needs, and of those as many as fit against dirt and folds."""
    return segno.make_qr(text, error="l", boost_error=True)


def svg(text: str) -> str:
    """A picture that grows with its frame, black on white in the dark too."""
    out = io.BytesIO()
    code(text).save(out, kind="svg", scale=4, border=QUIET, light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def rows(text: str) -> list[str]:
    """Rows of 0 and 1, the white around it included."""
    return ["".join(map(str, row)) for row in code(text).matrix_iter(border=QUIET)]
