"""One demonstration district and one browser for all tests."""

from pathlib import Path

import pytest
from axe_playwright_python import __file__ as axe_package
from playwright.sync_api import sync_playwright

import district as district_module
import people

CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = Path(__file__).parent / "screenshots"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def district(tmp_path_factory):
    """The sample district, serving. Its end is a test too: SIGTERM, exit 0, in less than five seconds."""
    with district_module.demo(tmp_path_factory.mktemp("demo") / "data", matters=60) as running:
        yield running
        code, seconds = running.stop()
        assert code == 0, running.log.read_text()[-2000:]
        assert seconds < 5, f"stopping took {seconds:.1f} s"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Makes a page in a browser of its own: nothing is shared with another one's cookies."""
    contexts = []

    def open_page(size=PHONE, scripts=True, language="zh-CN", signed_in=None, dark=False):
        context = browser.new_context(
            viewport=size, locale=language, java_script_enabled=scripts, has_touch=size == PHONE,
            color_scheme="dark" if dark else "light", storage_state=signed_in)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(open_page, district):
    """A resident with a phone."""
    return people.Resident(open_page(), district)


@pytest.fixture(scope="session")
def signed_in(browser, district):
    """The cookies of each role, signed in once through the page."""
    states = {}

    def signed_in(role):
        if role not in states:
            context = browser.new_context(locale="zh-CN")
            page = context.new_page()
            people.sign_in(page, district, district.logins[role])
            page.wait_for_url(lambda url: not url.endswith("/desk/login"))
            states[role] = context.storage_state()
            context.close()
        return states[role]

    return signed_in


@pytest.fixture
def official(open_page, signed_in, district):
    """Makes somebody of this role, at a desk or with a phone."""

    def official(role, size=DESK, **options):
        return people.Official(open_page(size, signed_in=signed_in(role), **options), district)

    return official


@pytest.fixture(scope="session")
def axe_source():
    return (Path(axe_package).parent / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def screenshot():
    """Keeps a page's picture as a file."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def screenshot(page, name):
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return screenshot
