"""HTML that cannot be broken into: whatever is put in a tag is escaped, unless it is a tag itself."""

from __future__ import annotations

from html import escape

VOID = frozenset({"input", "meta", "link", "br"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. `class_` and `for_` lose their underscore, others turn theirs into a hyphen; False leaves one out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*children)}</{name}>")


def joined(*children: object) -> Html:
    """Pieces one after the other; what is no HTML is escaped, None is left out, lists are opened."""
    said = []
    for child in children:
        if isinstance(child, (list, tuple)):
            said.append(joined(*child))
        elif child is not None:
            said.append(child if isinstance(child, Html) else Html(escape(str(child))))
    return Html("".join(said))


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value), quote=True)}"'
