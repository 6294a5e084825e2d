"""Codes and posters for every village of a list, drawn by the built program and killed on the way."""

import csv
import hashlib
import io
import os
import re
import signal
import subprocess
import tarfile
import time

import district
import pytest
import zxingcpp
from PIL import Image

# More than one checkpoint of codes (4,096 villages), and of posters (16 townships).
COUNTIES, TOWNSHIPS, VILLAGES = ("512002", "512021", "520324"), 15, 190
POSTERS = "512021"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A deployment's keys and a list: 资阳 and a county of 遵义, with made-up villages and names that trip programs."""
    folder = tmp_path_factory.mktemp("country")
    district.mashang("init", folder / "data", "--grids", district.GRIDS, "--base-url", "https://ma.ziyang.gov.cn")
    odd = ["中和社区", "中和社区", "中和社区#2", "大?村", "㭎树村", "龘村", "东风村,一组", '"红星"村', "A/B村", "滨江花园\u3000二期", "𠮷祥村"]
    rows = [
        (county, "雁江区", f"第{township}镇", odd[village] if village < len(odd) and township == 0 else f"{village}村")
        for county in COUNTIES for township in range(TOWNSHIPS) for village in range(VILLAGES)]
    write(folder / "villages.csv", rows)
    few = [(POSTERS, "安岳县", f"岳阳{township}镇", f"{village}村") for township in range(40) for village in range(16)]
    write(folder / "few.csv", few)
    return folder


def write(path, rows, header=("county_code", "county_name", "township_name", "village_name")):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def command(place, out, *more, villages="villages.csv"):
    return ["country", "draw", "--villages", place / villages, "--data", place / "data", "--out", place / out, *more]


def draw(place, out, *more, **options):
    return district.mashang(*command(place, out, *more, **options), timeout=300)


def plan(folder):
    with open(folder / "codes.csv", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder):
    """What is in a folder, by name: of archives and tables the hash, of trees the hash of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()}


def killed(place, out, *more, when, **options):
    """Starts drawing and kills it as soon as `when` is true: false if it came to its end before."""
    process = subprocess.Popen(
        [district.program(), *map(str, command(place, out, *more, **options))], cwd=district.ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not when():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.fixture(scope="module")
def whole(place):
    """Every code in one archive, drawn without a disturbance."""
    draw(place, "whole")
    return place / "whole"


def test_every_village_has_one_code_that_is_read_back(whole):
    rows = plan(whole)
    assert len(rows) == len(COUNTIES) * TOWNSHIPS * VILLAGES
    assert len({row["token"] for row in rows}) == len({row["file"] for row in rows}) == len(rows)
    assert len({row["division"] for row in rows}) == len(rows)
    with tarfile.open(whole / "codes.svg.tar") as archive:
        assert [member.name for member in archive] == [row["file"] + ".svg" for row in rows], "in the list's order"
        for row in [*rows[:12], *rows[::500]]:
            drawing = archive.extractfile(row["file"] + ".svg").read()
            assert drawing.count(b"<path") == 1
            png = subprocess.run(["rsvg-convert", "-d", "150", "-p", "150"], input=drawing, capture_output=True, check=True)
            [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.stdout)).convert("L"))
            assert read.text == row["url"] == f"HTTPS://MA.ZIYANG.GOV.CN/S/{row['token']}"


def test_namesakes_and_odd_names_have_files_of_their_own_on_every_system(whole):
    files = [row["file"] for row in plan(whole)][:11]
    assert files[0].endswith("中和社区") and files[1].endswith("中和社区-2") and files[3].endswith("大？村")
    assert not any(set(file) & set('\\:*?"<>|\u3000') or file.count("/") != 3 for file in files)
    assert [row["name"] for row in plan(whole)][6:8] == ["东风村,一组", '"红星"村']


def test_the_codes_are_the_same_in_every_run_and_others_under_other_keys(place, whole):
    draw(place, "again")
    assert digest(place / "again") == digest(whole)
    district.mashang("init", place / "other", "--grids", district.GRIDS, "--base-url", "https://ma.ziyang.gov.cn")
    district.mashang("country", "draw", "--villages", place / "few.csv", "--data", place / "other", "--out", place / "few2")
    draw(place, "few1", villages="few.csv")
    assert not {row["token"] for row in plan(place / "few1")} & {row["token"] for row in plan(place / "few2")}


@pytest.mark.parametrize("shape", [(), ("--tree",)], ids=["archive", "tree"])
def test_killed_while_drawing_codes_it_goes_on_to_the_same_bytes(place, whole, shape):
    out = place / ("killed" + "".join(shape))
    name = out / ("codes.svg" if shape else "codes.svg.tar")
    part, checkpoint = f"{name}.part", f"{name}.checkpoint"
    assert killed(place, out, *shape, when=lambda: os.path.exists(out / "codes.csv.new")), "while the plan is written"
    assert not (out / "codes.csv").exists()
    assert killed(place, out, *shape, when=lambda: os.path.exists(part)), "before the first checkpoint"
    assert killed(place, out, *shape, when=lambda: os.path.exists(checkpoint)), "after it"
    said = draw(place, out, *shape).stderr
    assert re.search(r"going on after (4096|8192) villages", said)
    if shape:
        with tarfile.open(whole / "codes.svg.tar") as archive:
            drawn = {f"codes.svg/{m.name}": hashlib.sha256(archive.extractfile(m).read()).hexdigest() for m in archive}
        drawn["codes.csv"] = digest(whole)["codes.csv"]
        assert digest(out) == drawn
    else:
        assert digest(out) == digest(whole)
    assert "is whole already" in draw(place, out, *shape).stderr


def test_killed_while_drawing_posters_it_goes_on_to_the_same_bytes(place):
    shape = ("--what", "poster", "--format", "pdf")
    draw(place, "posters", *shape, villages="few.csv")
    out = place / "killed-posters"
    checkpoint = out / "posters.pdf.tar.checkpoint"
    assert killed(place, out, *shape, villages="few.csv", when=checkpoint.exists)
    assert re.search(r"going on after (256|512) villages", draw(place, out, *shape, villages="few.csv").stderr)
    assert digest(out) == digest(place / "posters")


def test_a_township_is_one_document_with_a_page_for_each_village(place):
    draw(place, "pages", "--what", "poster", "--format", "pdf", "--tree", villages="few.csv")
    document = place / "pages" / "posters.pdf" / "51" / "512021安岳县" / "岳阳7镇.pdf"
    said = subprocess.run(["pdftotext", document, "-"], capture_output=True, text=True, check=True).stdout
    pages = said.split("\f")[:-1]
    assert len(pages) == 16
    for row, page in zip([row for row in plan(place / "pages") if row["township"] == "岳阳7镇"], pages):
        assert row["name"] in page and "12345" in page


def test_a_county_is_one_document_in_the_order_of_the_plan(place):
    draw(place, "county", "--what", "poster", "--format", "pdf", "--document", "county", "--tree", villages="few.csv")
    [document] = (place / "county" / "posters-by-county.pdf").rglob("*.pdf")
    said = subprocess.run(["pdftotext", document, "-"], capture_output=True, text=True, check=True).stdout
    rows = plan(place / "county")
    pages = said.split("\f")[:-1]
    assert document.name == "512021安岳县.pdf" and len(pages) == len(rows) == 640
    assert all(row["township"] in page and row["name"] in page for row, page in zip(rows, pages))


def test_memory_does_not_grow_with_the_list(place):
    def peak(villages, out):
        process = subprocess.Popen(
            [district.program(), *map(str, command(place, out, villages=villages))], cwd=district.ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        assert status == 0
        return usage.ru_maxrss / 1024

    few, many = peak("few.csv", "little"), peak("villages.csv", "much")
    assert many < few + 24, f"{few:.0f} MiB for 640 villages, {many:.0f} MiB for 8,550"


@pytest.mark.parametrize(
    ("rows", "header", "status", "said"),
    [
        ([], None, 65, "lists no village"),
        ([("51", "资阳", "镇", "村")], None, 65, "villages.csv:2: needs a county of six digits"),
        ([("512002", "雁江区", "", "村")], None, 65, "villages.csv:2"),
        ([("512002", "雁江区", "镇", '村"')], None, None, None),
        ([("512002", "a", "镇", "村"), ("512021", "b", "镇", "村"), ("512002", "a", "镇", "乙村")], None, 65,
         "villages.csv:4: county 512002 was there before"),
        ([("x",)], ("name",), 65, "needs a column county_code"),
        ([("512002", "雁江区", "镇" * 60, "村" * 60)], None, 65, "draw a tree instead"),
    ],
    ids=["empty", "county", "township", "quotes", "order", "columns", "long name"])
def test_a_bad_list_is_refused_with_its_line(place, tmp_path, rows, header, status, said):
    write(tmp_path / "villages.csv", rows, *([header] if header else []))
    done = district.mashang(
        "country", "draw", "--villages", tmp_path / "villages.csv", "--data", place / "data", "--out", tmp_path / "out",
        check=False)
    assert done.returncode == (status or 0), done.stderr
    assert (said or "1 villages in") in done.stderr


def test_another_list_never_goes_into_the_same_folder(place, whole):
    done = district.mashang(*command(place, whole, villages="few.csv"), check=False)
    assert done.returncode == 73 and "lists other codes" in done.stderr


def test_an_unwritable_folder_and_a_missing_list_are_named(place):
    done = district.mashang(*command(place, "/proc/nowhere"), check=False)
    assert done.returncode in (73, 77) and "/proc/nowhere" in done.stderr
    done = district.mashang(*command(place, "none", villages="none.csv"), check=False)
    assert done.returncode == 73 and "none.csv" in done.stderr


def test_a_name_that_no_font_can_print_is_named(place):
    done = district.mashang("country", "glyphs", "--villages", place / "villages.csv", check=False)
    assert done.returncode == 1
    faults = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["U+3F", "?", "lost in the list", "512002/第0镇/大?村"] in faults
    write(place / "private.csv", [("420684", "宜城市", "小河镇", "高\ue170社区")])
    done = district.mashang("country", "glyphs", "--villages", place / "private.csv", check=False)
    assert re.search(r"U\+E170\t.\t(in no installed font|for private use).*\t420684/小河镇/高.社区", done.stdout)
