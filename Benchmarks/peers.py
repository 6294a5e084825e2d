#!/usr/bin/env python3
"""Measures Mashang beside django-helpdesk, round by round, and writes results/peers-DATE.json and results/peers.md.

    Benchmarks/peers.py                                     builds for release; some six minutes, 10,000 items in each
    Benchmarks/peers.py --items 100000                      the size that the goal of the list is set for
    Benchmarks/peers.py --items 1000 --rounds 1 --seconds 1 to see that it works
    Benchmarks/peers.py --program PATH                      measures a program that is there already

Needs wrk, openssl and PostgreSQL (Debian: apt-get install wrk openssl postgresql python3-venv), and PyPI the first
time. The figures are for reading: nothing fails when one is low. An answer that is not a success, or is not found
stored, ends the session.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import ledger
import run
from http_load import machine, peers_table
from http_load.deployment import Deployment, Server
from http_load.helpdesk import WORKERS, Helpdesk, environment
from http_load.peers_table import OURS, PEER

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CREATE_CLIENTS = (1, 8, 32)
LIST_CLIENTS = 8
WARM_CLIENTS, WARM_SECONDS = 8, 2
FILL_CLIENTS = 32
MATTERS_OF_DEMO = 20
# Seconds after which wrk counts an answer as broken.
PATIENCE = 60
# With the queue of a client that hung up still to work off, the peer is busy; below this share of a core it is not.
IDLE_CORES = 0.1

# About 300 bytes; post.lua puts the run and a count in place of NUMBER.
STORY = ("楼上漏水漏到我家卧室，墙皮都掉了，找了几次都说不是他家的事。物业来看过，说要两家自己商量，商量了半个月没有结果，"
         "老人住在里面天天担心，请网格员来看一看。这是第 NUMBER 次说了。")


class Bench:
    """Both systems running, and what wrk needs to press them."""

    def __init__(self, deployment: Deployment, server: Server, peer: Helpdesk, place: pathlib.Path):
        self.deployment, self.server, self.peer, self.place = deployment, server, peer, place
        self.turn = 0

    def settle(self) -> None:
        """Waits until the peer has worked off what the clients that hung up left in its queue."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            before = self.peer.seconds()
            time.sleep(0.5)
            if self.peer.seconds() - before < IDLE_CORES * 0.5:
                return
        raise SystemExit("django-helpdesk is still busy two minutes after the last request")

    def own_seconds(self) -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return self.peer.seconds() + machine.process_seconds(self.server.pid) + children.ru_utime + children.ru_stime

    def wrk(self, who: str, work: str, clients: int, seconds: int, *arguments: str) -> dict:
        """One run with what else happened on the machine meanwhile."""
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"--timeout={PATIENCE}s", *arguments]
        load = os.getloadavg()[0]
        started, busy, own = time.monotonic(), machine.busy_seconds(), self.own_seconds()
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        spent = time.monotonic() - started
        foreign = (machine.busy_seconds() - busy - (self.own_seconds() - own)) / spent
        figures = json.loads(said.splitlines()[-1])
        if figures["refused"] or figures["broken"]:
            raise SystemExit(f"{who}, {work}: {figures['refused']} refused, {figures['broken']} broken")
        return {
            "who": who, "work": work, "clients": clients, "requests": figures["requests"],
            "per_second": round(figures["requests"] / figures["seconds"], 1), "p50_ms": figures["p50_ms"],
            "p99_ms": figures["p99_ms"], "load_before": round(load, 2), "foreign_cores": round(max(0.0, foreign), 2),
        }

    def create(self, who: str, clients: int, seconds: int) -> dict:
        """Durable reports or tickets of different content. What was answered must be there, and no more than that and
        what was on its way when the clients hung up."""
        self.turn += 1
        ours = who == OURS
        count = self.server.reports_taken if ours else self.peer.tickets
        address, headers, body = self._report() if ours else self._ticket()
        (self.place / f"{who}.headers").write_text("".join(f"{name}: {value}\n" for name, value in headers.items()))
        (self.place / f"{who}.body").write_text(body)
        before = count()
        found = self.wrk(
            who, "create", clients, seconds, "-s", str(HERE / "http_load" / "post.lua"), address, "--",
            str(self.place / f"{who}.paths"), f"run-{self.turn}", str(self.place / f"{who}.body"),
            str(self.place / f"{who}.headers"))
        self.settle()
        found["stored"] = count() - before
        if not found["requests"] <= found["stored"] <= found["requests"] + clients:
            raise SystemExit(f"{who}: {found['requests']} creates were answered, {found['stored']} are stored")
        return found

    def _report(self) -> tuple[str, dict, str]:
        body = {"draft": "beside-a-peer-NUMBER", "category": "D02", "text": STORY}
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return self.server.public, headers, json.dumps(body, ensure_ascii=False)

    def _ticket(self) -> tuple[str, dict, str]:
        cookie, fields = self.peer.form()
        fields |= {"title": "漏水 NUMBER", "body": STORY, "submitter_email": "resident-NUMBER@example.org"}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Referer": self.peer.address}
        return self.peer.address, headers, urllib.parse.urlencode(fields)

    def sign_in(self, login: str) -> None:
        """The first page of each list: its address and the cookie to open it with."""
        ours = ledger.cookie(self.server, "/desk/login", {"login": login, "password": "yanjiang-2026"})
        theirs, table = self.peer.sign_in()
        self.lists = {
            (OURS, "list"): (self.server.public + "/api/v1/matters", ours),
            (OURS, "board"): (self.server.public + "/desk/station", ours),
            (PEER, "list"): (self.peer.address + table, theirs),
        }

    def pages(self) -> list[dict]:
        """What one answer of each list holds."""
        found = []
        for (who, work), (address, cookie) in self.lists.items():
            text = urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie})).read().decode()
            if work == "board":
                rows = len(set(re.findall(r'href="(/desk/m/[^"/?#]+)', text)))
            else:
                rows = len(json.loads(text)["matters" if who == OURS else "data"])
            if not rows:
                raise SystemExit(f"{who}, {work}: a page without a row")
            found.append({"who": who, "work": work, "rows": rows, "bytes": len(text.encode())})
        return found

    def read(self, who: str, work: str, seconds: int) -> dict:
        address, cookie = self.lists[who, work]
        found = self.wrk(who, work, LIST_CLIENTS, seconds, "-H", f"Cookie: {cookie}", "-s",
                         str(HERE / "http_load" / "summary.lua"), address)
        self.settle()
        return found


def fill(bench: Bench, wanted: int) -> None:
    """Files reports over HTTP until so many are there or a second's worth more."""
    while bench.server.reports_taken() < wanted:
        bench.create(OURS, FILL_CLIENTS, 1)
        print(f"\r  {bench.server.reports_taken()}/{wanted}", end="", flush=True)
    print()


def township_of(deployment: Deployment, staff: dict) -> list[str]:
    """The codes of one township: all reports go to one station, as all tickets go to one queue."""
    rows = json.loads(deployment._run("codes", "list", "--json"))
    return [row["token"] for row in rows if row["state"] != "revoked" and row["township"] == staff["division"]]


def in_township(deployment: Deployment, township: str) -> int:
    """Matters of one township. Only while no server runs."""
    with sqlite3.connect(deployment.folder / "mashang.sqlite") as database:
        return database.execute("SELECT COUNT(*) FROM matter WHERE township = ?", (township,)).fetchone()[0]


def rounds_of(bench: Bench, name: str, groups: list[list[tuple]], rounds: int, seconds: int) -> list[dict]:
    """Presses each group in every round: ours and the peer's in the same moments, first one first, then the other."""
    runs = []
    for turn in range(1, rounds + 1):
        for group in groups:
            signatures = round(machine.signatures_per_second())
            for arguments in group if turn % 2 else group[::-1]:
                found = getattr(bench, name)(*arguments, seconds)
                runs.append({"round": turn, **found, "openssl_sign_per_second": signatures})
                line = "  {round}  {clients:>2} clients  {work:<7}{who:<16}{per_second:>9}/s"
                print(line.format(**runs[-1]), flush=True)
    return runs


def measure(bench: Bench, rounds: int, seconds: int) -> list[dict]:
    """The lists first, while both hold the same number of items; then the creates, at each number of clients."""
    whos = (OURS, PEER)
    for key in bench.lists:
        bench.read(*key, WARM_SECONDS)
    runs = rounds_of(bench, "read", [list(bench.lists)], rounds, seconds)
    for who in whos:
        bench.create(who, WARM_CLIENTS, WARM_SECONDS)
    return runs + rounds_of(
        bench, "create", [[(who, clients) for who in whos] for clients in CREATE_CLIENTS], rounds, seconds)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", type=pathlib.Path, help="a release build of mashang")
    options.add_argument("--items", type=int, default=10_000, help="items in each when the lists are read")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--packages", type=pathlib.Path, default=ROOT / ".build-peers",
                         help="folder for the peer's Python packages")
    options.add_argument("--out", type=pathlib.Path, default=HERE / "results")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # the servers are to end with it
    program = given.program or run.build(ROOT, "mashang", ROOT / ".build")
    packages = environment(given.packages.absolute())

    with tempfile.TemporaryDirectory(prefix="mashang-peers-") as folder:
        place = pathlib.Path(folder)
        place.chmod(0o711)  # the database's user passes through
        deployment = Deployment(program.resolve(), place / "data")
        deployment.make(ROOT / "Grids" / "yanjiang", matters=MATTERS_OF_DEMO)
        chief = next(one for one in json.loads(deployment._run("staff", "list", "--json"))
                     if one["role"] == "stationChief" and one["password"] and one.get("division"))
        scans = [f"/s/{token}" for token in township_of(deployment, chief)]
        (place / f"{OURS}.paths").write_text("".join(f"{path}/reports\n" for path in scans))
        (place / f"{PEER}.paths").write_text("/tickets/submit/\n")
        print("· django-helpdesk and its database", flush=True)
        with Helpdesk(packages, place / "helpdesk") as peer:
            print(f"· {given.items:,} items in each", flush=True)
            with Server(deployment, scans[0]) as server:
                bench = Bench(deployment, server, peer, place)
                fill(bench, given.items)
                bench.create(PEER, 1, 1)
            filled = deployment.matters()
            items = {OURS: in_township(deployment, chief["division"])}
            peer.clone(items[OURS])
            items[PEER] = peer.tickets()
            print(f"· {given.rounds} rounds of {given.seconds} s", flush=True)
            with Server(deployment, scans[0]) as server:
                bench.server = server
                bench.sign_in(chief["login"])
                pages = bench.pages()
                runs = measure(bench, given.rounds, given.seconds)
                taken = server.reports_taken()
            versions = peer.versions()
        found = deployment.matters() - filled
        in_flight = sum(one["clients"] for one in runs if one["work"] == "create") + WARM_CLIENTS
        if not taken <= found <= taken + in_flight:
            raise SystemExit(f"{taken} reports were answered, {found} are in the ledger")

    day = datetime.date.today().isoformat()
    figures = {
        "date": day, "machine": machine.facts(), "peer": versions, "rounds": given.rounds, "seconds": given.seconds,
        "command": f"Benchmarks/peers.py --items {given.items} --rounds {given.rounds} --seconds {given.seconds}",
        "workers": WORKERS, "items": items, "pages": pages, "runs": runs,
    }
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / f"peers-{day}.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    text = peers_table.page(figures)
    (given.out / "peers.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
