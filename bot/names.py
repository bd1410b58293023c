"""Names of people, taken out where somebody introduces themselves or a relative: "my name is ...", "ik heet ...", "اسمي ...".

A name alone cannot be told from another word, and "I am ..." mostly says something that the answer needs.
"""

from __future__ import annotations

import re

MOST_WORDS = 2
"""A name typed without capitals takes at most so many words: what comes after may be the question."""
MOST_CAPITALISED = 4

_KIN = {
    "en": "son|daughter|husband|wife|brother|sister|father|mother|child|baby|friend",
    "ar": "[اأ]?بني|ابنتي|بنتي|زوجي|زوجتي|مرتي|جوزي|[اأ]خي|[اأ]خوي|[اأ]ختي|[اأ]مي|[اأ]بي|والدي|والدتي|طفلي|طفلتي|صديقي|صديقتي",
    "nl": "zoon|dochter|man|vrouw|broer|zus|vader|moeder|kind|baby|vriend|vriendin|kindje",
    "fr": "fils|fille|mari|femme|frère|frere|sœur|soeur|père|pere|mère|mere|enfant|bébé|bebe|ami|amie",
}
_OPENING = {
    # "my name" in the middle of a sentence is mostly about the name: on a list, on a bell, on a card
    "ar": r"(?:(?<![^.,،!؟?:\n])\s*|(?:[اأ]نا|[اأ]ني|مرحبا|سلام|عليكم|هلا|هلو) )",
    "arabizi": r"(?:(?<![^.,!?:\n])\s*|(?:ana|ani|salam|slm|marhaba|hello|salut) )",
}
_INTRODUCTION = re.compile(
    r"(?<!\w)(?:"
    r"(?:my|his|her) (?:(?:first|last|full|family) ?)?name(?:'s| is)|i am called|i'm called"
    r"|(?:" + _KIN["en"] + r")(?: is (?:called|named)|'s name is)"
    r"|(?:mijn|haar|zijn) (?:voornaam|achternaam|familienaam|naam) is|ik heet|(?:" + _KIN["nl"] + r") heet"
    r"|je m ?'?appel(?:le|e)|je me nomme|(?:mon|son) (?:nom|prénom|prenom)(?: de famille)? (?:est|c'est)"
    r"|(?:" + _KIN["fr"] + r") s'appelle"
    r"|(?:(?:first|last|full|family) ?)?name ?:|(?:voor|achter|familie)?naam ?:|(?:nom|prénom|prenom)(?: de famille)? ?:"
    r"|"
    + _OPENING["ar"]
    + r"و?[اإ]سمي(?: الكامل)?(?: هو)? ?:?|(?:"
    + _KIN["ar"]
    + r") [اإ]سم(?:ه|ها|و)|الاسم(?: الكامل)? ?:"
    r"|" + _OPENING["arabizi"] + r"(?:ismi|esmi|ismy|smiti|smiyti|smiyte)"
    r")\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_GAP = re.compile(r"[ \t]+")

_SAID_OF_A_NAME = """
wrong not spelled spelt misspelled written incorrect different missing changed mistake bad false unknown right correct on in at
readable recognised registered refugee
verkeerd erkend vluchteling fout niet foutief geschreven anders veranderd slecht onjuist op juist gewijzigd weg
mal pas faux fausse incorrect erroné errone écrit ecrit différent different changé change sur dans correct juste manquant
مكتوب غلط خطا خطأ غير ليس مو مش ما لم خاطئ صحيح مختلف تغير على في موجود مب
ghalat maktoub mektoub machi mchi mish mach f fi
"""
_AFTER_A_NAME = """
i im i'm and but from the a an my is am we he she it need want have live come came can how where what who why when to for
please hello hi years old born with this that of you your
ik en maar uit van het een mijn is ben wij hij zij heb wil woon kan hoe waar wat wie waarom wanneer moet mag voor dit dat die jouw
jullie dag hallo jaar geboren met als om aan bij je u
je j'ai et mais le la les un une mon ma mes est suis nous il elle on veux voudrais peux puis comment où ou quel quelle qui
pourquoi quand dois pour ce cette cet ça ans née né avec depuis besoin bonjour salut vous au aux à
انا أنا من عندي لدي اريد أريد بدي هل كيف اين أين وين ماذا شو متى لماذا ليش عمري عمره عمرها هو هي هذا هذه الى إلى مع كم لكن ابحث
نحن اسكن أسكن احتاج أحتاج اعيش أعيش جئت وصلت كنت كان صار قاصر ساكن ساكنة لاجئ لاجئة متزوج متزوجة عربي مرحبا سلام السلام لو سمحت
ana w ou wa 3ndi 3andi bghit kifach fin chno chnou wach shu kif wein men min bidi 3omri
"""
_NO_NAME = frozenset((_SAID_OF_A_NAME + _AFTER_A_NAME).split())
_ATTACHED = ("ال", "بال", "عال", "كال", "فال", "لل", "l'", "d'")
"""Articles and prepositions that are written onto a word: it is a thing."""
_PARTICLE_WORDS = "al el ben bin bint abu abou ibn ould van von der den de di da du le la"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_LONG_WITH_AND = 4
"""An Arabic word of so many letters that begins with the letter of "and" begins the next sentence."""


def hide_names(text: str, hidden: str) -> str:
    """The text with each name after an introduction replaced; "my name is wrong on my card" stays."""
    parts, at = [], 0
    for found in _INTRODUCTION.finditer(text):
        if found.end() < at:
            continue
        end = _end_of_name(text, found.end())
        if end > found.end():
            parts += [text[at : found.end()], hidden]
            at = end
    return "".join([*parts, text[at:]])


def _end_of_name(text: str, start: int) -> int:
    end, words, capitals = start, 0, text[start : start + 1].isupper()
    at = start
    while words < (MOST_CAPITALISED if capitals else MOST_WORDS):
        word = _WORD.match(text, at)
        if word is None or not _may_be_name(word[0], first=words == 0, capitals=capitals):
            break
        words += 1
        end = word.end() - word[0].endswith(".")
        gap = _GAP.match(text, word.end())
        if gap is None or word[0].endswith("."):
            break
        at = gap.end()
    return end


def _may_be_name(word: str, *, first: bool, capitals: bool) -> bool:
    plain = word.casefold().rstrip(".").replace("’", "'")
    if first:
        return plain not in _NO_NAME and not plain.startswith(_ATTACHED)
    if plain in _PARTICLES:
        return capitals or plain in ("al", "el", "ben", "bin", "abu")
    if capitals and not word[0].isupper():
        return False
    return plain not in _NO_NAME and not (plain.startswith("و") and len(plain) >= _LONG_WITH_AND)
