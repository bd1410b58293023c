"""QR codes are read back by another library."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from actions.context import Context, fixed_clock
from bot.channel.page_maker import PageMaker
from bot.channel.qr import LONGEST, carried, short_text
from bot.channel.qr_routes import poster_page
from bot.channel.site import Site
from knowledge import qr
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING


@pytest.fixture(scope="module")
def maker(store: Store) -> PageMaker:
    return PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)))


def read_back(text: str) -> str:
    picture = io.BytesIO()
    qr.code(text).save(picture, kind="png", scale=4)
    [found] = zxingcpp.read_barcodes(Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_with_a_public_address_the_code_holds_the_page(maker: PageMaker, code: str) -> None:
    view = maker.view(LANGUAGES[code], "medical.costs")
    assert carried(view, "https://wegwijs.example") == f"https://wegwijs.example/{code}/medical/costs"


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_one_it_holds_whole_sentences_and_a_number_and_can_be_read(
    maker: PageMaker, store: Store, code: str
) -> None:
    for answer in store.answers():
        view = maker.view(LANGUAGES[code], answer.id)
        text = carried(view, "")
        assert text.startswith(view.title)
        assert len(text.encode()) <= max(LONGEST, len(view.title.encode()) + 120), answer.id
        told = text.removeprefix(view.title).strip().split("\n")[0]
        assert not told or told in view.short or ": " in told, answer.id
    assert "0800 32 746" in short_text(maker.view(LANGUAGES[code], "medical.costs"))
    long = max((short_text(maker.view(LANGUAGES[code], each.id)) for each in store.answers()), key=len)
    assert read_back(long) == long


def test_the_rows_that_a_page_draws_are_the_same_code() -> None:
    drawn = qr.rows("Kaart voor de balie: 3467FK")
    picture = Image.new("1", (len(drawn), len(drawn)), 1)
    picture.putdata([sign == "0" for row in drawn for sign in row])
    [found] = zxingcpp.read_barcodes(picture.resize((len(drawn) * 4,) * 2), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == "Kaart voor de balie: 3467FK"


def test_a_code_is_dark_on_white_and_holds_no_script() -> None:
    picture = qr.svg("https://wegwijs.example/nl/medical/costs")
    assert picture.startswith("<svg")
    assert 'fill="#fff"' in picture
    assert "<script" not in picture


def test_the_poster_names_the_address_in_four_languages() -> None:
    page = poster_page(Site("127.0.0.1", 5005, "https://wegwijs.example/"), "nl")
    assert "https://wegwijs.example/" in page
    assert all(f'lang="{code}"' in page for code in LANGUAGES)


def test_without_an_address_the_poster_says_what_to_do() -> None:
    assert "--host 0.0.0.0" in poster_page(Site("127.0.0.1", 5005), "en")
