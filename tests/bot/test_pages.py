"""The pages that work before script: every one renders, in its language, and every link leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest

from actions.context import Context, fixed_clock
from bot.channel.answer_view import Viewer
from bot.channel.bidi import bidi
from bot.channel.page_maker import PageMaker, UnknownPage
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING

SERVED_ELSEWHERE = {"/blank", *(f"/{code}{tail}" for code in LANGUAGES for tail in ("", "/download"))}


class Page(HTMLParser):
    """What a test asks of a page."""

    VOID = frozenset({"meta", "link", "input", "img", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.language: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "html":
            self.language = found
        if tag == "a":
            self.links.append(found["href"] or "")
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def maker(store: Store) -> PageMaker:
    return PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)))


@pytest.fixture(scope="module")
def made(maker: PageMaker) -> dict[str, Page]:
    """Every page by its address."""
    return {path: Page(maker.page(path)) for code in LANGUAGES for path in maker.paths(code)}


def test_every_answer_has_a_page_in_every_language(made: dict[str, Page], store: Store) -> None:
    for code in LANGUAGES:
        for answer in store.answers():
            page = made[f"/{code}/{answer.id.replace('.', '/')}"]
            assert page.language == {"lang": code, "dir": LANGUAGES[code].direction}
            assert answer.title.in_language(code) in page.text


def test_pages_are_well_formed_and_no_id_stands_twice(made: dict[str, Page]) -> None:
    for path, page in made.items():
        assert page.open == [], path
        assert len(set(page.ids)) == len(page.ids), path


def test_every_link_leads_somewhere(made: dict[str, Page], maker: PageMaker) -> None:
    for path, page in made.items():
        for link in set(page.links):
            if link.startswith("#"):
                assert link[1:] in page.ids, (path, link)
            elif link.startswith("/") and link not in made and link not in SERVED_ELSEWHERE:
                assert maker.page(link), (path, link)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_branch_is_on_the_page_with_its_label(maker: PageMaker, store: Store, code: str) -> None:
    words = Viewer(maker.context, LANGUAGES[code], TUESDAY_MORNING)
    for answer in store.answers():
        view = words.answer(answer)
        assert len(view.branches) == len(answer.variants)
        if len(answer.variants) > 1:
            assert all(branch.label for branch in view.branches), answer.id
        assert all(branch.sections for branch in view.branches), answer.id
        assert len(view.sources) == len({id_ for each in answer.variants for c in each.claims for id_ in c.sources})


def test_doors_say_whether_they_are_open_and_can_be_called(maker: PageMaker) -> None:
    page = maker.page("/nl/medical/costs")
    assert 'href="tel:+3280032746"' in page
    assert 'class="opening open"' in page
    assert "tot 13:00" in page


def test_a_rule_in_doubt_is_said_to_be_so_in_its_branch_only(maker: PageMaker, store: Store) -> None:
    view = maker.view(LANGUAGES["en"], "medical.costs")
    doubtful = [variant.state == "disputed" for variant in store.answer("medical.costs").variants]
    assert [bool(branch.caution) for branch in view.branches] == doubtful
    assert any(doubtful)


def test_an_answer_past_its_day_says_so(store: Store) -> None:
    much_later = PageMaker(Context(store, fixed_clock(datetime(2031, 1, 1, tzinfo=BRUSSELS))))
    now = PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)))
    assert 'data-after="2027-02-22">' in much_later.page("/en/medical/costs")
    assert 'data-after="2027-02-22" hidden>' in now.page("/en/medical/costs")


def test_two_languages_stand_beside_each_other_each_in_its_direction(maker: PageMaker) -> None:
    page = maker.page("/ar/medical/costs/with/fr")
    assert '<section class="half" lang="ar" dir="rtl"' in page
    assert '<section class="half" lang="fr" dir="ltr"' in page
    assert Page(page).open == []


@pytest.mark.parametrize(
    "path",
    [
        "/nl/nothing",
        "/nl/medical/nothing",
        "/xx/medical",
        "/nl/medical/costs/with/nl",
        "/nl/medical/costs/with/xx",
        "/nl/../x",
    ],
)
def test_there_is_no_page_elsewhere(maker: PageMaker, path: str) -> None:
    with pytest.raises(UnknownPage):
        maker.page(path)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_missing_page_offers_where_to_go(maker: PageMaker, code: str) -> None:
    page = Page(maker.missing(LANGUAGES[code]))
    assert {f"/{code}", f"/{code}/topics", f"/{code}/helpdesks"} <= set(page.links)


def test_the_public_address_stands_in_the_canonical_link(store: Store) -> None:
    maker = PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)), base="https://wegwijs.example")
    assert '<link rel="canonical" href="https://wegwijs.example/fr/medical/costs">' in maker.page("/fr/medical/costs")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("اتصل بالرقم 112 الآن", ["112"]),
        ("الهاتف: 02 488 80 00 (مكالمة)", ["02 488 80 00"]),
        ("(ziekenfonds / mutualité)", ["ziekenfonds / mutualité"]),
        ("مركز OCMW/CPAS، من 09:00 إلى 12:30", ["OCMW/CPAS", "09:00", "12:30"]),
        ("https://fedasilinfo.be", ["https://fedasilinfo.be"]),
    ],
)
def test_what_runs_the_other_way_stands_apart(text: str, runs: list[str]) -> None:
    html = str(bidi(text, "ar"))
    assert [part.split("</bdi>")[0] for part in html.split("<bdi>")[1:]] == runs
    assert html.replace("<bdi>", "").replace("</bdi>", "") == text


@pytest.mark.parametrize("code", LANGUAGES)
def test_text_is_never_markup(code: str) -> None:
    assert "<img" not in bidi('<img src=x onerror="alert(1)">', code)


def _doors(html: str) -> Iterator[str]:
    yield from (part.partition('"')[0] for part in html.split('data-door="')[1:])


def test_the_directory_names_every_door_for_private_people(maker: PageMaker, store: Store) -> None:
    shown = set(_doors(maker.page("/nl/helpdesks")))
    assert shown == {
        desk.id for desk in store.helpdesks.values() if desk.may_be_shown and "individuals" in desk.audience
    }
