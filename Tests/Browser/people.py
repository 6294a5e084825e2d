"""What people do with the pages, step by step, as their hands would."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

TEXT = "楼上卫生间漏水，把我家客厅的顶泡坏了，找过两次都没人来修。"


@dataclass
class Receipt:
    number: str
    code: str


class Resident:
    """Somebody in front of the poster, with a phone."""

    def __init__(self, page, district):
        self.page = page
        self.district = district

    def scan(self):
        self.page.goto(self.district.site_url)
        return self

    def pick(self, tile="房屋物业"):
        self.page.locator(".tiles a", has_text=tile).click()
        return self

    def write(self, text=TEXT):
        self.page.locator("textarea[name=text]").fill(text)
        return self

    def go_on(self):
        """The big button of the page."""
        self.page.locator("main .main-button").click()
        return self

    def leave_contact(self, name, phone, share=True):
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=phone]").fill(phone)
        self.page.locator("input[name=share]").set_checked(share)
        return self

    def hide_from(self, *concerns):
        for concern in concerns:
            self.page.locator(f"input[name=concerns][value={concern}]").check()
        return self

    def report(self, text=TEXT, tile=None, contact=None, concerns=()):
        """From the poster to the receipt."""
        self.scan().pick(tile or first_tile(self.page)).write(text).go_on()
        if contact:
            self.leave_contact(*contact)
        self.hide_from(*concerns).go_on().go_on()
        return self.receipt()

    def receipt(self):
        rows = self.page.locator(".ticket dd")
        expect(rows).to_have_count(2)
        return Receipt(rows.nth(0).inner_text(), rows.nth(1).inner_text())

    def look_up(self, number, code):
        self.page.goto(self.district.base + "/m")
        self.page.locator("#number").fill(number)
        self.page.locator("#code").fill(code)
        return self.go_on()

    def timeline(self):
        return self.page.locator("ol.timeline li > p:not(.own-words)").all_inner_texts()


class Official:
    """Somebody at a desk, already signed in."""

    def __init__(self, page, district):
        self.page = page
        self.district = district

    def open(self, path):
        self.page.goto(self.district.base + path)
        return self

    def card(self, number):
        return self.page.locator(".matter-card", has_text=number)

    def open_matter(self, number):
        return self.open("/desk/m/" + digits(number))

    def press(self, command):
        """A command that needs no words."""
        self.unfold(command)
        self.page.locator(f"form.act:has(input[name=type][value={command}]) button").click()
        return self

    def unfold(self, command):
        """What is seldom done is folded away in a group."""
        group = self.page.locator(f"details.more:not([open]):has(input[name=type][value={command}]) > summary")
        if group.count():
            group.click()

    def act(self, command, words, to=None):
        """A command with a note or reason, and an owner where one is asked for."""
        form = self.page.locator(f"form.act:has(input[name=type][value={command}])")
        self.unfold(command)
        form.locator("summary").click()
        if to is not None:
            form.locator("select").select_option(to)
        for field in form.locator("textarea").all():
            field.fill(words)
        form.locator("button").click()
        return self

    def commands(self):
        """What may be done now."""
        return self.page.locator("form.act input[name=type]").evaluate_all("all => all.map(one => one.value)")

    def state(self):
        return self.page.locator("main .row .tag").first.inner_text()

    def trail(self):
        return self.page.locator("ol.trail li").all_inner_texts()


def sign_in(page, district, login, password=None):
    page.goto(district.base + "/desk/login")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password or district.password)
    page.locator("main .main-button").click()


def first_tile(page):
    return page.locator(".tiles b").first.inner_text()


def digits(number):
    return re.sub(r"\D", "", number)
