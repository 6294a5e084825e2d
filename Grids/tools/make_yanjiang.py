#!/usr/bin/env python3
"""Writes the sample district 雁江区 (512002) into Grids/yanjiang.

    python3 Grids/tools/make_yanjiang.py [--villages FILE] [--out FOLDER]

Real: the names of the district, its townships and villages, and the township codes (FILE, by default
../shared/data/divisions/yanjiang.csv beside the repository). Everything else is invented. Nothing is
random: each choice is a hash of its own key, so a line changes only for a reason of its own.
"""

import argparse
import csv
from pathlib import Path

from drawn_map import degrees, draw, make_shapes
from yanjiang_names import (
    BODIES, BUILDING_WORKS, DISTRICT, ESTATES, SPECIALISED, STREETS, choose, mobile_phone, office_phone,
    person,
)

REPOSITORY = Path(__file__).resolve().parents[2]
FOUNDED = "2024-01-01"                 # first day of the sample's records
LAST_OLD, FIRST_NEW = "2026-06-30", "2026-07-01"     # the night of the re-gridding
ORDINALS = "一二三四五六七八九"


class Village:
    """A village or community with its cells; `box` is its block on the drawn map."""

    def __init__(self, code, name, township):
        self.code, self.name, self.township = code, name, township
        self.urban = township.code < DISTRICT[0] + "100"
        self.community = name.endswith("社区")
        self.area = (1.2 if self.urban else 3.5) if self.community else 4.2
        self.box, self.cells, self.specials = None, [], 0

    @property
    def in_force(self):
        return [cell for cell in self.cells if not cell["valid_until"]]

    def add_cell(self, number, name, households, since=FOUNDED, until="", predecessors=()):
        cell = {
            "code": f"{self.code}{number:03}", "name": name,
            "kind": "special" if number > 900 else "ordinary",
            "village": self.code, "households": households, "valid_from": since, "valid_until": until,
            "predecessors": " ".join(predecessors), "box": None,
        }
        self.cells.append(cell)
        return cell

    def add_special(self, name, households, since, until=""):
        self.specials += 1
        return self.add_cell(900 + self.specials, name + "网格", households, since, until)


class Township:
    def __init__(self, code, name):
        self.code, self.name, self.villages = code, name, []
        self.station = f"st-{code}"

    @property
    def is_ordinary(self):
        return self.name.endswith(("街道", "镇", "乡"))

    @property
    def short(self):
        """The name for a sign; the special unit's own is that of an institution closed in 2013."""
        return self.name if self.is_ordinary else "大堰片区"


def read_townships(path):
    """Communities are numbered 001…, villages 201…, in listing order within the township."""
    townships = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["township_code"]
            township = townships.setdefault(code, Township(code, row["township_name"]))
            community = not row["village_name"].endswith("村")
            number = sum(v.community == community for v in township.villages) + (1 if community else 201)
            township.villages.append(Village(f"{code}{number:03}", row["village_name"], township))
    return list(townships.values())


def make_ordinary_cells(villages):
    """One cell for a village, up to four for a community; two communities were re-gridded one night."""
    for village in villages:
        count = 1
        if village.community:
            count = 2 + choose(village.code, 3) if village.urban else 1 + choose(village.code, 2)
        for number in range(1, count + 1):
            households = 240 + choose(f"{village.code} households {number}", 260)
            village.add_cell(number, f"第{ORDINALS[number - 1]}网格", households)
    large = [v for v in villages if v.urban and len(v.cells) == 2]
    split, merged = large[0], large[1]
    old = split.cells[-1]
    old["valid_until"], old["households"] = LAST_OLD, 842
    split.add_cell(3, "第三网格", 431, FIRST_NEW, predecessors=[old["code"]])
    split.add_cell(4, "第四网格", 411, FIRST_NEW, predecessors=[old["code"]])
    first, second = merged.cells
    first["households"], second["households"] = 176, 183
    first["valid_until"] = second["valid_until"] = LAST_OLD
    merged.add_cell(3, "第三网格", 359, FIRST_NEW, predecessors=[first["code"], second["code"]])


class Sites:
    """Every place where a poster hangs, numbered S0001… in the order of adding."""

    def __init__(self):
        self.rows, self.count = [], 0

    def add(self, name, kind, cell, village, address, since=FOUNDED, until="", site=None):
        if site is None:
            self.count += 1
            site = f"S{self.count:04}"
        west, south, east, north = cell["box"] or village.box
        across, up = 15 + choose(f"{site} across", 71), 15 + choose(f"{site} up", 71)
        self.rows.append({
            "id": site, "name": name, "kind": kind, "cell": cell["code"],
            "address": village.township.short + village.name + address,
            "lat": degrees(south + (north - south) * up // 100),
            "lon": degrees(west + (east - west) * across // 100),
            "valid_from": since, "valid_until": until,
        })
        return site


def make_sites(townships, villages):
    sites = Sites()
    for village in villages:
        add_notice_board(sites, village)
    for township in townships:
        add_station(sites, township.villages[0], f"{township.short}一站式化解平台", "便民服务中心一楼")
    add_station(sites, townships[0].villages[0], "雁江区一站式化解中心", "政务服务中心二楼")
    communities = [v for v in villages if v.community and v.township.is_ordinary]
    communities.sort(key=lambda v: (not v.urban, choose(v.code + " order", 10_000)))
    for index in range(60):
        add_building_site(sites, communities[index % len(communities)], index)
    for index in range(80):
        add_estate(sites, communities[index % len(communities)], index)
    for township in townships:
        if township.is_ordinary:
            add_public_places(sites, township)
    return sorted(sites.rows, key=lambda row: (row["id"], row["valid_from"]))


def current(village, key):
    cells = [cell for cell in village.in_force if cell["kind"] == "ordinary"]
    return cells[choose(f"{village.code} {key}", len(cells))]


def add_notice_board(sites, village):
    """Where the cells changed, the board has a row for each cell it belonged to, one after the other."""
    name, address = village.name + "党群服务中心", "党群服务中心公告栏"
    first = village.cells[0]
    if not first["valid_until"]:
        sites.add(name, "village", first, village, address)
        return
    cell = current(village, "board")
    site = sites.add(name, "village", {**first, "box": cell["box"]}, village, address, until=LAST_OLD)
    sites.add(name, "village", cell, village, address, since=FIRST_NEW, site=site)


def add_station(sites, village, name, address):
    sites.add(name, "station", current(village, name), village, address, FIRST_NEW)


def add_building_site(sites, village, index):
    """The last two were finished in spring 2026: their cells and codes ended with them."""
    work = BUILDING_WORKS[index % len(BUILDING_WORKS)]
    name = f"{village.name.removesuffix('社区')}{work}工地"
    since = f"202{5 + index % 2}-0{1 + choose(name + ' month', 6)}-{1 + choose(name + ' day', 28):02}"
    until = ""
    if index >= 58:
        since, until = f"2025-0{index - 55}-01", "2026-05-31"
    cell = village.add_special(name, 0, since, until)
    sites.add(name, "buildingSite", cell, village, "围挡大门", since, until)


def add_estate(sites, village, index):
    """An estate of 500 households or more is a special cell; a smaller one lies in an ordinary cell."""
    name = ESTATES[index]
    households = 160 + choose(name + " households", 900)
    if households >= 500:
        cell = village.add_special(name, households, FOUNDED)
    else:
        cell = current(village, name)
    address = f"{STREETS[choose(name, len(STREETS))]}{1 + choose(name + ' number', 199)}号大门"
    sites.add(name, "estate", cell, village, address, cell["valid_from"])


def add_public_places(sites, township):
    town = township.name.removesuffix("街道").removesuffix("镇")
    home = next((v for v in township.villages if v.community), township.villages[0])
    places = [(f"{town}农贸市场", "market", "市场东门"), (f"{town}中心小学", "school", "校门口"),
              (f"{town}社区卫生服务中心" if home.urban else f"{town}中心卫生院", "hospital", "门诊大厅")]
    if home.urban:
        places += [(f"{town}{side}公园", "park", "公园南门") for side in "东西"]
    for name, kind, address in places:
        cell = current(home, name)
        sites.add(name, kind, cell, home, address, cell["valid_from"])


def make_stations(townships):
    full = "一站式矛盾纠纷多元化解"
    rows = [(t.station, f"{t.short}{full}平台", "township", "", t.code, f"{t.short}便民服务中心一楼")
            for t in townships]
    rows += [(f"st-{key}", f"雁江区{name}调解站", "specialised", key, DISTRICT[0], address)
             for key, name, address in SPECIALISED]
    rows.append(("st-county", f"雁江区{full}中心", "county", "", DISTRICT[0], "雁江区政务服务中心二楼"))
    rows.append(("st-discipline", "雁江区纪检监察信访受理站", "discipline", "", DISTRICT[0], "雁江区政务服务中心五楼"))
    fields = ("id", "name", "kind", "specialty", "division", "address")
    return [dict(zip(fields, row), phone=office_phone(100 + n)) for n, row in enumerate(rows, start=1)]


def make_staff(townships):
    """Workers take up to four cells of one township each; then mediators and a chief for every station;
    the leader of each township who owns what is late (包案); last, the chief of the discipline station."""
    rows = []

    def add(login, role, scope="", cells=(), station="", since=FOUNDED, until=""):
        rows.append({"login": login, "name": person(len(rows)), "role": role, "scope": scope,
                     "cells": " ".join(cells), "station": station, "phone": mobile_phone(len(rows) + 1),
                     "valid_from": since, "valid_until": until})

    workers = 0
    for township in townships:
        cells = [cell["code"] for village in township.villages for cell in village.in_force]
        while cells:
            workers += 1
            size = (2, 2, 3)[choose(f"worker {workers}", 3)]
            add(f"g{workers:04}", "gridWorker", cells=cells[:size], station=township.station)
            cells = cells[size:]
    for number, township in enumerate(townships, start=1):
        add(f"s{township.code}", "stationChief", township.code, station=township.station)
        add(f"m{number:04}", "mediator", township.code, station=township.station)
    for key, _, _ in SPECIALISED:
        add(f"s-{key}", "stationChief", station=f"st-{key}")
    for login, role in (("county1", "countySupervisor"), ("county2", "countySupervisor"),
                        ("inspector1", "inspector"), ("auditor1", "auditor"), ("admin1", "admin")):
        add(login, role, DISTRICT[0], station="st-county")
    gone = [c["code"] for v in townships[0].villages for c in v.cells if c["valid_until"] == LAST_OLD]
    add(f"g{workers + 1:04}", "gridWorker", cells=gone[:4], station=townships[0].station, until=LAST_OLD)
    for township in townships:
        add(f"l{township.code}", "townshipLeader", township.code)
    add("s-discipline", "stationChief", station="st-discipline")
    return rows


def make_absences(staff):
    """Two workers away in winter, each with a neighbour of the same station who stands in; one chief on training."""
    workers = [row for row in staff if row["role"] == "gridWorker" and not row["valid_until"]]
    pairs = [(w, next(o for o in workers if o["station"] == w["station"] and o is not w)["login"])
             for w in (workers[30], workers[60])]
    chief = next(row for row in staff if row["role"] == "stationChief")
    mediator = next(row for row in staff if row["role"] == "mediator" and row["station"] == chief["station"])
    dates = (("2026-12-07", "2026-12-18"), ("2027-02-01", "2027-02-05"), ("2027-01-11", "2027-01-15"))
    pairs.append((chief, mediator["login"]))
    return [{"login": row["login"], "from": first, "until": last, "substitute": substitute}
            for (row, substitute), (first, last) in zip(pairs, dates)]


def make_duty(staff):
    """After hours the chief and the mediator of each township take turns; at the centre the two supervisors."""
    rows = []
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    on_duty = {}
    for row in staff:
        if row["role"] in ("stationChief", "mediator", "countySupervisor"):
            on_duty.setdefault(row["station"], []).append(row["login"])
    for station, people in on_duty.items():
        if len(people) > 1:
            rows += [{"station": station, "day": day, "from": "18:00", "to": "08:00",
                      "login": people[number % len(people)]} for number, day in enumerate(days)]
    rows.append({"station": "st-county", "day": "2027-01-01", "from": "00:00", "to": "24:00", "login": "county1"})
    return rows


def make_divisions(townships):
    rows = [(*DISTRICT, "county", "")]
    for township in townships:
        rows.append((township.code, township.name, "township", DISTRICT[0]))
        rows += [(v.code, v.name, "village", township.code) for v in township.villages]
    return [dict(zip(("code", "name", "level", "parent"), row)) for row in rows]


def write(path, rows):
    fields = [field for field in rows[0] if field != "box"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--villages", type=Path, default=REPOSITORY / "../shared/data/divisions/yanjiang.csv")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "Grids/yanjiang")
    options = parser.parse_args()
    townships = read_townships(options.villages)
    villages = [village for township in townships for village in township.villages]
    make_ordinary_cells(villages)
    draw(villages, townships)
    options.out.mkdir(parents=True, exist_ok=True)
    write(options.out / "divisions.csv", make_divisions(townships))
    write(options.out / "sites.csv", make_sites(townships, villages))
    write(options.out / "cells.csv", [cell for village in villages for cell in village.cells])
    write(options.out / "stations.csv", make_stations(townships))
    write(options.out / "bodies.csv", BODIES)
    staff = make_staff(townships)
    write(options.out / "staff.csv", staff)
    write(options.out / "absences.csv", make_absences(staff))
    write(options.out / "duty.csv", make_duty(staff))
    (options.out / "shapes.geojson").write_text(make_shapes(villages), encoding="utf-8")


if __name__ == "__main__":
    main()
