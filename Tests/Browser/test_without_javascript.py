"""The same job with scripts switched off: old phones, strict browsers, WeChat on a bad day."""

import re

import pytest
from conftest import PHONE
from people import TEXT, Official, Resident, digits, sign_in
from playwright.sync_api import expect


@pytest.fixture
def plain_phone(open_page, district):
    return Resident(open_page(PHONE, scripts=False), district)


def test_reporting_handling_and_confirming_work_without_scripts(plain_phone, open_page, district):
    receipt = plain_phone.report(contact=("王桂芳", "15400000123"))
    worker = Official(open_page(PHONE, scripts=False), district)
    sign_in(worker.page, district, district.logins["gridWorker"])
    worker.card(receipt.number).click()
    worker.press("accept")
    worker.act("visit", "看过了，楼上防水层坏了。")
    worker.act("resolve", "楼上重做了防水，顶已补好。")
    assert worker.state() == "待居民确认"
    plain_phone.look_up(receipt.number, receipt.code)
    plain_phone.page.get_by_role("button", name="解决了").click()
    expect(plain_phone.page.locator("h1")).to_contain_text("办完了")


def test_the_back_button_keeps_what_was_typed_at_every_step(plain_phone):
    page = plain_phone.page
    plain_phone.scan().pick("物业").write().go_on()
    plain_phone.leave_contact("王桂芳", "15400000123").hide_from("station").go_on()
    expect(page.locator(".answers")).to_contain_text("王桂芳")
    page.go_back()
    expect(page.locator("input[name=name]")).to_have_value("王桂芳")
    expect(page.locator("input[name=phone]")).to_have_value("15400000123")
    expect(page.locator("input[name=concerns][value=station]")).to_be_checked()
    page.go_back()
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)


def test_the_pages_own_ways_back_keep_what_was_typed(plain_phone):
    page = plain_phone.page
    plain_phone.scan().pick("物业").write().go_on()
    plain_phone.leave_contact("王桂芳", "15400000123")
    page.get_by_role("button", name="返回").click()
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    plain_phone.write(TEXT + "请快点。").go_on()
    expect(page.locator("input[name=name]")).to_have_value("王桂芳")
    plain_phone.go_on()
    page.get_by_role("button", name=re.compile("改.*电话")).click()
    page.locator("input[name=phone]").fill("15400000456")
    plain_phone.go_on()
    answers = page.locator(".answers")
    for kept in (TEXT + "请快点。", "王桂芳", "15400000456"):
        expect(answers).to_contain_text(kept)


def test_sending_going_back_and_sending_again_is_one_matter(plain_phone):
    first = plain_phone.report()
    plain_phone.page.go_back()
    plain_phone.go_on()
    assert plain_phone.receipt() == first
    expect(plain_phone.page.locator(".state")).to_contain_text("您已经发过这件事了")


def test_reloading_the_receipt_is_one_matter(plain_phone):
    first = plain_phone.report()
    plain_phone.page.reload()
    assert plain_phone.receipt() == first


def test_what_one_browser_looked_up_stays_closed_to_another(plain_phone, open_page, district):
    receipt = plain_phone.report()
    stranger = open_page(PHONE, scripts=False)
    stranger.goto(f"{district.base}/m/{digits(receipt.number)}")
    expect(stranger.locator("#code")).to_be_visible()
    plain_phone.look_up(receipt.number, receipt.code)
    plain_phone.page.get_by_role("button", name="退出，别人看不到").click()
    plain_phone.page.goto(f"{district.base}/m/{digits(receipt.number)}")
    expect(plain_phone.page.locator("#code")).to_be_visible()
