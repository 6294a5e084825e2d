"""A deployment of the sample district in a folder of its own, and its running server."""

import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Deployment:
    """`mashang demo --no-serve` in `folder`; open with `make`."""

    def __init__(self, program: pathlib.Path, folder: pathlib.Path):
        self.program, self.folder = program, folder

    def make(self, grids: pathlib.Path, matters: int) -> None:
        self._run("demo", "--no-serve", "--grids", str(grids), "--matters", str(matters))

    def tokens(self) -> list[str]:
        """The code of every site, as on the walls."""
        rows = json.loads(self._run("codes", "list", "--json"))
        return [row["token"] for row in rows if row["state"] != "revoked"]

    def matters(self) -> int:
        """Matters in the ledger. Only while no server runs: a second process never opens the file."""
        with sqlite3.connect(self.folder / "mashang.sqlite") as database:
            return database.execute("SELECT COUNT(*) FROM matter").fetchone()[0]

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.program, *arguments, "--data", self.folder], stdin=subprocess.DEVNULL, capture_output=True,
            text=True)
        if done.returncode:
            raise SystemExit(f"mashang {arguments[0]} failed:\n{done.stderr}")
        return done.stdout


class Server:
    """`mashang serve` without flood limits. `seconds_to_ready` counts from its start to the first page and a
    true `/readyz`."""

    def __init__(self, deployment: Deployment, page: str):
        self.public = f"http://127.0.0.1:{free_port()}"
        self.ops = f"http://127.0.0.1:{free_port()}"
        self._log = open(deployment.folder / "server.log", "ab")
        started = time.monotonic()
        self._process = subprocess.Popen(
            [
                deployment.program, "serve", "--data", deployment.folder, "--listen", self.public[7:],
                "--ops-listen", self.ops[7:], "--base-url", self.public,
            ],
            env={**os.environ, "MASHANG_FLOOD_LIMITS": "off"}, stdin=subprocess.DEVNULL, stdout=self._log,
            stderr=self._log)
        self.pid = self._process.pid
        try:
            for address in (self.public + page, self.ops + "/readyz"):
                self._wait(address, until=started + 60)
        except BaseException:
            self.stop()
            raise
        self.seconds_to_ready = time.monotonic() - started

    def _wait(self, address: str, until: float) -> None:
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(address, timeout=5).read()
                return
            except (urllib.error.URLError, ConnectionError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.002)
        raise SystemExit(f"{address} does not answer; see {self._log.name}")

    def reports_taken(self) -> int:
        """Reports answered with 2xx since the start, by the server's own count."""
        metrics = urllib.request.urlopen(self.ops + "/metrics", timeout=10).read().decode()
        lines = re.findall(r"^http_requests_total\{(.*)\} (\d+)$", metrics, re.M)
        return sum(
            int(count) for labels, count in lines
            if 'method="POST"' in labels and "/reports" in labels and 'status="2xx"' in labels)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)
        self._log.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()
