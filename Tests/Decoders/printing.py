"""Real posters by the built program, as the pictures that a printer makes of them."""

import json
import subprocess

import district
import zxingcpp
from camera import Poster
from PIL import Image

# Printed; a camera sees less than half of it.
DPI = 300
TOWNSHIP = "512002001"
HOST = "https://ma.yanjiang.gov.cn"


def draw(folder):
    """A deployment with codes, and the poster of one: {"png": Poster, "pdf": Poster}, and the address in its code."""
    data = folder / "data"
    district.mashang("init", data, "--grids", district.GRIDS, "--base-url", HOST)
    district.mashang("codes", "issue", "--township", TOWNSHIP, "--data", data)
    row = json.loads(district.mashang("codes", "list", "--json", "--data", data).stdout)[0]
    out = folder / "posters"
    for kind in ("png", "pdf"):
        district.mashang("posters", "--data", data, "--site", row["site"], "--format", kind, "--out", out)
    png = out / f"{row['site']}.png"
    page = folder / "page"
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", out / f"{row['site']}.pdf", page], check=True)
    pages = {"png": Image.open(png), "pdf": Image.open(page.with_suffix(".png"))}
    return {kind: _found(page, row["url"]) for kind, page in pages.items()}, row["url"]


def _found(page, url):
    page = page.convert("L")
    code = next(
        found for found in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode) if found.text == url)
    place = code.position
    left, top = place.top_left.x, place.top_left.y
    side = place.top_right.x - left
    modules = _modules(page, left, top, side)
    return Poster(page, DPI / 25.4, (left, top, side), modules)


def _modules(page, left, top, side):
    """Modules on a side: the finder pattern's upper bar is seven of them, and versions are four apart."""
    row = [page.getpixel((left + x, top + 2)) < 128 for x in range(side)]
    module = row.index(False, 2) / 7
    return 17 + 4 * round((side / module - 17) / 4)
