"""What a resident can do after sending, each on a phone, with scripts and without: the page, its words, its effect."""

import pytest
from conftest import PHONE
from district import call
from people import Resident, digits
from playwright.sync_api import expect
from test_accessibility import RULES, SMALL, SPILLS

THUMB = 44
PIXELS = 2


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def resident(request, open_page, district):
    return Resident(open_page(PHONE, scripts=request.param), district)


@pytest.fixture
def handled(district):
    """Files a report and lets the worker do these things with it."""
    token = district.session("gridWorker")

    def handled(text, *commands):
        _, _, receipt = district.file(text)
        for version, command in enumerate(commands, start=2):
            status, _, answer = call(
                f"{district.base}/api/v1/matters/{receipt['number']}/commands",
                body={"type": command, "version": version, "note": "师傅来换了水管，不漏了。", "evidence": ["照片"]},
                token=token)
            assert status == 200, answer
        return receipt

    return handled


@pytest.fixture
def as_it_stands(open_page):
    """A page without scripts cannot be asked: what it shows, in a browser that can be, none of its own scripts run."""

    def as_it_stands(page):
        shown, asked = page.content(), open_page(PHONE)

        def answer(route):
            if route.request.is_navigation_request():
                route.fulfill(body=shown, content_type="text/html; charset=utf-8")
            elif route.request.resource_type == "script":
                route.abort()
            else:
                route.continue_()

        asked.route("**/*", answer)
        asked.goto(page.url)
        return asked

    return as_it_stands


@pytest.fixture
def is_fine(as_it_stands, screenshot, axe_source, request):
    """Nothing sticks out, nothing is too small for a thumb, axe finds nothing; and a picture is kept."""

    def is_fine(page, name):
        is_plain = "plain" in request.node.name
        screenshot(page, f"{name}-{'plain' if is_plain else 'scripts'}")
        if is_plain:
            page = as_it_stands(page)
        assert page.evaluate(SPILLS) == [], name
        assert page.evaluate(SMALL, THUMB - PIXELS) == [], name
        page.evaluate(axe_source)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert [violation["id"] for violation in found] == [], name

    return is_fine


def ask(resident, action):
    resident.page.locator(f".actions a[href*='/{action}']").click()
    return resident


def test_withdrawn_by_its_resident_and_taken_up_again(resident, handled, is_fine):
    receipt = handled("楼道的灯不亮了。")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    is_fine(page, "track-actions")
    ask(resident, "withdraw")
    is_fine(page, "withdraw")
    page.go_back()
    expect(page.locator(".actions a[href*='/withdraw']")).to_be_visible()
    ask(resident, "withdraw").go_on()
    expect(page.locator("h1")).to_contain_text("撤回")
    is_fine(page, "track-withdrawn")
    # Nothing that was promised is said to be kept.
    assert "已做到" not in page.locator(".promises").inner_text()
    assert "撤回" in " ".join(resident.timeline())
    ask(resident, "contest")
    is_fine(page, "contest-withdrawn")
    page.locator("#reason").fill("灯又不亮了，还是请你们来看。")
    resident.go_on()
    expect(page.locator("h1")).to_contain_text("上一级")


def test_urged_once_and_told_when_it_is_possible_again(resident, handled, is_fine):
    receipt = handled("垃圾三天没人清。")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    ask(resident, "urge")
    is_fine(page, "urge")
    resident.go_on()
    assert "催" in " ".join(resident.timeline())
    ask(resident, "urge").go_on()
    expect(page.get_by_role("alert")).to_contain_text("以后")
    expect(page.locator("main .main-button")).to_have_count(0)
    is_fine(page, "urge-too-soon")


def test_rated_with_words_and_rated_again(resident, handled, is_fine):
    receipt = handled("水管漏水。", "accept", "visit", "resolve")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    page.get_by_role("button", name="解决了").click()
    expect(page.locator("h1")).to_contain_text("办完了")
    is_fine(page, "track-closed")
    ask(resident, "rate")
    is_fine(page, "rate")
    resident.go_on()
    expect(page.get_by_role("alert")).to_be_visible()
    is_fine(page, "rate-wrong")
    page.locator("input[name=stars][value='4']").check()
    page.locator("#note").fill("来得快，就是鞋套没带。")
    resident.go_on()
    assert "评" in " ".join(resident.timeline())
    ask(resident, "rate")
    page.locator("input[name=stars][value='5']").check()
    resident.go_on()
    assert len([step for step in resident.timeline() if "评" in step]) == 2


def test_not_solved_after_it_was_closed_goes_up(resident, handled, is_fine):
    receipt = handled("下水道返水。", "accept", "visit", "resolve")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    page.get_by_role("button", name="解决了").click()
    ask(resident, "contest")
    is_fine(page, "contest-closed")
    resident.go_on()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#reason").fill("过了两天又返水了。")
    resident.go_on()
    expect(page.locator("h1")).to_contain_text("上一级")
    assert any("没解决" in step or "没有解决" in step for step in resident.timeline())


def test_a_review_is_asked_for_with_a_reason(resident, handled, is_fine):
    receipt = handled("补偿算错了。", "accept", "visit", "resolve")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    ask(resident, "review")
    is_fine(page, "review")
    resident.go_on()
    expect(page.get_by_role("alert")).to_be_visible()
    is_fine(page, "review-wrong")
    page.locator("#reason").fill("面积少算了十二平米，有测绘图。")
    resident.go_on()
    expect(page.locator("h1")).to_contain_text("复查")
    is_fine(page, "track-review")
    assert "申请再查一遍" in " ".join(resident.timeline())


def test_an_old_page_or_a_second_press_shows_how_it_stands(resident, handled, open_page, district):
    receipt = handled("围墙要修。")
    page = resident.page
    resident.look_up(receipt["number"], receipt["code"])
    ask(resident, "withdraw")
    elsewhere = Resident(open_page(PHONE), district)
    elsewhere.look_up(receipt["number"], receipt["code"])
    ask(elsewhere, "withdraw").go_on()
    resident.go_on()
    expect(page.locator("h1")).to_contain_text("撤回")
    assert sum("撤回" in step for step in resident.timeline()) == 1
    assert digits(page.locator(".state .digits").inner_text()).endswith(receipt["number"])
