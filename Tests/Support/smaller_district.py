"""Writes a district of as many cells and bodies as asked, taken from the sample district.

    Tests/Support/smaller_district.py --cells 456 --bodies 55 --out FOLDER

The cells are the first ordinary ones by code, with their sites and the people who serve them; bodies beyond the
sample's are police stations (派出所) and justice offices (司法所) of the townships.
"""

import argparse
import csv
import json
import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "Grids" / "yanjiang"
# Cells from 900 on are special ones: building sites, markets, schools.
FIRST_SPECIAL = 900
OFFICES = (("police", "police", "派出所", "D01 D06 D15 D18"), ("justice", "department", "司法所", "D02 D03 D04 D05 D06"))


def table(name):
    with open(SAMPLE / name, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def write(folder, name, columns, rows):
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", type=int, required=True)
    options.add_argument("--bodies", type=int, required=True)
    options.add_argument("--out", type=pathlib.Path, required=True)
    given = options.parse_args()
    district = given.out / "district"
    shutil.copytree(SAMPLE, district)
    for shared in ("rules", "calendar"):
        shutil.copytree(ROOT / "Grids" / shared, given.out / shared)

    columns, cells = table("cells.csv")
    cells = [row for row in cells if int(row["code"][12:15]) < FIRST_SPECIAL and not row["predecessors"]
             and not row["valid_until"]][:given.cells]
    kept = {row["code"] for row in cells}
    write(district, "cells.csv", columns, cells)
    columns, sites = table("sites.csv")
    write(district, "sites.csv", columns, [row for row in sites if row["cell"] in kept])
    columns, staff = table("staff.csv")
    for row in staff:
        row["cells"] = " ".join(code for code in row["cells"].split() if code in kept)
    staff = [row for row in staff if row["role"] != "gridWorker" or row["cells"]]
    known = {row["login"] for row in staff}
    write(district, "staff.csv", columns, staff)
    columns, absences = table("absences.csv")
    write(district, "absences.csv", columns, [row for row in absences if {row["login"], row["substitute"]} <= known])

    shapes = json.loads((SAMPLE / "shapes.geojson").read_text(encoding="utf-8"))
    shapes["features"] = [one for one in shapes["features"] if one["properties"].get("cell") in kept | {None}]
    (district / "shapes.geojson").write_text(json.dumps(shapes, ensure_ascii=False), encoding="utf-8")

    columns, bodies = table("bodies.csv")
    townships = [row for row in table("stations.csv")[1] if row["kind"] == "township"]
    for number, (office, station) in enumerate((one, two) for one in OFFICES for two in townships):
        if len(bodies) == given.bodies:
            break
        identity, kind, name, categories = office
        place = station["name"].removesuffix("一站式矛盾纠纷多元化解平台")
        bodies.append({"id": f"{identity}-{station['division']}", "name": place + name, "kind": kind,
                       "division": station["division"], "phone": f"028-0000-{1000 + number}", "categories": categories})
    write(district, "bodies.csv", columns, bodies)
    print(f"{len(cells)} cells, {len(bodies)} bodies in {given.out}")
    if (len(cells), len(bodies)) != (given.cells, given.bodies):
        raise SystemExit("the sample district has not so many")


if __name__ == "__main__":
    main()
