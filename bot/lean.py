"""Running without TensorFlow: Rasa imports it, our pipeline never uses it, and it takes 340 MB and 7 seconds.

Inert modules stand in for it, and it is not installed (`left-out.txt`). Any call on them outside an import would be a mistake
in the pipeline, so it raises. `WEGWIJS_TENSORFLOW=1` switches this off where TensorFlow is installed (`.venv-rasa`); a test
compares parses with and without.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

HEAVY = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras", "jax", "jaxlib"})
ONLY_FOR_TRAINING = frozenset({"sklearn", "joblib", "matplotlib", "scipy"})
"""A process that only serves never calls these; Rasa imports them all the same, which takes 37 MB."""


NOT_SERVED = frozenset({"boto3", "botocore", "dask", "pymongo", "questionary", "prompt_toolkit", "spacy.cli"})
"""Stores, command lines and a scheduler (`runner.py`) that are not ours."""
OTHER_DOORS = frozenset({"aiogram", "fbmessenger", "rocketchat_API", "slack_sdk", "twilio", "webexteamssdk"})
"""Channels of other companies: loaded only for `--phones`."""


class _InertMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert

    def __getitem__(cls, _: Any) -> Any:
        return Inert

    def __or__(cls, _: Any) -> Any:
        return Inert

    __ror__ = __or__


class Inert(metaclass=_InertMeta):
    """Stands for every TensorFlow class and function while modules are imported: base class, decorator, annotation."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """A decorator gives back what it decorates; anything else is inert too."""
        if cls is Inert:
            return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else Inert
        return super().__new__(cls)


class _InertModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, heavy: frozenset[str]) -> None:
        self.heavy = heavy

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if any(name == each or name.startswith(f"{each}.") for each in self.heavy):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to execute."""


def leave_out_tensorflow() -> None:
    """From here on, importing TensorFlow gives an inert module. Call it before Rasa is imported."""
    if os.environ.get("WEGWIJS_TENSORFLOW") == "1" or "tensorflow" in sys.modules:
        return
    _leave_out(HEAVY)


def leave_out_all_but_serving(*, phones: bool) -> None:
    """From here on this process can only serve: what else Rasa and spaCy import is inert. Call it before Rasa is imported."""
    unused = ONLY_FOR_TRAINING | NOT_SERVED | (frozenset() if phones else OTHER_DOORS)
    if not unused.intersection(sys.modules):
        _leave_out(unused)


def _leave_out(heavy: frozenset[str]) -> None:
    if not any(isinstance(finder, _Finder) and finder.heavy == heavy for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(heavy))
