"""Every kind of page there is, opened one after the other."""

from people import TEXT, Official, Resident, first_tile

EMERGENCY = "楼下打起来了，有人拿刀，快来人。"


def walk(open_page, signed_in, district, solved, **options):
    """Yields (name, page, whether residents see it). The page may be changed by whoever looks at it, but not left."""
    yield from _resident(Resident(open_page(**options), district), district, solved)
    yield from _desks(lambda role=None: open_page(signed_in=role and signed_in(role), **options), district, solved)


def _resident(resident, district, solved):
    page = resident.page

    def seen(name):
        return name, page, True

    resident.scan()
    tile = first_tile(page)
    yield seen("scan")
    resident.pick(tile)
    yield seen("tell")
    resident.go_on()
    yield seen("tell-wrong")
    resident.write(EMERGENCY).go_on()
    yield seen("who")
    resident.leave_contact("王" * 41, "138abc").go_on()
    yield seen("who-wrong")
    resident.leave_contact("王桂芳", "15400000123").hide_from("village").go_on()
    yield seen("check-emergency")
    resident.scan().pick(tile).write(TEXT).go_on().go_on()
    yield seen("check")
    resident.go_on()
    receipt = resident.receipt()
    yield seen("receipt")
    page.goto(district.base + "/m")
    yield seen("look-up")
    resident.look_up("2611", receipt.code)
    yield seen("look-up-wrong")
    resident.look_up(receipt.number, receipt.code)
    yield seen("track")
    resident.look_up(solved["number"], solved["code"])
    yield seen("track-resolved")
    page.locator("a[href*='/contest']").click()
    yield seen("contest")
    resident.go_on()
    yield seen("contest-wrong")
    page.goto(f"{district.base}/s/{district.token[:-1]}{'1' if district.token[-1] != '1' else '2'}")
    yield seen("dead-code")
    page.locator("a[href*='/doubt']").click()
    yield seen("doubt")
    resident.go_on()
    yield seen("doubt-wrong")
    page.locator("input[name=reason][value=pasted]").check()
    page.locator("#note").fill("菜市场北门，贴在旧海报上")
    resident.go_on()
    yield seen("doubt-done")
    page.goto(district.base + "/")
    yield seen("front")
    page.locator("#poster").fill("123 456 789")
    resident.go_on()
    yield seen("front-wrong")
    page.goto(district.base + "/nowhere")
    yield seen("problem")


def _desks(open_desk, district, solved):
    page = open_desk()
    page.goto(district.base + "/desk/login")
    yield "login", page, False
    page.locator("#login").fill("nobody")
    page.locator("main .main-button").click()
    yield "login-wrong", page, False
    matter = "/desk/m/" + solved["handling"]
    for role, name, path in [
        ("gridWorker", "work", "/desk/work"), ("gridWorker", "matter-worker", matter),
        ("stationChief", "board", "/desk/station"), ("stationChief", "matter-station", matter),
        ("mediator", "matter-mediator", matter), ("countySupervisor", "county", "/desk/county"),
        ("countySupervisor", "board-county", "/desk/station"), ("inspector", "board-inspector", "/desk/station"),
        ("inspector", "matter-inspector", matter), ("auditor", "audit", "/desk/audit"), ("admin", "admin", "/desk/admin"),
        ("gridWorker", "codes-worker", "/desk/codes"), ("stationChief", "codes-station", "/desk/codes"),
        ("countySupervisor", "codes-county", "/desk/codes"),
    ]:
        desk = Official(open_desk(role), district).open(path)
        yield name, desk.page, False
        if name == "matter-worker":
            desk.act("return", "", desk.page.locator("#return-to option").nth(1).get_attribute("value"))
            yield "matter-wrong", desk.page, False
        if name == "audit":
            desk.open("/desk/work")
            yield "not-yours", desk.page, False
