#!/usr/bin/env python3
"""Measures codes and posters for a country's villages and writes results/country.md.

    Benchmarks/country.py --villages villages.csv                   builds for release; about ten minutes
    Benchmarks/country.py --villages villages.csv --province 46     posters of 海南 instead of 四川
    Benchmarks/country.py --villages villages.csv --posters 500     to see that it works

The list has county_code, county_name, township_name, village_name; .gz is unpacked. Codes are compared with a bare libqrencode
loop in C over the same addresses in one process, posters with ReportLab and an embedded TrueType font, in turns; figures are
for reading. Needs libqrencode-dev and python3-venv, and once PyPI and Debian's archive for the peer and its font.
"""

import argparse
import csv
import datetime
import gzip
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from http_load import machine

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / ".build" / "release" / "mashang"
PEER = ROOT / ".build-peers" / "reportlab"
# Not installed: another font on the machine would change what ours finds and draws.
FONT_PACKAGE, FONT = "fonts-wqy-zenhei", "usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
BASE = "https://ma.yanjiang.gov.cn"
MIB = 2**20


def timed(*arguments):
    """Runs a command to its end: seconds, seconds of processor, peak resident MiB, what it said on standard error."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.monotonic()
        process = subprocess.Popen([*map(str, arguments)], stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        said.seek(0)
        words = said.read()
    if process.returncode:
        sys.exit(f"{arguments[0]} {arguments[1]} ended with {process.returncode}:\n{words}")
    return {"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024, "said": words}


def bare_loop():
    """Codes a second of one core: ours as whole SVG files, and libqrencode alone in C."""
    said = subprocess.run(
        ["swift", "run", "-c", "release", "--package-path", HERE, "--scratch-path", ROOT / ".build-benchmarks",
         "codes-to-svg"], check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(said.stdout)


def draw(place, villages, out, *more):
    return timed(PROGRAM, "country", "draw", "--villages", villages, "--data", place / "data", "--out", place / out, *more)


def peer():
    """ReportLab in an environment of its own, and its font."""
    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run(["python3", "-m", "venv", PEER], check=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
         HERE / "reportlab_posters" / "requirements.txt"], check=True)
    font = PEER / FONT
    if not font.exists():
        subprocess.run(["apt-get", "download", "-qq", FONT_PACKAGE], cwd=PEER, check=True)
        [package] = PEER.glob(FONT_PACKAGE + "*.deb")
        subprocess.run(["dpkg", "-x", package, PEER], check=True)
    return python, font


def posters(place, province, plan, rounds):
    """The same villages by both, in turns: [(ours, ReportLab's one document a county, ReportLab's one a poster)]."""
    (python, font), script = peer(), HERE / "reportlab_posters" / "posters.py"
    found = []
    for number in range(rounds):
        # One core for either side: ReportLab draws in one process.
        ours = timed(
            "taskset", "-c", "0", PROGRAM, "country", "draw", "--villages", province, "--data", place / "data", "--out",
            place / f"posters-{number}", "--what", "poster", "--format", "pdf", "--document", "county")
        sheets = timed("taskset", "-c", "0", python, script, plan, font, place / "peer", "county")
        singles = timed("taskset", "-c", "0", python, script, plan, font, place / "peer", "poster")
        found.append((ours, sheets, singles))
        shutil.rmtree(place / f"posters-{number}")
        shutil.rmtree(place / "peer", ignore_errors=True)
    return found


def load():
    return f"{os.getloadavg()[0]:.1f}"


def glyphs(villages):
    done = subprocess.run(
        [PROGRAM, "country", "glyphs", "--villages", villages], capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1], [line.split("\t") for line in done.stdout.splitlines()]


def some(villages, path, digits, most):
    """The first `most` villages of one province as a list of their own."""
    with open(villages, newline="") as source, open(path, "w", newline="") as sink:
        rows = csv.reader(source)
        kept = csv.writer(sink, lineterminator="\n")
        kept.writerow(next(rows))
        count = 0
        for row in rows:
            if row[0].startswith(digits) and count < most:
                kept.writerow(row)
                count += 1
    return count


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--villages", type=pathlib.Path, required=True)
    options.add_argument("--province", default="51")
    options.add_argument("--posters", type=int, default=1_000_000, help="draw no more of the province's posters than these")
    options.add_argument("--rounds", type=int, default=3, help="turns of the two poster writers")
    options.add_argument("--sample", type=int, default=1_000, help="posters in a turn")
    options.add_argument("--built", action="store_true", help="measure the program in .build/release as it is")
    options.add_argument("--out", type=pathlib.Path, default=HERE / "results" / "country.md")
    given = options.parse_args()
    if not given.built:
        subprocess.run(["swift", "build", "-c", "release", "--product", "mashang"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as folder:
        given.out.write_text(measured(given, pathlib.Path(folder)))


def measured(given, place):
    villages = given.villages
    if villages.suffix == ".gz":
        with gzip.open(villages) as packed, open(place / "villages.csv", "wb") as plain:
            shutil.copyfileobj(packed, plain)
        villages = place / "villages.csv"
    subprocess.run(
        [PROGRAM, "init", place / "data", "--grids", ROOT / "Grids" / "yanjiang", "--base-url", BASE], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    facts, loads = machine.facts(), [load()]

    bare = bare_loop()
    loads.append(load())
    country = draw(place, villages, "country")
    archive = place / "country" / "codes.svg.tar"
    bytes_all, codes = archive.stat().st_size, sum(1 for _ in open(place / "country" / "codes.csv")) - 1
    shutil.rmtree(place / "country")
    tenth = some(villages, place / "tenth.csv", "", codes // 10)
    small = draw(place, place / "tenth.csv", "tenth")
    shutil.rmtree(place / "tenth")
    loads.append(load())

    sample = some(villages, place / "sample.csv", given.province, given.sample)
    draw(place, place / "sample.csv", "plan")
    turns = posters(place, place / "sample.csv", place / "plan" / "codes.csv", given.rounds)
    loads.append(load())
    count = some(villages, place / "province.csv", given.province, given.posters)
    province = draw(place, place / "province.csv", "province", "--what", "poster", "--format", "pdf", "--document", "county")
    bytes_posters = (place / "province" / "posters-by-county.pdf.tar").stat().st_size
    loads.append(load())
    summary, faults = glyphs(villages)

    # Processor time, for the machine may be shared; one core each, so it is a second's share of the same thing.
    rates = [[sample / side["processor"] for side in turn] for turn in turns]
    ours, sheets, singles = (statistics.median(rate[side] for rate in rates) for side in range(3))
    against_sheets = statistics.median(rate[0] / rate[1] for rate in rates)
    against_singles = statistics.median(rate[0] / rate[2] for rate in rates)
    holds = {True: "holds", False: "does not hold"}
    lines = [
        "# A country of codes", "",
        f"Written by [`country.py`](../country.py), {datetime.date.today()}, {facts['cpu']}, {facts['cores']} cores, "
        f"{facts['memory_gib']} GiB, {facts['system']}, {facts['kernel']}. Load of the machine before, between and after the "
        f"parts: {', '.join(loads)}.", "",
        "| What | Goal | Found | |", "|---|---|---|---|",
        f"| SVG codes a second of one core, to a bare libqrencode loop in C | ≥ 0.7 | {bare['ratio']} "
        f"({bare['svg_per_second']:,} to {bare['bare_c_per_second']:,}) | {holds[bare['ratio'] >= 0.7]} |",
        f"| SVG codes for {codes:,} villages, one archive | ≤ 180 s | {country['seconds']:.0f} s, "
        f"{codes / country['seconds']:,.0f} a second | {holds[country['seconds'] <= 180]} |",
        f"| posters as PDF, one core, to ReportLab, a document a poster | ≥ 2 | {against_singles:.1f} "
        f"({ours:.0f} to {singles:.0f} a second) | {holds[against_singles >= 2]} |",
        f"| the same, to ReportLab, a document a county | – | {against_sheets:.1f} ({ours:.0f} to {sheets:.0f} a second) | |",
        "", "| Run | Villages | Seconds | of processor | a second | Peak memory, MiB | Bytes |", "|---|---|---|---|---|---|---|",
        *(f"| {name} | {number:,} | {run['seconds']:.0f} | {run['processor']:.0f} | {number / run['seconds']:,.0f} | "
          f"{run['mib']:.0f} | {size} |"
          for name, number, run, size in (
              ("codes of the country, SVG", codes, country, f"{bytes_all:,}"),
              ("codes of its first tenth", tenth, small, "–"),
              (f"posters of province {given.province}, PDF", count, province, f"{bytes_posters:,}"))),
        "",
        f"A turn of the comparison is {sample:,} posters of the province, {given.rounds} turns of each in alternation, each on "
        "one core, by seconds of processor from start to end of the process. Ours are the whole A4 poster with Noto Sans "
        "CJK SC, one document for each county; ReportLab's a title, the place, three lines of text, "
        "the address and the code, with WenQuanYi Zen Hei.", "",
        "## Names and fonts", "",
        f"`mashang country glyphs`: {summary}.", "",
        "| Character | What is wrong | Where |", "|---|---|---|",
        *(f"| {points} | {why} | {where} |"
          for points, _, why, where in faults), "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
