"""Mistakes: the page says what is wrong, leads to the field, and keeps what was typed."""

import re

import pytest
from district import make, mashang, serve
from people import TEXT
from playwright.sync_api import expect


def assert_leads_to(page, field):
    """The summary is on top, has the focus, and its link leads to the field."""
    expect(page).to_have_title(re.compile("^错误："))
    summary = page.locator(".faults")
    expect(summary).to_be_focused()
    summary.locator("a").first.click()
    expect(page.locator(field)).to_be_focused()
    expect(page.locator(field)).to_have_attribute("aria-invalid", "true")


def test_an_empty_report_is_asked_for_again(phone):
    phone.scan().pick("物业").go_on()
    assert_leads_to(phone.page, "#text")
    expect(phone.page.locator("#text-wrong")).to_have_text("请写一写发生了什么")


def test_a_report_of_8001_characters_is_still_there_to_be_shortened(phone):
    text = "邻居装修吵。" * 1333 + "请来看"
    assert len(text) == 8001
    phone.scan().pick("邻居").write(text).go_on()
    assert_leads_to(phone.page, "#text")
    expect(phone.page.locator("#text")).to_have_value(text)
    phone.write(text[:-1]).go_on()
    expect(phone.page.locator("#name")).to_be_visible()


def test_a_telephone_number_with_letters_is_still_there_to_be_corrected(phone):
    phone.scan().pick("物业").write().go_on()
    phone.leave_contact("王桂芳", "138abc").go_on()
    assert_leads_to(phone.page, "#phone")
    expect(phone.page.locator("#phone")).to_have_value("138abc")
    expect(phone.page.locator("#name")).to_have_value("王桂芳")
    phone.page.locator("#phone").fill("13800000000")
    phone.go_on()
    expect(phone.page.locator(".answers")).to_contain_text(TEXT)


def test_an_altered_code_says_so_and_shows_the_telephone_numbers(open_page, district):
    page = open_page()
    last = "1" if district.token[-1] != "1" else "2"
    answer = page.goto(f"{district.base}/s/{district.token[:-1]}{last}")
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("这个码坏了，或者被人改过")
    assert_helps(page)


def test_a_code_of_somebody_elses_says_so(open_page, district, tmp_path):
    foreign = make(tmp_path / "elsewhere")
    with serve(foreign) as elsewhere:
        token = elsewhere.token
    page = open_page()
    answer = page.goto(f"{district.base}/s/{token}")
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("这个码我们不认识")
    assert_helps(page)


def test_a_revoked_code_says_so_at_once(open_page, district):
    code = next(code for code in reversed(district.codes()) if code["state"] == "issued")
    page = open_page()
    assert page.goto(code["url"]).status == 200
    mashang("codes", "revoke", code["token"], "--data", district.data)
    answer = page.goto(code["url"])
    assert answer.status == 410
    expect(page.locator("h1")).to_have_text("这个码已经停用")
    assert_helps(page)


def assert_helps(page):
    assert page.locator(".call").count() >= 2
    expect(page.locator(".call[href='tel:12345'], footer a[href='tel:12345']").first).to_be_visible()
    expect(page.get_by_text("我们从不要钱")).to_be_visible()


def test_a_bookmark_of_the_sending_address_leads_to_the_look_up(open_page, district):
    page = open_page()
    assert page.goto(district.reports).status == 200
    expect(page.locator("h1")).to_have_text("查我的事办到哪了")


@pytest.mark.parametrize(
    ("number", "code", "field", "words"),
    [
        ("", "", "#number", "请填编号"),
        ("2611 0000 0000", "", "#number", "编号有一位不对"),
        ("abc", "abc", "#number", "编号有一位不对"),
    ],
)
def test_a_mistyped_number_is_named_and_kept(phone, number, code, field, words):
    phone.look_up(number, code)
    expect(phone.page.locator(".faults")).to_contain_text(words)
    expect(phone.page.locator("#number")).to_have_value(number)
    assert_leads_to(phone.page, field)


def test_the_code_of_another_matter_opens_nothing(phone):
    first = phone.report()
    second = phone.report("另一件事：路灯坏了。")
    phone.page.context.clear_cookies()
    phone.look_up(first.number, second.code)
    expect(phone.page.locator(".faults")).to_contain_text("编号和查询码对不上")
    expect(phone.page.locator("ol.timeline")).to_have_count(0)


def test_a_wrong_password_says_neither_who_nor_why(open_page, district):
    page = open_page()
    said = []
    for login in (district.logins["auditor"], "nobody"):
        page.goto(district.base + "/desk/login")
        page.locator("#login").fill(login)
        page.locator("#password").fill("wrong-password")
        page.locator("main .main-button").click()
        expect(page).to_have_title(re.compile("^错误："))
        expect(page.locator("#login")).to_have_value(login)
        expect(page.locator("#password")).to_have_value("")
        said.append(page.locator(".faults").inner_text())
    assert said[0] == said[1]


def test_an_address_that_does_not_exist_is_explained_in_plain_words(open_page, district):
    page = open_page()
    assert page.goto(district.base + "/nowhere").status == 404
    expect(page.locator("h1")).to_have_text("没有这一页")
    assert "Error" not in page.locator("body").inner_text()
