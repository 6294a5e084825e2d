"""What must not be seen, and what must not run."""

import pytest
from district import call, fetch
from people import Official, Resident, digits

HOSTILE = [
    "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>",
    "\"\u0301 onmouseover=window.hit=1 x=\"",
    "{{secret}} {{{t.signOut}}} &lt;b&gt; </textarea><svg onload=window.hit=1>",
    "javascript:window.hit=1 \u200f مرحبا 𠮷𪚥 👨‍👩‍👧‍👦",
]

# The content security policy would stop an injected handler, so look for what should not even be there.
INJECTED = "main script, main img, main svg[onload], [onmouseover], [onerror], [x]"


@pytest.mark.parametrize("words", HOSTILE, ids=["tags", "combining quote", "template", "scripts and directions"])
def test_hostile_words_are_shown_as_words_and_run_nothing(district, open_page, signed_in, words):
    _, _, receipt = district.file(words)
    pages = []
    resident = Resident(open_page(), district)
    resident.look_up(receipt["number"], receipt["code"])
    pages.append(resident.page)
    for role, path in [("gridWorker", "/desk/work"), ("stationChief", "/desk/station"), ("countySupervisor", "/desk/station"),
                       ("gridWorker", "/desk/m/" + receipt["number"])]:
        pages.append(Official(open_page(signed_in=signed_in(role)), district).open(path).page)
    for page in pages:
        for element in page.locator("summary").all():
            element.click()
        page.mouse.move(100, 300)
        assert page.evaluate("() => window.hit") is None
        assert page.locator(INJECTED).count() == 0, page.url
        assert words.split()[0] in page.locator("main").inner_text(), page.url


@pytest.mark.parametrize("words", HOSTILE, ids=["tags", "combining quote", "template", "scripts and directions"])
def test_hostile_words_travel_through_the_form_unchanged(phone, words):
    page = phone.scan().pick("物业").write(words).page
    for _ in ("who", "check"):
        phone.go_on()
        assert page.locator("input[type=hidden][name=text]").input_value() == words
        assert page.locator(INJECTED).count() == 0
        if page.locator("#name").count():
            page.locator("#name").fill(words[:40])
    assert page.locator("input[type=hidden][name=name]").input_value() == words[:40]
    assert words in page.locator(".answers").inner_text()


@pytest.mark.parametrize("concern", ["gridWorker", "village", "station"])
def test_whom_a_report_concerns_never_learns_of_it(district, open_page, signed_in, concern):
    resident = Resident(open_page(), district)
    receipt = resident.report(f"关于{concern}的事，请上级来看。", concerns=[concern])
    number = digits(receipt.number)
    worker = Official(open_page(signed_in=signed_in("gridWorker")), district).open("/desk/work")
    assert receipt.number not in worker.page.content()
    assert worker.page.goto(f"{district.base}/desk/m/{number}").status == 404
    chief = Official(open_page(signed_in=signed_in("stationChief")), district).open("/desk/station")
    assert (receipt.number in chief.page.content()) == (concern != "station")
    county = district.session("countySupervisor")
    status, _, matter = call(f"{district.base}/api/v1/matters/{number}", token=county)
    assert (status, matter["holder"].split(":")[0]) == (200, "station"), "somebody above always has it"


def test_a_contact_that_is_not_shared_is_on_no_desk(district, open_page, signed_in):
    receipt = Resident(open_page(), district).report("楼道灯不亮。", contact=("欧阳不公开", "15400009876", False))
    number = digits(receipt.number)
    for role in ["gridWorker", "stationChief", "mediator", "countySupervisor", "inspector"]:
        page = Official(open_page(signed_in=signed_in(role)), district).open("/desk/m/" + number).page
        assert "欧阳不公开" not in page.content() and "15400009876" not in page.content(), role


def test_an_inspector_reads_no_words_of_residents(district, open_page, signed_in):
    _, _, receipt = district.file("只有办理人能看的话。")
    page = Official(open_page(signed_in=signed_in("inspector")), district).open("/desk/m/" + receipt["number"]).page
    assert receipt["number"][:4] in page.content() and "只有办理人能看的话" not in page.content()


def test_the_log_holds_no_word_number_or_code_of_a_resident(district):
    _, _, receipt = district.file(
        "日志里不该有这句话。", contact={"name": "司徒金丝雀", "phone": "15400001234", "share": True})
    fetch(district.base + "/m", method="POST", headers={"Content-Type": "application/x-www-form-urlencoded"},
          body=f"number={receipt['number']}&code={receipt['code']}".encode())
    log = district.log.read_text()
    for canary in ["日志里不该有", "司徒金丝雀", "15400001234", receipt["code"], receipt["number"]]:
        assert canary not in log


def test_no_cookie_is_set_before_a_report_is_sent(district, open_page):
    resident = Resident(open_page(), district)
    resident.scan().pick("物业").write().go_on().go_on()
    assert resident.page.context.cookies() == []
