"""The main job from end to end: a resident's phone, the grid worker's inbox, the station's board, and back."""

import re
from uuid import uuid4

from conftest import PHONE
from people import digits
from playwright.sync_api import expect


def unique(text):
    return f"{text}（{uuid4().hex[:8]}）"


def test_a_report_reaches_the_open_inbox_and_is_solved_contested_and_closed(
    phone, official, district, screenshot, open_page
):
    worker = official("gridWorker", PHONE)
    worker.open("/desk/work")
    expect(worker.page.locator("[data-live-status]")).to_have_text("实时更新中")
    text = unique("三单元电梯坏了半个月，老人上不了楼。")

    # 1 · The resident scans, picks a picture, writes, leaves a name, looks again, sends.
    page = phone.scan().page
    expect(page.locator(".place .site")).to_have_text(district.site_name)
    expect(page.locator(".tiles a")).to_have_count(8)
    screenshot(page, "scan-phone")
    phone.pick("物业")
    screenshot(page, "tell-phone")
    phone.write(text).go_on()
    screenshot(page, "who-phone")
    phone.leave_contact("李秀英", "154 0000 0999").go_on()
    expect(page.get_by_text(text)).to_be_visible()
    screenshot(page, "check-phone")
    phone.go_on()
    receipt = phone.receipt()
    screenshot(page, "receipt-phone")
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", receipt.number)
    expect(page.get_by_text(district.names["gridWorker"])).to_be_visible()
    promises = page.locator(".promises li")
    assert promises.count() >= 1
    for promise in promises.all_inner_texts():
        assert re.search(r"\d+月\d+日", promise), "by when"
        assert "依据：" in promise
    assert re.search(r"依据：《?.+第.+条", " ".join(promises.all_inner_texts())), "under which article"

    # 2 · The worker's page, open all the time, has it by itself; only what is urgent stands above it.
    top = worker.page.locator(".matter-card", has_text=receipt.number).first
    expect(top).to_be_visible(timeout=5_000)
    screenshot(worker.page, "work-phone")
    top.click()
    expect(worker.page.get_by_text(text)).to_be_visible()
    expect(worker.page.get_by_text("李秀英")).to_be_visible()
    screenshot(worker.page, "matter-worker-phone")
    worker.press("accept")
    assert worker.state() == "已签收"
    worker.act("visit", "上门看了，主板烧了，已联系维保单位。")
    assert worker.state() == "办理中"
    worker.act("resolve", "维保单位换了主板，电梯已恢复。")
    assert worker.state() == "待居民确认"

    # 3 · The resident looks it up on another phone, typing as people do, and does not agree.
    at_home = type(phone)(open_page(PHONE), district)
    screenshot(at_home.page.goto(district.base + "/m") and at_home.page, "look-up-phone")
    at_home.look_up(digits(receipt.number), receipt.code.replace("-", " ").lower())
    expect(at_home.page.get_by_text("维保单位换了主板，电梯已恢复。").first).to_be_visible()
    steps = " ".join(at_home.timeline())
    for step in ("您说了这件事", "交给了", "接手了", "上门或联系了", "说办好了"):
        assert step in steps
    screenshot(at_home.page, "track-resolved-phone")
    at_home.page.get_by_role("link", name="没解决").click()
    screenshot(at_home.page, "contest-phone")
    at_home.page.locator("#reason").fill("电梯昨天又停了。")
    at_home.go_on()
    expect(at_home.page.locator("h1")).to_contain_text("上一级")
    screenshot(at_home.page, "track-contested-phone")

    # 4 · It went up a level: the station's board shows it, and the station finishes the work.
    station = official("stationChief").open("/desk/station")
    column = station.page.locator(".board section", has=station.page.get_by_role("heading", name="没解决，重新办"))
    expect(column.locator(".matter-card", has_text=receipt.number)).to_be_visible()
    screenshot(station.page, "board-desk")
    station.card(receipt.number).click()
    assert station.state() == "重新办理"
    screenshot(station.page, "matter-station-desk")
    station.press("accept" if "accept" in station.commands() else "takeOver")
    assert station.state() == "已签收"
    station.act("resolve", "请厂家换了控制柜，连看三天没有再停。")

    # 5 · Now it is solved.
    at_home.page.reload()
    at_home.page.get_by_role("button", name="解决了").click()
    expect(at_home.page.locator("h1")).to_contain_text("办完了")
    screenshot(at_home.page, "track-closed-phone")
    station.open_matter(receipt.number)
    assert station.state() == "已办结"
    assert station.commands() == []


def test_a_worker_gives_a_matter_back_with_a_reason_and_a_proposed_owner(phone, official, district):
    receipt = phone.report(unique("围墙外的路灯不亮。"))
    worker = official("gridWorker", PHONE).open_matter(receipt.number)
    to_station = worker.page.locator("#return-to option", has_text="决定").get_attribute("value")
    worker.act("return", "路灯归市政管，请站点联系。", to_station)
    expect(worker.page).to_have_url(re.compile("/desk/(work|m/)"))
    station = official("stationChief").open_matter(receipt.number)
    assert any("路灯归市政管，请站点联系。" in step for step in station.trail())
    assert any("退单" in step and "建议" in step for step in station.trail())


def test_a_return_without_a_reason_keeps_what_was_chosen_and_says_what_is_missing(phone, official):
    receipt = phone.report(unique("楼道堆了旧家具。"))
    worker = official("gridWorker", PHONE).open_matter(receipt.number)
    proposed = worker.page.locator("#return-to option").nth(1).get_attribute("value")
    worker.act("return", "", proposed)
    expect(worker.page.get_by_role("alert")).to_contain_text("请写明理由")
    expect(worker.page.locator("#return-to")).to_have_value(proposed)
    expect(worker.page).to_have_title(re.compile("^错误："))


def test_the_station_assigns_urges_and_takes_over(phone, official):
    receipt = phone.report(unique("化粪池满了，污水流到路上。"))
    station = official("stationChief").open_matter(receipt.number)
    assert {"assign", "urge", "takeOver"} <= set(station.commands())
    station.act("urge", "今天必须到现场。")
    other = station.page.locator("#assign-to option[value^=worker]").first
    name, value = other.inner_text(), other.get_attribute("value")
    station.act("assign", "离得近，请他先去看。", value)
    assert station.state() == "已派单"
    expect(station.page.locator(".pairs").first).to_contain_text(name)
    station.press("takeOver")
    assert station.state() == "已签收"
    trail = " ".join(station.trail())
    for step in ("催办", "今天必须到现场。", "指派", "离得近，请他先去看。", "接管"):
        assert step in trail


def test_a_report_without_a_name_is_taken_like_any_other(phone, official):
    receipt = phone.report(unique("树枝压到电线了。"))
    worker = official("gridWorker", PHONE).open_matter(receipt.number)
    expect(worker.page.get_by_text("来访人没有公开身份")).to_be_visible()


def test_the_board_can_be_narrowed_to_one_worker_and_to_what_is_late(official, district):
    station = official("stationChief").open("/desk/station")
    everything = station.page.locator(".matter-card").count()
    assert everything > 0
    station.page.locator("select[name=worker]").select_option(label=district.names["gridWorker"])
    station.page.get_by_role("button", name="筛选").click()
    # What is urgent stands above the columns, whatever is chosen.
    narrowed = station.page.locator(".board .matter-card")
    assert 0 < narrowed.count() <= everything
    for card in narrowed.all_inner_texts():
        assert district.names["gridWorker"] in card
    station.page.get_by_label("只看超时的").check()
    station.page.get_by_role("button", name="筛选").click()
    for card in station.page.locator(".board .matter-card").all_inner_texts():
        assert "晚了" in card
