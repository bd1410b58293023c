"""What must hold for a rule that gives a day: it is in force, it rests on sources, its words use its fact."""

from __future__ import annotations

from knowledge.languages import LANGUAGES
from knowledge.model import Answer, Content, DeadlineRule
from knowledge.reading import Node


def check_deadlines(content: Content, places: dict[str, Node]) -> None:
    """Note in `places` the rules that name what does not exist, or count where an answer says that the rule is in doubt."""
    answers = {answer.id: answer for answer in content.answers}
    facts = {fact.id for fact in content.facts}
    sources = {source.id for source in content.sources}
    for rule in content.deadlines:
        place = places[f"DeadlineRule:{rule.id}"]
        if rule.fact not in facts:
            place.problem(f"there is no fact {rule.fact!r}; add it to facts/ or correct the name")
        for id_ in set(rule.sources) - sources:
            place.problem(f"there is no source {id_!r} that may be used; correct it or add it")
        for code in LANGUAGES:
            if f"{{{rule.fact}}}" not in rule.says.in_language(code):
                place.problem(f"{code} does not tell the rule; write {{{rule.fact}}} in it")
        for id_ in rule.answers:
            if id_ not in answers:
                place.problem(f"there is no answer {id_!r}; correct it or add it")
            elif _in_doubt(rule, answers[id_]):
                place.problem(f"{id_} calls this rule disputed for some whom it would give a day; narrow `when`")


def _in_doubt(rule: DeadlineRule, answer: Answer) -> bool:
    """Whether a variant for the people of the rule rests on a disputed claim."""
    wanted = {condition.key: set(condition.values) for condition in rule.when}
    return any(
        variant.state == "disputed"
        and variant.when
        and all(wanted.get(each.key, set(each.values)) & set(each.values) for each in variant.when)
        for variant in answer.variants
    )
