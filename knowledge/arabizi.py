"""Arabic words by their consonants, so that Arabic script and Arabizi (Arabic in Latin letters) meet. Pure.

`lmadrasa`, `al madrase` and `المدرسة` all have the consonants m-d-r-s. Letters that dialects and habits of typing mix
(ح and ه, ت and ط, ق as 9, q, k, g or 2) fall into one class; long vowels and hamza, which Arabizi writes at will, are left out.
"""

from __future__ import annotations

import re

from knowledge.normalise import without_proclitics

_SCRIPT = str.maketrans(
    {
        **dict.fromkeys("اويء", ""),
        "ب": "b",
        "ت": "t",
        "ط": "t",
        "ث": "t",
        "ج": "j",
        "ح": "h",
        "ه": "h",
        "خ": "x",
        "د": "d",
        "ذ": "d",
        "ض": "d",
        "ظ": "d",
        "ر": "r",
        "ز": "z",
        "س": "s",
        "ص": "s",
        "ش": "c",
        "ع": "3",
        "غ": "g",
        "ف": "f",
        "ق": "q",
        "ك": "k",
        "ل": "l",
        "م": "m",
        "ن": "n",
    }
)
_DIGRAPHS = (
    ("tch", "c"),
    ("kh", "x"),
    ("gh", "g"),
    ("sh", "c"),
    ("ch", "c"),
    ("dj", "j"),
    ("th", "t"),
    ("dh", "d"),
    ("3'", "g"),
    ("7'", "x"),
    ("9'", "d"),
    ("6'", "d"),
)
_LATIN = str.maketrans(
    {
        **dict.fromkeys("aeiouwy2'", ""),
        "5": "x",
        "7": "h",
        "8": "g",
        "9": "q",
        "6": "t",
        "4": "",
        "v": "f",
        "p": "b",
        "h": "h",
    }
)
_ARTICLE = re.compile(r"^(?:w|wa|ou|b|bi|fi|f|l|li)?(?:el|al|il|l)-?(?=[^aeiou]{1,2}[aeiou0-9])")
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST = 2


def consonants(word: str) -> str:
    """The consonants of a folded word in either script; empty when fewer than two are left."""
    if any("\u0600" <= letter <= "\u06ff" for letter in word):
        bare = without_proclitics(word).translate(_SCRIPT)
    else:
        bare = _ARTICLE.sub("", word)
        for letters, sound in _DIGRAPHS:
            bare = bare.replace(letters, sound)
        bare = bare.translate(_LATIN)
    bare = _DOUBLED.sub(r"\1", bare.rstrip("h") if len(bare) > _SHORTEST else bare)
    return bare if len(bare) >= _SHORTEST else ""
