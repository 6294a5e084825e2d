#!/usr/bin/env python3
"""Measures Mashang from outside and writes results/DATE.json and results/README.md.

    Benchmarks/run.py                         builds for release, about six minutes
    Benchmarks/run.py --program PATH          measures a program that is there already
    Benchmarks/run.py --rounds 1 --seconds 1  to see that it works

Needs wrk and openssl (Debian: apt-get install wrk openssl). The figures are for reading: nothing fails when one
is low.
"""

import argparse
import datetime
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

from http_load import machine, scan_page, table
from http_load.deployment import Deployment, Server

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CLIENTS = (1, 8, 32)
STARTS = 5
WARM_CLIENTS = 8

# What is asked for: name, listener, script, its further arguments.
WORK = (
    ("healthz", "ops", "get.lua", ["healthz"]),
    ("scan", "public", "get.lua", ["scans"]),
    ("report", "public", "report.lua", ["reports", "{run}", "application/json"]),
    ("report_page", "public", "report.lua", ["reports", "{run}", "text/html"]),
)


def build(package: pathlib.Path, product: str, scratch: pathlib.Path) -> pathlib.Path:
    command = ["swift", "build", "-c", "release", "--package-path", str(package), "--scratch-path", str(scratch),
               "--product", product]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return scratch / "release" / product


def press(server: Server, work: tuple, clients: int, seconds: int, run: str, lists: pathlib.Path) -> dict:
    """One run of wrk with what else happened on the machine meanwhile."""
    name, listener, script, further = work
    address = server.ops if listener == "ops" else server.public
    filled = [item.format(run=run) for item in further]
    command = [
        "wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", str(HERE / "http_load" / script), address, "--",
        str(lists / filled[0]), *filled[1:],
    ]
    load = os.getloadavg()[0]
    started, busy, own = time.monotonic(), machine.busy_seconds(), used(server)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = time.monotonic() - started
    foreign = (machine.busy_seconds() - busy - (used(server) - own)) / spent
    figures = json.loads(said.splitlines()[-1])
    if figures["refused"] or figures["broken"]:
        faults = f"{figures['refused']} refused, {figures['broken']} broken"
        raise SystemExit(f"{name} at {clients} clients: {faults}")
    return {
        "work": name, "clients": clients, "per_second": round(figures["requests"] / figures["seconds"], 1),
        "p50_ms": figures["p50_ms"], "p99_ms": figures["p99_ms"], "requests": figures["requests"],
        "load_before": round(load, 2), "foreign_cores": round(max(0.0, foreign), 2),
    }


def used(server: Server) -> float:
    """Seconds of processor used by the server and by the clients that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return machine.process_seconds(server.pid) + children.ru_utime + children.ru_stime


def measure(server: Server, rounds: int, seconds: int, lists: pathlib.Path) -> list[dict]:
    for work in WORK:
        press(server, work, WARM_CLIENTS, 1, f"warm-{work[0]}", lists)
    runs = []
    for turn in range(1, rounds + 1):
        for clients in CLIENTS:
            signatures = round(machine.signatures_per_second())
            for work in WORK:
                run = press(server, work, clients, seconds, f"{turn}-{clients}-{work[0]}", lists)
                runs.append({"round": turn, **run, "openssl_sign_per_second": signatures})
                line = "  {round}  {clients:>2} clients  {work:<12}{per_second:>9}/s"
                print(line.format(**runs[-1]), flush=True)
    return runs


def starts(deployment: Deployment, page: str) -> dict:
    """Seconds from the start of the process to the first page, and memory then."""
    seconds, memory = [], []
    for _ in range(STARTS):
        with Server(deployment, page) as server:
            seconds.append(round(server.seconds_to_ready, 3))
            memory.append(machine.resident_mib(server.pid))
    return {
        "matters": deployment.matters(), "seconds": seconds, "median": statistics.median(seconds),
        "resident_mib": statistics.median(memory),
    }


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", type=pathlib.Path, help="a release build of mashang")
    options.add_argument("--codes-program", type=pathlib.Path, help="a release build of codes-to-svg")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--out", type=pathlib.Path, default=HERE / "results")
    given = options.parse_args()
    program = given.program or build(ROOT, "mashang", ROOT / ".build")
    codes_program = given.codes_program or build(HERE, "codes-to-svg", ROOT / ".build-benchmarks")

    with tempfile.TemporaryDirectory(prefix="mashang-benchmark-") as place:
        lists = pathlib.Path(place)
        deployment = Deployment(program.resolve(), lists / "data")
        print("· a deployment of the sample district, 200 matters", flush=True)
        deployment.make(ROOT / "Grids" / "yanjiang", matters=200)
        scans = [f"/s/{token}" for token in deployment.tokens()]
        (lists / "healthz").write_text("/healthz\n")
        (lists / "scans").write_text("".join(f"{path}\n" for path in scans))
        (lists / "reports").write_text("".join(f"{path}/reports\n" for path in scans))
        print("· starts", flush=True)
        young = starts(deployment, scans[0])
        print(f"· {given.rounds} rounds of {given.seconds} s", flush=True)
        with Server(deployment, scans[0]) as server:
            page = scan_page.weigh(server.public + scans[0])
            runs = measure(server, given.rounds, given.seconds, lists)
            taken, memory = server.reports_taken(), machine.resident_mib(server.pid)
        found = deployment.matters() - young["matters"]
        in_flight = sum(run["clients"] for run in runs if run["work"].startswith("report")) + 2 * WARM_CLIENTS
        if not taken <= found <= taken + in_flight:
            raise SystemExit(f"{taken} reports were answered, {found} are in the ledger")
        print("· starts with what was filed", flush=True)
        grown = starts(deployment, scans[0])
    said = subprocess.run([codes_program], capture_output=True, text=True, check=True).stdout

    day = datetime.date.today().isoformat()
    result = {
        "date": day, "command": f"Benchmarks/run.py --rounds {given.rounds} --seconds {given.seconds}",
        "machine": machine.facts(), "rounds": given.rounds, "seconds": given.seconds,
        "sites": len(scans), "runs": runs, "reports_answered": taken, "reports_in_ledger": found,
        "resident_mib_after_load": memory, "starts": [young, grown], "scan_page_bytes": page,
        "codes_to_svg": json.loads(said),
    }
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / f"{day}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    text = table.page(result)
    (given.out / "README.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
