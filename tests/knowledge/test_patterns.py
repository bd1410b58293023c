"""Patterns over the words of a message."""

from __future__ import annotations

import pytest

from knowledge.normalise import plain_words
from knowledge.patterns import Patterns, UnreadablePattern, check_pattern


def fits(line: str, message: str) -> bool:
    patterns = Patterns()
    patterns.add("it", [line])
    return "it" in patterns.found(plain_words(message))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sla* mij", "Hij slaat mij!"),
        ("*slag", "een zware hartaanslag"),
        ("*بلع*", "الولد سيبلعها"),
        ("(hij|zij) (slaat|stampt mij)", "zij stampt mij"),
        ("geen .. adem", "ze krijgt geen lucht of adem"),
        ("geen .. adem", "geen adem"),
        ("(niet|geen) (meer |) eten", "wij hebben niet meer eten"),
        ("(niet|geen) (meer |) eten", "wij hebben niet eten"),
        ("^ help", "help mij"),
        ("(sterven|dood) $", "ik wil dood"),
        ("j'ai mal", "J’ai mal"),
        ("(a|(b|c d) e) f", "c d e f"),
    ],
)
def test_a_pattern_fits(line: str, message: str) -> None:
    assert fits(line, message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sla* mij", "slaat hij mij"),
        ("*slag", "slagroom"),
        ("geen .. adem", "geen een twee drie vier vijf adem"),
        ("geen .. adem", "adem geen"),
        ("^ help", "ik zoek help"),
        ("(sterven|dood) $", "dood is hij niet"),
        ("mij", "mijn"),
    ],
)
def test_another_message_does_not_fit(line: str, message: str) -> None:
    assert not fits(line, message)


def test_a_message_is_searched_for_every_name_at_once() -> None:
    patterns = Patterns()
    patterns.add("water", ["(water|rivier)", "gevallen .. kanaal"])
    patterns.add("child", ["kind*"])
    assert patterns.found(plain_words("mijn kindje is gevallen in het kanaal")) == {"water", "child"}


def test_a_gap_passes_only_the_words_that_it_may() -> None:
    patterns = Patterns(passes={"dan", "nog"})
    patterns.add("cost", ["wat .. kost"])
    assert patterns.found(["wat", "dan", "nog", "kost"]) == {"cost"}
    assert not patterns.found(["wat", "brood", "kost"])


def test_it_is_told_where_a_pattern_ends() -> None:
    patterns = Patterns()
    patterns.add("and", ["en (dan|)"])
    assert patterns.ends(["en", "dan", "en"], {0}) == {1: {"and"}, 2: {"and"}}


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("(hij|zij slaat", "close each bracket"),
        ("hij) slaat", "close each bracket"),
        ("..", "write the words that people say"),
        ("(meer|)", "leave at least one word"),
    ],
)
def test_a_broken_pattern_tells_how_to_mend_it(line: str, remedy: str) -> None:
    with pytest.raises(UnreadablePattern, match=remedy):
        check_pattern(line)
