#!/usr/bin/env python3
"""Measures the ledger and writes results/ledger-DATE.json and results/ledger.md.

    Benchmarks/ledger.py                                builds for release; with 10,000 and 100,000 matters
    Benchmarks/ledger.py --program PATH --sizes 10000   measures a program that is there already
    Benchmarks/ledger.py --sizes 10000,100000,1000000   the last one takes some twenty minutes to fill

Needs wrk, gcc and libsqlite3-dev. Durable reports are compared with /healthz of the same server and with a bare group-commit
loop in C over the same rows; the desks' pages with themselves at the first size. The figures are for reading.
"""

import argparse
import datetime
import http.cookiejar
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

import run
from http_load import machine
from http_load.deployment import Deployment, Server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
GROUPS = CLIENTS = (1, 8, 32, 128)
# The page's name, who opens it, its address.
PAGES = (
    ("grid worker's list", "gridWorker", "/desk/work"),
    ("station's board", "stationChief", "/desk/station"),
    ("county's table", "countySupervisor", "/desk/county"),
    ("inbox as JSON", "gridWorker", "/api/v1/inbox"),
    ("list as JSON, station", "stationChief", "/api/v1/matters"),
    ("list as JSON, county", "countySupervisor", "/api/v1/matters"),
    ("status page", "resident", "/m/{number}"),
)
PAGE_CLIENTS = 8


def bare_loop(place: pathlib.Path, deployment: Deployment, seconds: int) -> dict:
    """Reports a second that SQLite takes from C, by the size of a group; on a copy of the young ledger."""
    program = place / "bare_ledger"
    source = HERE / "bare_ledger" / "bare_ledger.c"
    subprocess.run(["gcc", "-O2", "-o", program, source, "-lsqlite3"], check=True)
    figures = {}
    for group in GROUPS:
        copy = place / "bare.sqlite"
        for old in place.glob("bare.sqlite*"):
            old.unlink()
        shutil.copy(deployment.folder / "mashang.sqlite", copy)
        done = subprocess.run([program, copy, str(group), str(seconds)], capture_output=True, text=True, check=True)
        figures[group] = float(done.stdout)
    return figures


def logins(deployment: Deployment) -> dict:
    """One login for each role, as `mashang demo` prints them."""
    rows = json.loads(deployment._run("staff", "list", "--json"))
    return {row["role"]: row["login"] for row in rows if row["password"]}


def cookie(server: Server, page: str, given: dict) -> str:
    """Sends the form of `page` as a browser does; the cookies that it has then."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    shown = browser.open(server.public + page).read().decode()
    form = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', shown)) | given
    request = urllib.request.Request(
        server.public + page, urllib.parse.urlencode(form).encode(), {"Origin": server.public})
    browser.open(request).read()
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def resident(server: Server, scan: str) -> tuple[str, str]:
    """Files one report and looks it up: the address of its status page, and the cookies that open it."""
    form = {"draft": f"status-{time.time_ns()}", "about": "D02", "text": "楼上漏水漏到我家卧室，请来看一看。"}
    request = urllib.request.Request(
        f"{server.public}{scan}/reports", urllib.parse.urlencode(form).encode(), {"Accept": "application/json"})
    receipt = json.load(urllib.request.urlopen(request))
    number, code = receipt["number"], receipt["code"]
    return f"/m/{number}", cookie(server, "/m", {"number": number, "code": code})


def press_page(server: Server, path: str, cookies: str, seconds: int) -> dict:
    command = [
        "wrk", "-t1", f"-c{PAGE_CLIENTS}", f"-d{seconds}s", "--latency", "-H", f"Cookie: {cookies}", "-H",
        "Accept-Encoding: gzip", "-s", str(HERE / "http_load" / "summary.lua"), server.public + path,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = json.loads(said.splitlines()[-1])
    if figures["refused"] or figures["broken"]:
        raise SystemExit(f"{path}: {figures['refused']} refused, {figures['broken']} broken")
    return {"per_second": round(figures["requests"] / figures["seconds"], 1), "p50_ms": figures["p50_ms"],
            "p99_ms": figures["p99_ms"]}


def fill(server: Server, lists: pathlib.Path, wanted: int, name: str) -> None:
    """Files reports over HTTP until about so many are there."""
    turn = 0
    while server.reports_taken() < wanted:
        turn += 1
        run.press(server, ("report", "public", "report.lua", ["reports", "{run}", "application/json"]), 32, 5,
                  f"{name}-{turn}", lists)
        print(f"\r  {server.reports_taken()}/{wanted}", end="", flush=True)
    print()


def backup(deployment: Deployment, place: pathlib.Path) -> dict:
    file = place / "backup.tar"
    file.unlink(missing_ok=True)
    started = time.monotonic()
    deployment._run("backup", "--out", str(file))
    seconds = time.monotonic() - started
    return {"megabytes": round(file.stat().st_size / 1e6, 1), "megabytes_per_second":
            round(file.stat().st_size / 1e6 / seconds, 1)}


def reports(server: Server, lists: pathlib.Path, rounds: int, seconds: int) -> list[dict]:
    """At each number of clients: /healthz and durable reports, one after the other."""
    kinds = (("healthz", "ops", "get.lua", ["healthz"]),
             ("report", "public", "report.lua", ["reports", "{run}", "application/json"]))
    found = []
    for turn in range(rounds):
        for clients in CLIENTS:
            for work in kinds:
                found.append({"round": turn, **run.press(server, work, clients, seconds, f"ledger-{turn}-{clients}", lists)})
                print("  {clients:>3} clients  {work:<8}{per_second:>9}/s".format(**found[-1]), flush=True)
    return found


def table(figures: dict) -> str:
    lines = ["# The ledger's figures", "", f"Written by [`ledger.py`](../ledger.py), {figures['date']}, "
             + ", ".join(str(fact) for fact in figures["machine"].values()) + ".",
             f"Other processes used {figures['foreign_cores']} of the cores while reports were pressed.", "",
             "## Durable reports a second", "",
             "| Clients, or reports in a group | `/healthz` | durable report | to `/healthz` | bare loop in C | to the bare loop |",
             "|---|---|---|---|---|---|"]
    for clients in CLIENTS:
        def median(work):
            return statistics.median(
                one["per_second"] for one in figures["reports"] if one["clients"] == clients and one["work"] == work)
        health, report, bare = median("healthz"), median("report"), figures["bare"][clients]
        lines.append(f"| {clients} | {health:,.0f} | {report:,.0f} | {report / health:.2f} | {bare:,.0f} | {report / bare:.2f} |")
    lines += ["", "## Pages at 8 clients", "",
              "| Page | " + " | ".join(f"{size['matters']:,} matters" for size in figures["sizes"]) + " | time, last to first |",
              "|---|" + "---|" * (len(figures["sizes"]) + 1)]
    for name, _, _ in PAGES:
        cells = [size["pages"][name] for size in figures["sizes"]]
        ratio = cells[0]["per_second"] / cells[-1]["per_second"]
        lines.append(f"| {name} | " + " | ".join(f"{one['per_second']:,.0f}/s, p99 {one['p99_ms']} ms" for one in cells)
                     + f" | {ratio:.2f} |")
    lines += ["", "All matters are open: none was closed, which is harder for a board than a county that works.", "",
              "## Start, memory, backup", "", "| Matters | start to ready, s | resident, MiB | backup beside the server |",
              "|---|---|---|---|"]
    for size in figures["sizes"]:
        lines.append(f"| {size['matters']:,} | {size['ready']:.2f} | {size['resident_mib']:.0f} | "
                     f"{size['backup']['megabytes']:,} MB at {size['backup']['megabytes_per_second']} MB/s |")
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", type=pathlib.Path, help="a release build of mashang")
    options.add_argument("--sizes", default="10000,100000", help="numbers of matters, rising")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--out", type=pathlib.Path, default=HERE / "results")
    given = options.parse_args()
    program = given.program or run.build(ROOT, "mashang", ROOT / ".build")

    with tempfile.TemporaryDirectory(prefix="mashang-ledger-") as folder:
        place = pathlib.Path(folder)
        deployment = Deployment(program.resolve(), place / "data")
        deployment.make(ROOT / "Grids" / "yanjiang", matters=200)
        scans = [f"/s/{token}" for token in deployment.tokens()]
        (place / "healthz").write_text("/healthz\n")
        (place / "reports").write_text("".join(f"{path}/reports\n" for path in scans))
        print("· the bare loop in C", flush=True)
        bare = bare_loop(place, deployment, given.seconds)
        who = logins(deployment)
        print("· durable reports", flush=True)
        with Server(deployment, scans[0]) as server:
            found = reports(server, place, given.rounds, given.seconds)
        sizes = []
        for size in map(int, given.sizes.split(",")):
            print(f"· {size:,} matters", flush=True)
            with Server(deployment, scans[0]) as server:
                fill(server, place, max(0, size - deployment_count(sizes, found)), f"fill-{size}")
            with Server(deployment, scans[0]) as server:
                ready, memory = server.seconds_to_ready, machine.resident_mib(server.pid)
                pages = {}
                for name, role, path in PAGES:
                    if role == "resident":
                        path, cookies = resident(server, scans[0])
                    else:
                        cookies = cookie(
                            server, "/desk/login", {"login": who[role], "password": "yanjiang-2026"})
                    press_page(server, path, cookies, 1)
                    pages[name] = press_page(server, path, cookies, given.seconds)
                    print(f"  {name:<24}{pages[name]['per_second']:>9}/s", flush=True)
                saved = backup(deployment, place)
                memory = max(memory, machine.resident_mib(server.pid))
            sizes.append({"matters": deployment.matters(), "ready": ready, "resident_mib": memory, "pages": pages,
                          "backup": saved})
        figures = {
            "date": datetime.date.today().isoformat(), "machine": machine.facts(),
            "foreign_cores": max(one["foreign_cores"] for one in found), "bare": bare, "reports": found, "sizes": sizes,
        }
        given.out.mkdir(exist_ok=True)
        (given.out / f"ledger-{figures['date']}.json").write_text(json.dumps(figures, indent=1) + "\n")
        (given.out / "ledger.md").write_text(table(figures))
        print(table(figures))


def deployment_count(sizes: list[dict], found: list[dict]) -> int:
    """Matters that are there already."""
    if sizes:
        return sizes[-1]["matters"]
    return 200 + sum(one["requests"] for one in found if one["work"] == "report")


if __name__ == "__main__":
    main()
