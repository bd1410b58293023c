"""The pipeline's own parts, without Rasa's engine."""

from __future__ import annotations

import pytest

from knowledge.model import Concept
from knowledge.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def matcher(store: Store):  # type: ignore[no-untyped-def]
    from bot.assistant import quieten

    quieten()
    from bot.components.concepts import ConceptMatcher

    return ConceptMatcher(store.concepts.values())


def told(matcher, text: str, language: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {key: value for concept in matcher.find(text, language) for key, value in concept.sets}


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        ("nl", "ik ben erkend sinds maandag, mag mijn vrouw komen", {"status": "refugee"}),
        ("nl", "wie betaalt als ik in een opvangcentrum woon", {"reception": "centre"}),
        ("fr", "j'ai l'annexe 26 et j'habite à Liège", {"status": "applicant", "region": "wallonia"}),
        ("en", "I got positive last week", {"status": "refugee"}),
        ("en", "can i travel with my ORANGE card??", {"status": "applicant"}),
        ("ar", "معي بطاقة برتقالية وساكن بالكامب", {"status": "applicant", "reception": "centre"}),
        ("ar", "3ndi carte orange", {"status": "applicant"}),
        ("fr", "jsuis reconnu et jai 2 enfants", {"status": "refugee"}),
        ("fr", "jai eu le positif", {"status": "refugee"}),
        ("nl", "kben erkend sinds juni", {"status": "refugee"}),
        ("fr", "mon enfant et mes parents", {}),
        ("en", "my friend is a refugee", {}),
    ],
)
def test_what_is_said_in_passing_is_heard(matcher, language: str, text: str, known: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    assert told(matcher, text, language) == known


def test_words_match_by_stem_and_by_open_end() -> None:
    from bot.components.concepts import ConceptMatcher

    found = ConceptMatcher([Concept("school", (), (("nl", ("school*",)), ("en", ("school",)), ("ar", ("مدرسة",))))])
    assert [each.id for each in found.find("het schoolgeld", "nl")] == ["school"]
    assert [each.id for each in found.find("two schools", "en")] == ["school"]
    assert [each.id for each in found.find("وين بالمدرسه", "ar")] == ["school"]
    assert found.find("de dokter", "nl") == []


def test_arabic_words_match_by_sound_unless_two_concepts_sound_alike() -> None:
    from bot.components.concepts import ConceptMatcher

    school = Concept("school", (), (("ar", ("مدرسة",)),))
    matcher = ConceptMatcher([school])
    assert [each.id for each in matcher.find("win lmadrase", "ar")] == ["school"]
    assert matcher.find("win lmadrase", "nl") == []
    teacher = Concept("teacher", (), (("arabizi", ("modarres",)),))
    assert ConceptMatcher([school, teacher]).find("win lmadrase", "ar") == []


def test_the_cores_share_the_work_in_order() -> None:
    from bot.components.cores import LEAST, on_all_cores

    items = range(LEAST + 1)
    doubled = on_all_cores(lambda share: [2 * item for item in share], items)
    assert [each for share in doubled for each in share] == [2 * item for item in items]
    with pytest.raises(ZeroDivisionError):
        on_all_cores(lambda share: [1 // item for item in share], items)


def test_what_the_cores_learn_is_what_one_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.components import cores, fitting
    from bot.components.features import Features, intent_features

    texts = [f"school kind {at % 7}" if at % 2 else f"dokter ziek {at % 5}" for at in range(cores.LEAST)]

    def featurise(text: str) -> Features:
        return intent_features(text.split(), text.split(), [], "nl")

    def learnt() -> list[tuple[str, float]]:
        labels = ["school" if "school" in text else "medical" for text in texts]
        model = fitting.fit(texts, featurise, labels, least=2, strength=1.0, temperature=4.0)
        return model.probabilities(featurise("ziek kind"))

    monkeypatch.setattr(fitting, "TOLERANCE", 1e-6)  # as coarse as it is, the order of the classes shows
    monkeypatch.setattr(cores, "CORES", 1)
    alone = dict(learnt())
    monkeypatch.setattr(cores, "CORES", 3)
    assert dict(learnt()) == pytest.approx(alone, abs=1e-3)


@pytest.mark.parametrize(
    ("detected", "ranked", "intent"),
    [("tr", "greet", "out_of_scope"), ("nl", "greet", "greet"), ("tr", "ask_dublin", "ask_dublin")],
)
def test_what_is_said_in_a_fifth_language_is_no_small_talk(detected: str, ranked: str, intent: str) -> None:
    from rasa.shared.nlu.training_data.message import Message

    from bot.components.certainty import Certainty, Thresholds

    message = Message({"language": {"code": "nl", "detected": detected}})
    message.set("intent_ranking", [{"name": ranked, "confidence": 0.9}])
    Certainty({"nl": Thresholds(0.5, 0.1, 0.5)}).process([message])
    assert message.get("intent")["name"] == intent


def test_a_linear_model_survives_its_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from bot.components.features import intent_features
    from bot.components.fitting import fit
    from bot.components.linear import LinearModel

    texts = ["school kind", "kind school nu", "dokter ziek", "ziek dokter help", "weer zon", "zon weer"] * 3
    examples = [intent_features(text.split(), text.split(), [], "nl") for text in texts]
    model = fit(
        examples,
        lambda features: features,
        ["school", "school", "medical", "medical", "other", "other"] * 3,
        least=1,
        strength=1.0,
        temperature=4.0,
    )
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)
    for features in examples:
        assert again.probabilities(features)[0][0] == model.probabilities(features)[0][0]
        assert sum(sure for _, sure in again.probabilities(features)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "arabizi"),
    [
        ("bddi a3mel lam chaml la 3ayelti", True),
        ("wa7ed 9alli rou7", True),
        ("annexe 26quater et 2eme demande", False),
        ("ik ben 3de jaar en heb 26quater", False),
        ("school kind 5 jaar", False),
    ],
)
def test_digits_for_letters_are_arabizi(words: str, arabizi: bool) -> None:
    from bot.components.language import has_arabizi_digits

    assert has_arabizi_digits(words.split()) == arabizi


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a b", ["a b"]),
        ("a b c", ["a b c"]),
        ("a b c d", ["a b c d"]),
        ("a b c d e", ["a b c", "d e"]),
        ("a b c d e f g", ["a b c", "d e f g"]),
        ("", []),
    ],
)
def test_languages_are_learnt_from_pieces_of_three_words(text: str, pieces: list[str]) -> None:
    from bot.components import language

    assert [" ".join(piece) for piece in language.pieces(text.split())] == pieces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("زما ماشوم ښوونځي ته نه ځي", "ps"),
        ("منداڵەکەم دەبێت بچێتە قوتابخانە", "ckb"),
        ("ሰላም፣ ትምህርቲ ንውላደይ", "ti"),
        ("هل يمكن لابنتي أن تذهب إلى المدرسة؟", None),
        ("Mag mijn dochter naar school?", None),
    ],
)
def test_letters_tell_of_a_fifth_language(text: str, code: str | None) -> None:
    from bot.components.foreign import by_letters

    assert by_letters(text) == code


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("ask_a", 0.8), ("out_of_scope", 0.01)], "ask_a"),
        ([("ask_a", 0.4), ("out_of_scope", 0.01)], "nlu_fallback"),
        ([("ask_a", 0.6), ("out_of_scope", 0.2)], "out_of_scope"),
        ([("ask_a", 0.75), ("out_of_scope", 0.2)], "ask_a"),
        ([("out_of_scope", 0.5), ("ask_a", 0.4)], "out_of_scope"),
        ([], "nlu_fallback"),
    ],
)
def test_thresholds_answer_ask_or_refuse(ranking: list[tuple[str, float]], intent: str) -> None:
    from bot.components.certainty import Thresholds

    thresholds = Thresholds(sure=0.5, refuse=0.1, certain=0.7)
    assert thresholds.intent([{"name": name, "confidence": sure} for name, sure in ranking])["name"] == intent


def test_a_message_is_cut_where_a_second_question_may_begin() -> None:
    from bot.components.parts import cut

    assert cut("wie betaalt de dokter? en waar ga ik naar school") == [
        "wie betaalt de dokter?",
        "en waar ga ik naar school",
    ]
    assert cut("wie betaalt de dokter") == ["wie betaalt de dokter"]


TOPICS = {"ask_a": "school", "ask_b": "medical", "ask_c": "medical"}
WHOLE = [("greet", 0.1), ("ask_a", 0.5), ("ask_b", 0.3), ("ask_c", 0.1)]


def pair(before: str, after: str) -> tuple[str, str] | None:
    """The pair of a message of which the first half asks `before` and the second `after`."""
    from bot.components.second import likeliest_pair

    half = {name: [(name, 0.9), *((other, 0.05) for other in TOPICS if other != name)] for name in TOPICS}
    found = likeliest_pair(WHOLE, [(half[before], half[after])], ["a?", "and b"], [True, True], TOPICS)
    return found.names if found else None


@pytest.mark.parametrize(("before", "after"), [("ask_a", "ask_b"), ("ask_b", "ask_a"), ("ask_a", "ask_c")])
def test_a_second_question_is_looked_for_beside_the_likeliest(before: str, after: str) -> None:
    assert pair(before, after) == (before, after)


def test_both_halves_may_seem_to_ask_neither_of_two() -> None:
    assert pair("ask_b", "ask_c") in (("ask_a", "ask_b"), ("ask_b", "ask_a"), ("ask_a", "ask_c"))


def test_what_cannot_be_cut_asks_one_thing() -> None:
    from bot.components.second import likeliest_pair

    assert likeliest_pair(WHOLE, [], ["a?"], [True], TOPICS) is None
    assert (
        likeliest_pair([("greet", 1.0)], [([("greet", 1.0)], [("greet", 1.0)])], ["a", "b"], [False] * 2, TOPICS)
        is None
    )


def plain(one: str, two: str, *asking: bool) -> tuple[str, str] | None:
    """The plain pair of a message whose halves surely ask `one` and `two`."""
    from bot.components.second import plain_pair

    found = plain_pair([([(one, 0.95)], [(two, 0.93)])], asking, TOPICS)
    assert found is None or found[1] == pytest.approx(0.93)
    return found[0] if found else None


def test_two_halves_that_surely_ask_their_own_thing_are_two_questions() -> None:
    assert plain("ask_a", "ask_b", True, True) == ("ask_a", "ask_b")
    assert plain("ask_a", "ask_b", False, True) is None
    assert plain("ask_b", "ask_c", True, True) is None
    assert plain("greet", "ask_b", True, True) is None


def test_the_evidence_decides_how_sure_we_are() -> None:
    from bot.components.second import Limits

    limits = Limits({"asked": 2.0, "length": 0.5}, bias=-1.0)
    assert limits.sure({"asked": 1.0, "length": 2.0}) > 0.85
    assert limits.sure({"asked": 0.0, "length": 2.0}) == pytest.approx(0.5)


def test_a_doubt_between_two_questions_that_are_both_asked_is_none() -> None:
    from rasa.shared.nlu.training_data.message import Message

    from bot.components.certainty import FALLBACK, Certainty, Thresholds

    component = Certainty({"nl": Thresholds(0.6, 0.05, 0.5)})
    ranking = [{"name": "ask_dublin", "confidence": 0.4}, {"name": "ask_school_cost", "confidence": 0.35}]
    both, one = (Message({"language": {"code": "nl"}, "intent_ranking": ranking}) for _ in range(2))
    both.set("questions", [{"name": "ask_school_cost", "confidence": 0.3}, {"name": "ask_dublin", "confidence": 0.3}])
    other = Message({"language": {"code": "nl"}, "intent_ranking": ranking})
    other.set(
        "questions", [{"name": "ask_work_right", "confidence": 0.9}, {"name": "ask_family_who", "confidence": 0.9}]
    )
    component.process([both, one, other])
    assert [message.get("intent")["name"] for message in (both, one, other)] == [
        "ask_dublin",
        FALLBACK,
        "ask_work_right",
    ]


@pytest.mark.parametrize(
    ("text", "concepts", "asks"),
    [("en kost dat iets?", [], True), ("hoeveel kost dat", ["how_much"], True), ("ik woon in Gent", ["live"], False)],
)
def test_a_part_asks_by_its_words_or_its_mark(text: str, concepts: list[str], *, asks: bool) -> None:
    from rasa.shared.nlu.training_data.message import Message

    from bot.components import parts

    assert parts.asks(Message({"text": text, "concepts": concepts})) is asks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المدرسة", "lmadrasa"),
        ("المدرسة", ["al", "madrase"][1]),
        ("مدرسه", "madrasa"),
        ("طبيب", "tabib"),
    ],
)
def test_arabic_and_arabizi_meet_in_their_consonants(one: str, other: str) -> None:
    from knowledge.arabizi import consonants
    from knowledge.normalise import fold

    assert consonants(fold(one)) == consonants(other)
