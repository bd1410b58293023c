"""Takes the pictures that README shows: `python -m tests.browser.pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from bot.build import ROOT
from tests.browser.conftest import PATIENCE, QUESTIONS, SIZES, answer, ask
from tests.browser.served import phone, served, watched

FOLDER = ROOT / "bot/channel/screenshots"
SHORT = {"width": 360, "height": 720}


def take(browser: Browser, address: str, folder: Path) -> None:
    """All pictures, each from a phone or kiosk of its own."""
    with watched(browser, address, viewport=SHORT, locale="ar") as page:
        page.goto("/")
        page.screenshot(path=folder / "languages.png")
        page.goto("/nl")
        page.locator("#insecure").evaluate("(each) => each.remove()")
        page.screenshot(path=folder / "start-nl.png")
    for code in ("fr", "ar"):
        with watched(browser, address, viewport=SHORT, reduced_motion="reduce") as page:
            page.goto(f"/{code}")
            page.locator("#insecure").evaluate("(each) => each.remove()")
            ask(page, QUESTIONS[code][0])
            expect(answer(page).locator("h2")).to_be_visible(timeout=PATIENCE)
            page.screenshot(path=folder / f"answer-{code}.png")
    with watched(browser, address, viewport=SIZES["kiosk"], color_scheme="dark") as page:
        page.goto("/kiosk")
        page.screenshot(path=folder / "kiosk.png")


def main() -> None:
    """Write the pictures into the repository."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address, phone() as browser:
        take(browser, address, FOLDER)
    for each in sorted(FOLDER.iterdir()):
        print(f"{each.relative_to(ROOT)}: {each.stat().st_size} bytes")


if __name__ == "__main__":
    main()
