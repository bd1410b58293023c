"""Reading YAML so that every mistake can be told as `file:line: field: remedy`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.languages import LANGUAGES
from knowledge.model import Text


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a content file and what to write instead."""

    file: str
    line: int
    field: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.remedy}"


class ContentError(ValueError):
    """The content cannot be used. `problems` holds every mistake that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class _Loader(yaml.SafeLoader):
    """YAML in which only `true` and `false` are booleans, so that `no` can be a value."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass
class Node:
    """A value in a content file, with its place. Reading methods note a problem and go on with a harmless value."""

    value: Any
    file: str
    line: int
    field: str
    problems: list[Problem]
    children: dict[Any, Node]

    def problem(self, remedy: str) -> None:
        """Note a mistake at this place."""
        self.problems.append(Problem(self.file, self.line, self.field, remedy))

    def mapping(self, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()) -> dict[str, Node]:
        """The fields of this mapping; unknown and missing ones are problems."""
        if not isinstance(self.value, dict):
            self.problem("write fields here, one a line, as `name: value`")
            return {}
        for name, child in self.children.items():
            if name not in required | optional:
                child.problem(f"is not a field here; use one of {', '.join(sorted(required | optional))}")
        for name in sorted(required - set(self.children)):
            self.problems.append(Problem(self.file, self.line, name, "is missing; add it"))
        return self.children

    def items(self) -> Iterator[Node]:
        """The entries of a list, or the value itself where one entry needs no list."""
        if isinstance(self.value, list):
            yield from self.children.values()
        else:
            yield self

    def string(self) -> str:
        """A text on one line or folded."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.problem("write a text here, in quotes if it is a number")
            return ""
        return self.value.strip()

    def choice(self, allowed: tuple[str, ...]) -> str:
        """One of the allowed words."""
        if self.value not in allowed:
            self.problem(f"is {self.value!r}; use one of {', '.join(allowed)}")
            return allowed[0]
        return str(self.value)

    def strings(self, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of words, each allowed and there once."""
        if not isinstance(self.value, list):
            self.problem("write a list here: [one, two]")
            return ()
        words = tuple(child.choice(allowed) if allowed else child.string() for child in self.children.values())
        if len(set(words)) < len(words):
            self.problem("names something twice; keep it once")
        return words

    def day(self) -> date:
        """An ISO date."""
        if type(self.value) is not date:
            self.problem("write a day as 2027-02-22")
            return date.min
        return self.value

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            self.problem("write true or false")
        return self.value is True

    def text(self, extra: AbstractSet[str] = frozenset()) -> Text:
        """A text in all four languages; `extra` names the other fields that may stand beside them."""
        fields = self.mapping(set(), LANGUAGES.keys() | extra)
        words = {}
        for code in LANGUAGES:
            if code in fields:
                words[code] = fields[code].string()
            else:
                self.problem(f"no text in {code}")
                words[code] = ""
        return Text(**words)


def read(path: Path, root: Path, problems: list[Problem]) -> Node | None:
    """The content of the YAML file `path`, named relative to `root`; None, with a problem noted, if it is not YAML."""
    name = path.relative_to(root).as_posix()
    try:
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except UnicodeDecodeError:
        problems.append(Problem(name, 1, "file", "is not UTF-8 text; save it as UTF-8"))
        return None
    except yaml.reader.ReaderError as error:
        remedy = f"holds a letter that YAML does not allow (U+{error.character:04X}); delete it"
        problems.append(Problem(name, 1, "file", remedy))
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(name, line, "yaml", f"{error.problem}; put the text in quotes or mend the indentation"))
        return None
    if tree is None:
        problems.append(Problem(name, 1, "file", "is empty; fill it or delete it"))
        return None
    try:
        return _node(tree, name, path.stem, problems)
    except RecursionError:
        problems.append(Problem(name, 1, "yaml", "refers to itself; write the value out instead of `*`"))
        return None


def _node(tree: yaml.Node, file: str, name: str, problems: list[Problem]) -> Node:
    node = Node(None, file, tree.start_mark.line + 1, name, problems, {})
    if isinstance(tree, yaml.MappingNode):
        for key, value in tree.value:
            if key.value in node.children:
                problems.append(Problem(file, key.start_mark.line + 1, key.value, "stands twice; keep one"))
            child = _node(value, file, key.value, problems)
            child.line = key.start_mark.line + 1
            node.children[key.value] = child
        node.value = {key: child.value for key, child in node.children.items()}
    elif isinstance(tree, yaml.SequenceNode):
        node.children = {at: _node(item, file, f"{name}[{at}]", problems) for at, item in enumerate(tree.value)}
        node.value = [child.value for child in node.children.values()]
    else:
        try:
            node.value = _Loader("").construct_object(tree)
        except (ValueError, yaml.YAMLError):
            node.problem(f"cannot be read: {tree.value!r}; write a real day as 2027-02-22, or put it in quotes")
    return node
