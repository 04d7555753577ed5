"""The report in a real browser, without scripts and without a network. Skipped where there is no
Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.discrepancies.html_report.page import bytes_of
from tests.discrepancies.html_report.test_page import HOSTILE
from tests.test_samples import CLEAN, CLINIC_DAY, scrubbed

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

DESKTOP, PHONE, ZOOMED = (1280, 900), (360, 740), (640, 450)  # zoomed: 1280 wide at 200 percent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    written = {}
    for name in ("day", "clean"):
        result = scrubbed(CLINIC_DAY if name == "day" else CLEAN[0])
        written[name] = folder / f"{name}.html"
        written[name].write_bytes(bytes_of(result, (HOSTILE,)))
    return written


class Opened:
    """A report in a browser window of that size, and all that happened when it was opened."""

    def __init__(self, browser: Browser, report: Path, size: tuple[int, int]) -> None:
        width, height = size
        self.context = browser.new_context(
            java_script_enabled=False, offline=True, viewport={"width": width, "height": height}
        )
        self.page: Page = self.context.new_page()
        self.happened: list[str] = []
        self.page.on("request", lambda request: self.happened.append(request.url))
        self.page.on("console", lambda message: self.happened.append(message.text))
        self.page.on("pageerror", lambda error: self.happened.append(str(error)))
        self.page.goto(report.as_uri())


@pytest.fixture(params=[DESKTOP, PHONE, ZOOMED], ids=["desktop", "phone", "zoomed"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path]
) -> Iterator[Opened]:
    window = Opened(browser, reports["day"], request.param)
    yield window
    window.context.close()


def test_it_asks_for_nothing_and_complains_of_nothing(
    opened: Opened, reports: dict[str, Path]
) -> None:
    assert opened.happened == [reports["day"].as_uri()]


def test_its_style_is_applied(opened: Opened) -> None:
    marker = opened.page.locator(".patient-data")
    assert marker.evaluate("shown => getComputedStyle(shown).borderTopWidth") == "2px"


def test_nothing_is_wider_than_the_window(opened: Opened) -> None:
    widths = opened.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_what_is_folded_opens_without_a_script(opened: Opened) -> None:
    row = opened.page.locator("details tbody tr").first
    assert not row.is_visible()
    opened.page.locator("summary").click()
    assert row.is_visible()


def test_what_is_folded_is_printed(browser: Browser, reports: dict[str, Path]) -> None:
    window = Opened(browser, reports["day"], DESKTOP)
    window.page.emulate_media(media="print")
    heights = window.page.locator("details tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) > 0
    assert window.page.locator("nav").is_hidden()
    assert window.page.pdf().startswith(b"%PDF")
    window.context.close()


def test_a_clean_file_opens_too(browser: Browser, reports: dict[str, Path]) -> None:
    window = Opened(browser, reports["clean"], PHONE)
    assert window.happened == [reports["clean"].as_uri()]
    assert window.page.locator(".outcome").inner_text().startswith("Nothing is left for you")
    window.context.close()
