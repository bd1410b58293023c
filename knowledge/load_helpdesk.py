"""From the YAML of one helpdesk to a frozen helpdesk."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import phonenumbers

from knowledge.fields import read_conditions, read_optional, read_string, read_strings, read_text
from knowledge.hours import UnreadableHours, parse_hours
from knowledge.model import Helpdesk, HelpdeskCheck, Phone
from knowledge.reading import Node

AUDIENCES = ("individuals", "professionals")
REGIONS = ("belgium", "flanders", "brussels", "wallonia", "german_speaking", "antwerp", "ghent")


def read_helpdesk(node: Node) -> Helpdesk:
    """The helpdesk in the file `node`."""
    fields = node.mapping(
        {"id", "category", "name", "topics", "audience", "regions", "verify", "sources"},
        {"languages", "local", "phone", "email", "website", "address", "hours", "phone_hours", "note", "how_to_find"}
        | {"editor_note", "serves"},
    )
    if fields.get("id") and fields["id"].value != Path(node.file).stem:
        fields["id"].problem(f"is not the file's name; write {Path(node.file).stem}")
    local = "local" in fields and fields["local"].flag()
    if local and "how_to_find" not in fields:
        node.problem("a local door needs how_to_find: say which one is theirs")
    verify = fields["verify"].choice(get_args(HelpdeskCheck)) if "verify" in fields else "must"
    return Helpdesk(
        id=read_string(fields, "id"),
        category=read_string(fields, "category"),
        name=read_text(fields, "name"),
        topics=read_strings(fields, "topics"),
        audience=read_strings(fields, "audience", AUDIENCES),
        regions=read_strings(fields, "regions", REGIONS),
        languages=read_strings(fields, "languages"),
        serves=read_conditions(fields["serves"]) if "serves" in fields else (),
        verify=cast(HelpdeskCheck, verify),
        local=local,
        sources=read_strings(fields, "sources"),
        phone=_phone(fields["phone"]) if "phone" in fields else None,
        email=read_optional(fields, "email"),
        website=read_optional(fields, "website"),
        address=read_optional(fields, "address"),
        hours=_hours(fields.get("hours")),
        phone_hours=_hours(fields.get("phone_hours")),
        note=fields["note"].text() if "note" in fields else None,
        how_to_find=fields["how_to_find"].text() if "how_to_find" in fields else None,
    )


def _phone(node: Node) -> Phone:
    fields = node.mapping(set(), {"number", "short_code", "menu_key", "free"})
    number = read_optional(fields, "number")
    if number is not None and not _is_phone_number(number):
        fields["number"].problem("is not a phone number; write it as +3222050055")
    if number is None and "short_code" not in fields:
        node.problem("write a number or a short_code")
    return Phone(
        number=number,
        short_code=read_optional(fields, "short_code"),
        menu_key=read_optional(fields, "menu_key"),
        free="free" in fields and fields["free"].flag(),
    )


def _is_phone_number(number: str) -> bool:
    try:
        return number.startswith("+") and phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _hours(node: Node | None) -> str | None:
    if node is None or node.value == "unknown":
        return None
    hours = node.string()
    try:
        parse_hours(hours)
    except UnreadableHours as error:
        node.problem(
            f"{error}; write OpenStreetMap hours such as Mo-Fr 09:00-12:30; PH off, by appointment, or unknown"
        )
    return hours
