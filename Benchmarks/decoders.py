#!/usr/bin/env python3
"""Photographs damaged posters, lets other decoders read them, and writes results/decoders.md.

    Benchmarks/decoders.py                  about five minutes; with the packages of Tests/Browser/requirements.txt
    Benchmarks/decoders.py --pictures 4     to see that it works

The posters are drawn by the program that is built: MASHANG_PROGRAM, or .build/debug, or .build/release.
"""

import argparse
import datetime
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "Decoders"), str(ROOT / "Tests" / "Support")]

import camera  # noqa: E402
import damages  # noqa: E402
import decoders  # noqa: E402
import printing  # noqa: E402


def measure(posters, url, damage, strength, pictures):
    """How many of the pictures each decoder reads, and how many at least one of them."""
    counts = dict.fromkeys([*decoders.ALL, "either"], 0)
    for paper in posters.values():
        for seed in range(pictures):
            picture = camera.photograph(paper, damage.shot(strength), seed)
            found = [name for name, decode in decoders.ALL.items() if url in decode(picture)]
            for name in found:
                counts[name] += 1
            counts["either"] += bool(found)
    return counts


def cell(count, of):
    return "all" if count == of else "none" if count == 0 else f"{count / of:.0%}".replace("%", " %")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pictures", type=int, default=20, help="of each paper, kind of damage and strength")
    options.add_argument("--out", type=pathlib.Path, default=ROOT / "Benchmarks" / "results" / "decoders.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        posters, url = printing.draw(pathlib.Path(folder))
    some = posters["pdf"]
    of = given.pictures * len(posters)
    lines = [
        "# Damaged posters, read by other decoders", "",
        f"Written by [`decoders.py`](../decoders.py), {datetime.date.today()}. Share of {of} photographs that gave back the "
        "exact address: half of the poster as PNG, half of its PDF through `pdftoppm`, each with another chance. "
        f"The code on the A4 poster has {some.modules} × {some.modules} modules of {some.module_mm:.2f} mm, level Q.", "",
        "The [camera](../../Tests/Decoders/camera.py) is a telephone of 12 megapixels, 1 m away unless said otherwise, with "
        "the blur, grain and JPEG of its kind always added. In **bold** what a test holds: `make decoders` fails when one of "
        "its pictures is read by neither decoder.", "",
        "| Damage | Strength | zbar | ZXing-C++ | either |", "|---|---|---|---|---|"]
    for damage in damages.ALL:
        for strength in damage.strengths:
            counts = measure(posters, url, damage, strength, given.pictures)
            said = damages.percent(strength) if damage.unit.startswith("of ") else f"{strength:g}"
            said = f"{said} {damage.unit}".strip() if damage.unit else "–"
            either = cell(counts["either"], of)
            if damage.is_sure(strength):
                said, either = f"**{said}**", f"**{either}**"
            row = f"| {damage.name} | {said} | {cell(counts['zbar'], of)} | {cell(counts['ZXing-C++'], of)} | {either} |"
            print(row, flush=True)
            lines.append(row)
    lines += ["", *NOTES]
    given.out.write_text("\n".join(lines) + "\n")


NOTES = [
    "## Reading the table", "",
    "- A film of dirt leaves half of the difference between ink and paper, wherever it falls, finder patterns "
    "included: paper under it is a little lighter than halfway, which is where a decoder parts dark from light. Under thick mud "
    "nothing is left. A few modules of it in the wrong place break a finder pattern, and then no level of error correction "
    "helps; elsewhere many small spots hurt more codewords than their area says. What the level mends best is a piece that is "
    "gone: a corner, a strip.",
    "- A picture that is not read is not the end: a telephone looks at many a second, and a hand moves. Dirt and tears are the "
    "same in each of them, so those rows are what matters on a wall.",
    "- zbar gives up where light is low or ink faded, ZXing where a finder pattern is hurt; hence two.",
]

if __name__ == "__main__":
    main()
