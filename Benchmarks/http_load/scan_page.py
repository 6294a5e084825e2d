"""The bytes that a phone fetches to show the scan page, compressed as they travel."""

import gzip
import html.parser
import re
import urllib.parse
import urllib.request


_FETCHED = {"stylesheet", "icon", "manifest", "preload"}


class _Parts(html.parser.HTMLParser):
    """What a browser fetches along with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "link" and _FETCHED & set(values.get("rel", "").split()):
            self.links.append(values.get("href", ""))
        elif tag in ("script", "img", "source", "iframe"):
            self.links.append(values.get("src", ""))


def _fetch(address: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body = answer.read()
        plain = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
        is_text = answer.headers.get_content_maintype() == "text"
        return len(body), plain.decode() if is_text else ""


def weigh(address: str) -> dict[str, int]:
    """Bytes of each file's body, by path; the page itself is `page`."""
    size, page = _fetch(address)
    files = {"page": size}
    parts = _Parts()
    parts.feed(page)
    links = [link for link in parts.links if link and not link.startswith("data:")]
    waiting = [urllib.parse.urljoin(address, link) for link in links]
    while waiting:
        link = waiting.pop(0)
        path = urllib.parse.urlsplit(link).path
        if path in files:
            continue
        files[path], text = _fetch(link)
        if path.endswith(".css"):
            inner = re.findall(r"url\([\"']?([^\"')]+)", text)
            waiting += [urllib.parse.urljoin(link, item) for item in inner if not item.startswith("data:")]
    return files
