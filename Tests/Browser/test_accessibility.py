"""Every kind of page, for everybody: axe, large text, small screens, wide spacing, thumbs, dark mode."""

import json

import pytest
from conftest import DESK, PHONE
from district import call
from walk import walk

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What sticks out of the window, and text that is cut off inside its box. A table may scroll in a box of its own.
SPILLS = """() => {
  const wide = document.documentElement.clientWidth + 1;
  const name = (one) => one.tagName.toLowerCase() + (one.className ? "." + one.className : "")
    + " “" + one.textContent.trim().slice(0, 20) + "”";
  const all = [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility()
    && !one.closest(".unseen, .skip, svg, option, .matter-card .words"));  // The first lines of a report, cut on purpose.
  const scrolls = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  const inScroller = (one) => { for (let up = one.parentElement; up; up = up.parentElement) if (scrolls(up)) return true; };
  const out = all.filter((one) => one.getBoundingClientRect().right > wide && !inScroller(one)).map(name);
  const cut = all.filter((one) => getComputedStyle(one).overflow === "hidden"
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)).map(name);
  const scrolled = document.documentElement.scrollWidth > wide ? ["the whole page scrolls sideways"] : [];
  return [...scrolled, ...out.slice(0, 3), ...cut.map((one) => "cut: " + one)];
}"""

# Controls that a thumb would miss. A small box with a label counts with its label.
SMALL = """(least) => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip"))
  .map((one) => [one, (["checkbox", "radio"].includes(one.type) && one.closest("label") || one).getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least)
  .map(([one, box]) => `${one.tagName} “${(one.textContent || one.name).trim().slice(0, 20)}” ${box.width|0}×${box.height|0}`)"""

# WCAG 1.4.12
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(scope="module")
def solved(district):
    """One matter at the resident's turn, another in the worker's hands."""
    token = district.session("gridWorker")

    def handled(text, *commands):
        _, _, receipt = district.file(text)
        for version, command in enumerate(commands, start=2):
            path = f"{district.base}/api/v1/matters/{receipt['number']}/commands"
            status, _, answer = call(
                path, body={"type": command, "version": version, "note": "看过了，已修好。", "evidence": ["照片两张"]},
                token=token)
            assert status == 200, answer
        return receipt

    done = handled("楼梯扶手松了。", "accept", "visit", "resolve")
    under_way = handled("下水道堵了。", "accept")
    return {"number": done["number"], "code": done["code"], "handling": under_way["number"]}


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("zh-CN", PHONE, False), ("zh-CN", DESK, True), ("en", PHONE, True), ("en", DESK, False)],
    ids=["zh-phone-light", "zh-desk-dark", "en-phone-dark", "en-desk-light"],
)
def test_axe_finds_nothing_on_any_page(
    open_page, signed_in, district, solved, axe_source, screenshot, language, size, dark, request
):
    found = []
    pages = walk(open_page, signed_in, district, solved, size=size, language=language, dark=dark)
    for name, page, _ in pages:
        screenshot(page, f"{name}-{request.node.callspec.id}")
        page.evaluate(axe_source)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        for violation in result["violations"]:
            where = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{name}: {violation['impact']} {violation['id']} {json.dumps(where)}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_fits_small_screens_large_text_and_thumbs(open_page, signed_in, district, solved, language):
    found = []
    for name, page, is_resident in walk(open_page, signed_in, district, solved, size=PHONE, language=language):
        def look(what, page=page, name=name):
            found.extend(f"{name}, {what}: {spill}" for spill in page.evaluate(SPILLS))

        headings = page.locator("h1").count()
        if headings != 1:
            found.append(f"{name}: {headings} h1")
        if page.locator("html").get_attribute("lang") != ("en" if language == "en" else "zh-Hans"):
            found.append(f"{name}: wrong lang")
        if is_resident:
            found.extend(f"{name}, small: {small}" for small in page.evaluate(SMALL, 44))
        look("360 px")
        page.set_viewport_size({"width": 320, "height": 640})
        look("320 px")
        page.set_viewport_size(PHONE)
        page.evaluate("() => document.documentElement.style.fontSize = 2 * parseFloat("
                      "getComputedStyle(document.documentElement).fontSize) + 'px'")
        look("text at 200 %")
        page.evaluate("() => document.documentElement.style.fontSize = ''")
        page.evaluate(SPACING)
        look("wide spacing")
        page.evaluate("() => document.adoptedStyleSheets = []")
    assert not found, "\n".join(found)


def test_the_whole_report_can_be_made_with_the_keyboard(phone):
    page = phone.page
    phone.scan()

    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("one => document.activeElement?.matches(one)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    tab_to(".tiles a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tell*")
    tab_to("#text")
    page.keyboard.type("Lou dao deng huai le")
    for path in ("**/who", "**/check", "**/reports"):
        tab_to("main .main-button")
        page.keyboard.press("Enter")
        page.wait_for_url(path)
    assert phone.receipt().number
