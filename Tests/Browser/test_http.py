"""The server as programs meet it, on a real socket: the contract of a report, broken bodies, half-open connections."""

import base64
import json
import re
import socket
import time
import uuid
from urllib.parse import urlsplit

import pytest
from district import call, fetch

# The server's idle timeout is 15 s.
HALF_OPEN = 25
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def connect(server):
    address = urlsplit(server.base)
    return socket.create_connection((address.hostname, address.port), timeout=HALF_OPEN)


def everything(connection):
    """What arrives until the server hangs up."""
    received = b""
    while piece := connection.recv(65_536):
        received += piece
    return received


@pytest.fixture(scope="module")
def half_open(district):
    """Three connections that never finish what they began; and when they began."""
    beginnings = [b"", b"GET /m HTTP/1.1\r\nHost: x\r\nX-Half", b"POST /m HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nnum"]
    connections = [connect(district) for _ in beginnings]
    for connection, beginning in zip(connections, beginnings):
        connection.sendall(beginning)
    yield connections, time.monotonic()
    for connection in connections:
        connection.close()


def test_a_report_is_answered_as_the_contract_says(district, half_open):
    status, headers, answer = district.file(
        "工地欠了我们八个人两个月工钱。", key=uuid.uuid4().hex, category="D01", **{"for": "other"},
        contact={"name": "赵建军", "phone": "154 0000 0456"}, location={"lat": 30.1, "lon": 104.6},
        claimed_at="2026-01-02T08:30:00+08:00")
    assert status == 201
    assert headers["Location"] == "/m/" + answer["number"]
    assert {"number", "code", "state", "site", "cell", "handled_by", "due", "receipt", "links"} <= set(answer)
    assert re.fullmatch(r"\d{12}", answer["number"])
    assert answer["site"]["name"] == district.site_name
    assert answer["state"] == "dispatched" and answer["handled_by"]["role"] == "gridWorker"
    for due in answer["due"]:
        assert set(due) == {"rule", "what", "at", "basis"} and all(due.values())
        assert MOMENT.fullmatch(due["at"])
    assert fetch(answer["links"]["status"])[0] in (200, 303)


def test_the_receipt_is_signed_with_a_published_key(district):
    _, _, answer = district.file("污水井盖丢了。")
    header, payload, _ = answer["receipt"].split(".")
    parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload)]
    _, _, keys = call(district.base + "/.well-known/jwks.json")
    assert parts[0]["kid"] in [key["kid"] for key in keys["keys"]]
    assert answer["number"] in json.dumps(parts[1])
    assert answer["code"] not in json.dumps(parts[1]), "a receipt that is shown around does not open the matter"


def test_rare_characters_arrive_byte_for_byte(district):
    text = "𠮷野家𪚥𫝀巷，𰻞𰻞面馆油烟 👨‍👩‍👧‍👦🏳️‍🌈，门牌“乙—３”。"
    _, _, answer = district.file(text)
    _, _, matter = call(f"{district.base}/api/v1/matters/{answer['number']}", token=district.session("gridWorker"))
    assert matter["text"] == text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": " \n　"}, "text"),
        ({"text": "吵" * 8001}, "text"),
        ({"text": "铃\x07声"}, "text"),
        ({"text": 7}, "text"),
        ({"text": "好", "category": "D77"}, "category"),
        ({"text": "好", "contact": {"name": "王" * 41}}, "name"),
        ({"text": "好", "contact": {"phone": "138abc"}}, "phone"),
        ({"text": "好", "concerns": ["mayor"]}, "concerns"),
        ({"text": "好", "claimed_at": "yesterday"}, "claimed_at"),
        ({"text": "好", "location": {"lat": 91, "lon": 0}}, "location"),
        ({"text": "好", "for": "nobody"}, "for"),
        ({"text": "好", "draft": "short"}, "draft"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_kept(district, body, field):
    status, headers, problem = call(district.reports, body=body)
    assert status == 422
    assert headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["status"] == 422 and problem["title"] and problem["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "application/json", 400),
        (b'{"text": "half', "application/json", 400),
        (b'["text"]', "application/json", 422),
        (b'{"text": "\xc3\x28"}', "application/json", 400),
        ("{\"text\": \"吵闹\"}".encode("gbk"), "application/json", 400),
        (b"text=%E5%90", FORM["Content-Type"], 400),
        (b"text=%zz", FORM["Content-Type"], 400),
        (b"text=x", "text/plain", 415),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 415),
        (b"text=" + b"a" * 200_000, FORM["Content-Type"], 413),
        (b'{"text": "' + b"a" * 200_000 + b'"}', "application/json", 413),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, bytes) else None,
)
def test_a_broken_body_is_refused_in_words(district, body, content_type, expected):
    status, headers, problem = call(district.reports, body=body, method="POST", headers={"Content-Type": content_type})
    assert status == expected, problem
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    people = fetch(district.reports, method="POST", body=body, headers={"Content-Type": content_type, "Accept": "text/html"})
    assert people[0] == expected
    if content_type.startswith(("application/x-www-form-urlencoded", "multipart")):
        assert "<h1>" in people[2].decode(), "a browser sent it, so a person reads the answer"


def test_a_wrong_method_is_told_the_right_ones(district):
    for path, method, allowed in [("/m", "PUT", "POST"), (f"/s/{district.token}", "DELETE", "GET"), ("/desk/work", "POST", "GET")]:
        status, headers, _ = fetch(district.base + path, method=method, body=b"")
        assert status == 405
        assert allowed in headers["Allow"]
    assert fetch(district.base + "/m", method="HEAD")[0] == 200


def test_the_same_draft_with_other_words_is_refused_and_the_first_stays(district):
    key = uuid.uuid4().hex
    _, _, first = district.file("水管爆了。", key=key)
    status, headers, problem = district.file("水管没爆。", key=key)
    assert (status, headers["Content-Type"]) == (422, "application/problem+json"), problem
    status, headers, again = district.file("水管爆了。", key=key)
    assert (status, headers["Idempotent-Replay"], again["number"]) == (200, "true", first["number"])


def test_a_huge_body_is_refused_before_it_is_read(district):
    with connect(district) as connection:
        connection.sendall(
            f"POST {urlsplit(district.reports).path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            "Content-Length: 400000000\r\n\r\n{".encode())
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 413")


def test_pages_forbid_what_they_do_not_need(district):
    _, headers, page = fetch(district.site_url)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Set-Cookie"] is None
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page.decode())


def test_connections_that_stop_half_way_are_dropped(half_open):
    connections, began = half_open
    for connection in connections:
        everything(connection)
    assert time.monotonic() - began < HALF_OPEN + 5
