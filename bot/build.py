"""What is made from content and data, where it stands, and whether it must be made again."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from bot.operations.installed import installed
from knowledge.compile import compile_content, fingerprint
from knowledge.store import Store, UnusableKnowledge

ROOT = Path(__file__).parent.parent
BUILD = Path(os.environ.get("WEGWIJS_BUILD", ROOT / ".build"))
KNOWLEDGE = BUILD / "knowledge.sqlite"
MODEL = BUILD / "model.tar.gz"
MODEL_PRINT = BUILD / "model.fingerprint"

TRAINED_ON = (
    "data/nlu/**/*.yml",
    "data/stories/*.yml",
    "bot/config.yml",
    "bot/domain/*.yml",
    "bot/components/*.py",
    "bot/importer.py",
    "bot/sentences.py",
    "knowledge/arabizi.py",
    "knowledge/normalise.py",
    "knowledge/content/lexicon/*.yml",
    "knowledge/content/municipalities.yml",
    "bot/requirements.txt",
)


def knowledge_is_current() -> bool:
    """Whether the knowledge base was made from the content as it is now, or came with a bundle in its place."""
    try:
        store = Store(KNOWLEDGE)
    except UnusableKnowledge:
        return False
    print_, now = store.meta.get("fingerprint", ""), fingerprint()
    store.close()
    came = installed(KNOWLEDGE, print_)
    return print_ == now or (came is not None and came.instead_of == now)


def ensure_knowledge() -> bool:
    """Compile the content unless the knowledge base is current. True if it had to. Raises ContentError."""
    if knowledge_is_current():
        return False
    compile_content(KNOWLEDGE)
    return True


@lru_cache(maxsize=1)
def knowledge_store() -> Store:
    """The knowledge base, compiled first if there is none."""
    if not KNOWLEDGE.exists():
        compile_content(KNOWLEDGE)
    return Store(KNOWLEDGE)


def model_fingerprint() -> str:
    """A hash of all that the model is trained on: sentences, rules, configuration, lexicon, intents and our components."""
    digest = hashlib.sha256()
    for pattern in TRAINED_ON:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    with closing(Store(KNOWLEDGE)) as store:
        for answer in store.answers():
            digest.update(repr((answer.intent, answer.title)).encode())
        digest.update(repr(store.topics).encode())
    return digest.hexdigest()


def model_is_current() -> bool:
    """Whether there is a model and it was trained on the data as they are now."""
    return MODEL.exists() and MODEL_PRINT.exists() and MODEL_PRINT.read_text() == model_fingerprint()
