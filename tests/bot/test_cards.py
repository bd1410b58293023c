"""The store of cards: codes, openings, withdrawal, expiry, and what is left in the file."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

import bot.desk
from bot.desk.accounts import Clerk
from bot.desk.attempts import MOST, TooMany
from bot.desk.cards import LOG_KEPT_FOR
from bot.desk.figures import FEWEST, Counted
from bot.desk.house import House
from bot.desk.opened import NoCard
from knowledge.codes import ALPHABET, LENGTH, new_code, read_code, shown, spelled
from knowledge.triage import Card, HouseAway
from tests.bot.desk_clock import MovingClock
from tests.bot.desk_houses import Places

SENTENCE = "mijn dochter slaapt buiten"
CARD = Card(language="ar", topic="medical", answers=("medical.costs",), urgent=("suicide",), sentence=SENTENCE)
REPLY = {
    "language": "nl",
    "outcome": "clarified",
    "urgent": [],
    "topic": None,
    "answers": [],
    "rated": {"answer": "work.right", "helpful": "no"},
}
AN, BO, CY = Clerk("An", "Social service"), Clerk("Bo", "Medical service"), Clerk("Cy", "Medical service")


@pytest.fixture
def clock(now: datetime) -> MovingClock:
    return MovingClock(now)


@pytest.fixture
def house(places: Places, clock: MovingClock) -> Iterator[House]:
    made = House(places.folder, clock, ("life_danger", "suicide"), shared=places.shared())
    yield made
    made.database.close()


@pytest.fixture
def other(places: Places, house: House) -> Iterator[House]:
    """The same house as another server has it."""
    made = places.other(house)
    yield made
    made.database.close()


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """Do this in so many threads at the same moment; what came of each, None where there was no card."""
    start, done = threading.Barrier(count), []

    def do(at: int) -> None:
        start.wait()
        try:
            done.append(work(at))
        except NoCard:
            done.append(None)

    threads = [threading.Thread(target=do, args=(at,)) for at in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == count, "a thread failed"
    return done


def test_a_code_has_no_sign_that_looks_or_sounds_like_another() -> None:
    assert not set(ALPHABET) & set("0O1IL5S2Z8BQGVW9AEHJCDPNX")
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("typed", ["K7M4RU", "k7m 4ru", " K7M-4RU ", "k٧m ٤ru", "K 7 M 4 R U"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "K7M4RU"


@pytest.mark.parametrize("typed", ["", "K7M4R", "K7M4RUU", "K7M4R0", "'; --", "K7M4R\u0000"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert read_code(typed) is None


def test_a_clock_that_is_set_back_keeps_no_card_for_ever(house: House, clock: MovingClock) -> None:
    house.make(CARD, queue=False, once=False)
    clock.move(days=-3650)
    assert house.cards.erase_expired() == 0
    clock.move(hours=25)
    assert house.cards.erase_expired() == 1
    assert house.database.rows("select * from bodies") == []


def test_a_code_is_shown_in_two_groups_and_spelled() -> None:
    assert shown("K7M4RU") == "K7M 4RU"
    assert spelled("K7K4RU") == "K = Kilo, R = Romeo, U = Uniform"


def test_a_card_is_opened_by_its_code(house: House) -> None:
    made = house.make(CARD, queue=False, once=False)
    id_ = house.cards.open_by_code(made.code, AN)
    assert house.cards.see(id_, AN).card == CARD
    with pytest.raises(NoCard):
        house.cards.see(id_, BO)


def test_every_opening_is_in_the_log_that_the_person_can_ask_for(house: House, clock: MovingClock) -> None:
    made = house.make(CARD, queue=False, once=False)
    house.cards.open_by_code(made.code, AN)
    clock.move(minutes=5)
    id_ = house.cards.open_by_code(made.code, BO)
    house.cards.see(id_, AN)
    clock.move(minutes=30)
    house.cards.see(id_, AN)
    assert [each.clerk for each in house.openings(made.token)] == ["An", "Bo", "An"]
    assert house.openings("somebody else's token") == ()


def test_a_one_time_card_opens_for_one_clerk_only_even_at_once_on_two_servers(house: House, other: House) -> None:
    for _ in range(5):
        made = house.make(CARD, queue=True, once=True)
        nodes = (house, other)
        opened = at_once(8, lambda at: nodes[at % 2].cards.open_by_code(made.code, Clerk(f"clerk {at}", "x")))  # noqa: B023
        assert len([each for each in opened if each]) == 1
        assert len(house.openings(made.token)) == 1


def test_a_card_of_one_server_is_taken_by_one_clerk_at_another(house: House, other: House) -> None:
    made, nodes = house.make(CARD, queue=True, once=False), (house, other)
    ids = {other.cards.open_by_code(made.code, Clerk(f"clerk {at}", "x")) for at in range(8)}
    [id_] = ids
    taken = at_once(8, lambda at: nodes[at % 2].cards.take(id_, Clerk(f"clerk {at}", "x")))
    assert taken.count(True) == 1
    assert house.cards.version(id_) == other.cards.version(id_) == 9


def test_a_withdrawal_and_an_opening_at_once_leave_nothing_of_the_card(house: House, other: House) -> None:
    for _ in range(5):
        made = house.make(CARD, queue=False, once=False)
        at_once(
            4,
            lambda at: house.withdraw(made.token) if at == 0 else other.cards.open_by_code(made.code, AN),  # noqa: B023
        )
        assert not other.withdraw(made.token)
        assert other.cards.opened_by(AN) == []


def test_each_card_is_withdrawn_and_erased_once(house: House, other: House, clock: MovingClock) -> None:
    nodes = (house, other)
    made = house.make(CARD, queue=False, once=False)
    assert at_once(4, lambda at: nodes[at % 2].withdraw(made.token)).count(True) == 1
    for _ in range(7):
        house.make(CARD, queue=True, once=False)
    clock.move(hours=25)
    erased = at_once(4, lambda at: nodes[at % 2].cards.erase_expired())
    assert sum(int(str(each)) for each in erased) == 7
    assert house.database.rows("select * from bodies") == []


def test_of_two_clerks_one_takes_the_card(house: House) -> None:
    made = house.make(CARD, queue=False, once=False)
    id_ = house.cards.open_by_code(made.code, AN)
    house.cards.open_by_code(made.code, BO)
    assert house.cards.take(id_, BO)
    assert not house.cards.take(id_, AN)
    assert house.cards.see(id_, AN).taken_by == "Bo"


@pytest.mark.parametrize("act", ["take", "close"])
def test_nobody_changes_a_card_that_they_did_not_open(house: House, act: str) -> None:
    id_, _ = house.cards.make(CARD, queue=False, once=False)
    assert not getattr(house.cards, act)(id_, AN)


def test_a_withdrawn_card_is_gone_at_once_but_its_log_stays(house: House) -> None:
    made = house.make(CARD, queue=True, once=False)
    id_ = house.cards.open_by_code(made.code, AN)
    assert house.withdraw(made.token)
    assert not house.withdraw(made.token)
    assert house.cards.version(id_) is None
    assert house.cards.queue(AN) == []
    assert len(house.openings(made.token)) == 1
    with pytest.raises(NoCard):
        house.cards.see(id_, AN)
    with pytest.raises(NoCard):
        house.cards.open_by_code(made.code, AN)


def test_an_expired_card_does_not_open_even_before_it_is_erased(house: House, clock: MovingClock) -> None:
    made = house.make(CARD, queue=True, once=False)
    clock.move(hours=24, seconds=1)
    assert house.cards.queue(AN) == []
    with pytest.raises(NoCard):
        house.cards.open_by_code(made.code, AN)


@pytest.mark.parametrize("end", ["expiry", "withdrawal"])
def test_nothing_of_an_ended_card_is_left_in_any_file_or_table(
    places: Places, house: House, clock: MovingClock, end: str
) -> None:
    made = house.make(CARD, queue=False, once=False)
    id_ = house.cards.open_by_code(made.code, AN)
    for note in ("gebeld over de opvang", "morgen opnieuw gebeld", "klaar"):
        assert house.cards.write_note(id_, AN, note)
    assert SENTENCE.encode() in places.kept(house)
    if end == "expiry":
        clock.move(hours=25)
        house.tidy()
    else:
        house.withdraw(made.token)
    for piece in (SENTENCE, "gebeld", "medical.costs"):
        assert piece.encode() not in places.kept(house)


def test_neither_code_nor_token_nor_password_is_kept(places: Places, house: House) -> None:
    house.accounts.add("An", "Social service", "a long password")
    made = house.make(CARD, queue=False, once=False)
    session = house.accounts.log_in(AN, "nl")
    for secret in (made.code, made.token, "a long password", session.token):
        assert secret.encode() not in places.kept(house)


def test_the_files_belong_to_their_owner_alone(tmp_path: Path, clock: MovingClock) -> None:
    house = House(tmp_path / "data", clock)
    house.make(CARD, queue=False, once=False)
    assert {stat.S_IMODE(path.stat().st_mode) for path in house.folder.iterdir()} == {0o600}


def test_the_log_goes_too_in_the_end(house: House, clock: MovingClock) -> None:
    made = house.make(CARD, queue=False, once=False)
    house.cards.open_by_code(made.code, AN)
    clock.move(days=LOG_KEPT_FOR.days + 1)
    house.tidy()
    assert house.openings(made.token) == ()
    assert house.database.rows("select * from cards") == []


def test_the_queue_has_only_cards_whose_person_agreed_most_urgent_first(house: House, clock: MovingClock) -> None:
    house.make(CARD, queue=False, once=False)
    for sentence, urgent in (("first", ()), ("second", ("suicide",)), ("third", ()), ("fourth", ("life_danger",))):
        house.make(Card(sentence=sentence, urgent=urgent), queue=True, once=False)
        clock.move(minutes=1)
    assert [each.card.sentence for each in house.cards.queue(AN)] == ["fourth", "second", "first", "third"]


def test_a_forwarded_card_is_in_the_queue_of_that_desk_only(house: House) -> None:
    made = house.make(CARD, queue=False, once=False)
    id_ = house.cards.open_by_code(made.code, AN)
    assert house.cards.forward(id_, AN, BO.desk)
    assert [each.id for each in house.cards.queue(BO)] == [id_]
    assert house.cards.queue(AN) == []
    house.cards.open_from_queue(id_, CY)
    assert house.cards.take(id_, CY)
    with pytest.raises(NoCard):
        house.cards.open_from_queue(id_, AN)


@pytest.mark.parametrize(("kind", "subject"), [("login", "account"), ("code", "address")])
def test_wrong_tries_lock_for_a_while(house: House, clock: MovingClock, kind: str, subject: str) -> None:
    attempts = house.attempts(kind)
    for _ in range(MOST[subject]):
        attempts.check(**{subject: "An"})
        attempts.wrong(**{subject: "An"})
    with pytest.raises(TooMany):
        attempts.check(**{subject: "An"})
    attempts.check(**{subject: "Bo"})
    clock.move(minutes=16)
    attempts.check(**{subject: "An"})


def test_a_session_ends_when_idle_when_old_and_when_its_account_goes(house: House, clock: MovingClock) -> None:
    house.accounts.add("An", "Social service", "a long password")
    idle, removed = house.accounts.log_in(AN, "nl"), house.accounts.log_in(AN, "nl")
    clock.move(minutes=20)
    house.accounts.seen(removed)
    clock.move(minutes=20)
    assert house.accounts.session(idle.token) is None
    assert house.accounts.session(removed.token)
    house.accounts.remove("An")
    assert house.accounts.session(removed.token) is None


def test_small_counts_are_hidden_and_cannot_be_worked_out(house: House) -> None:
    for _ in range(FEWEST):
        house.figures.add([Counted("topic", "school"), Counted("conversation", "answered")])
    house.figures.add([Counted("topic", "family"), Counted("conversation", "answered_then_person")])
    counts = house.figures.counts()
    assert [(each.value, each.count) for each in counts["topic"]] == [("school", FEWEST), ("family", None)]
    assert "answered_without_person" not in {each.value for each in counts["conversation"]}
    assert f"topic,family,<{FEWEST}" in house.figures.csv()


def test_what_two_servers_count_at_once_is_added_up(house: House, other: House) -> None:
    nodes = (house, other)

    def count(at: int) -> None:
        for _ in range(5):
            nodes[at % 2].count(REPLY)
            nodes[at % 2].figures.write()

    at_once(4, count)
    house.count(REPLY)
    assert [each.count for each in house.figures.counts()["language"]] == [21]
    assert [each.count for each in other.figures.counts()["rating"]] == [21]
    assert "rating,work.right no,21" in other.figures.csv()


def test_counts_wait_for_a_database_that_is_away(
    house: House, monkeypatch: pytest.MonkeyPatch, clock: MovingClock
) -> None:
    def away(*_: object) -> None:
        raise HouseAway

    with monkeypatch.context() as patched:
        patched.setattr(type(house.database), "writing", away)
        for _ in range(FEWEST):
            house.count(REPLY)
        with pytest.raises(HouseAway):
            house.figures.write()
        clock.move(days=1)
    assert [each.count for each in house.figures.counts()["outcome"]] == [FEWEST]
    assert [row["day"] for row in house.database.rows("select day from figures where what = 'outcome'")] == [
        "2026-11-24"
    ]


def test_no_count_is_more_than_a_day_and_a_label(places: Places, house: House) -> None:
    house.count({**REPLY, "text": SENTENCE, "answers": [{"topic": "work", "because": SENTENCE}]})
    house.figures.write()
    assert b"work.right" in places.kept(house)
    assert SENTENCE.encode() not in places.kept(house)


def test_the_json_form_is_the_documented_one(knowledge_card: Callable[[], Card]) -> None:
    schema = json.loads((Path(bot.desk.__file__).parent / "card.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    for card in (Card(), CARD, knowledge_card()):
        jsonschema.validate(card.to_json(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**CARD.to_json(), "name": "Amal"}, schema)


def test_the_life_of_a_card_is_set_by_the_house(tmp_path: Path, clock: MovingClock) -> None:
    short = House(tmp_path, clock, kept_for=timedelta(hours=1))
    made = short.make(CARD, queue=False, once=False)
    assert made.until == clock() + timedelta(hours=1)
