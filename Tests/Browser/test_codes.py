"""Codes and posters, read back by programs that nobody here wrote."""

import subprocess

import pytest
import zxingcpp
from district import fetch, mashang
from PIL import Image


def zbar(picture):
    return subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=True).stdout.strip()


def zxing(picture):
    return [found.text for found in zxingcpp.read_barcodes(Image.open(picture))]


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_poster_is_read_back_by_two_decoders(district, tmp_path, form):
    row = district.codes()[0]
    mashang("posters", "--data", district.data, "--site", row["site"], "--format", form, "--out", tmp_path)
    picture = tmp_path / f"{row['site']}.{form}"
    if form == "svg":
        assert picture.read_text().count("<path") == 2, "all modules of the code are one path, and so are the seal's"
        drawn = tmp_path / "drawn.png"
        subprocess.run(["rsvg-convert", "--dpi-x=150", "--dpi-y=150", "-o", drawn, picture], check=True)
        picture = drawn
    assert row["url"] in zbar(picture).splitlines()
    assert row["url"] in zxing(picture)


def test_what_is_printed_opens_in_any_case(district):
    row = district.codes()[0]
    for address in (row["url"], row["url"].lower(), row["url"].replace("/S/", "/s/")):
        status, _, page = fetch(address.replace("HTTP://", "http://"))
        assert status == 200
        assert row["name"] in page.decode()


def test_tokens_are_opaque_and_all_different(district):
    tokens = [row["token"] for row in district.codes()]
    assert len(tokens) == len(set(tokens)) > 600
    assert all(len(token) == 11 for token in tokens)
    # Neighbouring sites share nothing: what comes next cannot be guessed.
    assert len({token[:3] for token in tokens}) > len(tokens) * 0.9
