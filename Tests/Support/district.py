"""Runs the built program: a demonstration district, or a deployment of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "yanjiang-2026"
GRIDS = "Grids/yanjiang"

# The slowest machine that runs these tests builds something else beside them.
PATIENCE = 60


def program():
    """The built program: MASHANG_PROGRAM, or the debug build that `make unit` leaves, or the release build."""
    chosen = os.environ.get("MASHANG_PROGRAM")
    places = [Path(chosen)] if chosen else [ROOT / ".build" / kind / "mashang" for kind in ("debug", "release")]
    for place in places:
        if place.exists():
            return str(place)
    raise FileNotFoundError("the program is not built: make unit")


def mashang(*arguments, check=True, before=(), timeout=PATIENCE, **options):
    """Runs one command to its end, from the top of the repository; `before` is a program that runs it."""
    return subprocess.run(
        [*map(str, before), program(), *map(str, arguments)], cwd=ROOT, check=check, capture_output=True, text=True,
        timeout=timeout, **options)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, *, method="GET", headers=None, body=None, timeout=30):
    """One request without following redirects: (status, headers, bytes)."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    opener = urllib.request.build_opener(_StayHere)
    try:
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def call(url, *, method=None, body=None, token=None, headers=None):
    """JSON there and back: (status, headers, object). `token` signs a program in."""
    sent = {"Accept": "application/json", **(headers or {})}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        sent.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    status, answered, text = fetch(url, method=method or ("POST" if data else "GET"), headers=sent, body=data)
    return status, answered, json.loads(text) if text else None


def until(question, patience=PATIENCE):
    """Asks again and again until the answer is true, and gives it back."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"waited {patience} s in vain"
        time.sleep(0.05)


@dataclass
class Running:
    """A server that answers at `base`."""

    base: str
    ops: str
    data: Path
    log: Path
    process: subprocess.Popen
    site_url: str = ""
    site_name: str = ""
    logins: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    password: str = PASSWORD

    @property
    def token(self):
        return self.site_url.rsplit("/", 1)[1]

    @property
    def reports(self):
        return f"{self.base}/s/{self.token}/reports"

    def file(self, text, key=None, **more):
        """Files a report as a program does: (status, headers, object)."""
        return call(self.reports, body={"text": text, **more}, headers={"Idempotency-Key": key} if key else {})

    def session(self, role):
        """A signed-in program's bearer token."""
        status, _, answer = call(
            f"{self.base}/api/v1/session", body={"login": self.logins[role], "password": self.password})
        assert status == 201, answer
        return answer["token"]

    def codes(self):
        return json.loads(mashang("codes", "list", "--json", "--data", self.data).stdout)

    def is_ready(self):
        """Whether it answers and can write; ends the test if it is not running any more."""
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            return all(fetch(url, timeout=5)[0] == 200 for url in (self.ops + "/readyz", self.base + "/m"))
        except OSError:
            return False

    def stop(self):
        """SIGTERM: (exit code, seconds it took)."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - start

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def demo(data, matters):
    """`mashang demo`: the sample district with its guide."""
    base, ops = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    running = _start(
        data, base, ops, "demo", "--data", data, "--listen", base, "--ops-listen", ops, "--matters", matters)
    guide = until(lambda: _whole_guide(running))
    running.site_url = re.search(r"Scan\s+(\S+)", guide).group(1)
    running.site_name = re.search(r"Scan\s+\S+\n\s+(\S+) ·", guide).group(1)
    for login, role, name in re.findall(r"^  (\w+)\s+([a-z]+[A-Z]?[a-z]+)\s+(\S+)$", guide, re.MULTILINE):
        running.logins[role] = login
        running.names[role] = name
    running.password = re.search(r"password 密码: (\S+?)\)", guide).group(1)
    return running


def serve(data, *, log_level="trace", before=(), token=None, wait=True, **environment):
    """`mashang serve` on a deployment, by its own settings and free ports.

    `before` is a program that runs the server (strace); `token` is the code to scan, else the first of the list;
    without `wait` it may not answer yet.
    """
    base, ops = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    running = _start(
        data, base, ops, "serve", "--data", data, "--listen", base, "--ops-listen", ops, "--base-url", f"http://{base}",
        before=before, wait=wait, MASHANG_LOG_LEVEL=log_level, MASHANG_FLOOD_LIMITS="off", **environment)
    running.site_url = f"http://{base}/s/{token}" if token else running.codes()[0]["url"].lower()
    return running


def make(data):
    """`mashang init` and a code for every site, as an administrator would begin."""
    mashang("init", data, "--grids", GRIDS, "--base-url", "http://127.0.0.1")
    mashang("codes", "issue", "--all", "--data", data)
    return data


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _start(data, base, ops, *arguments, before=(), wait=True, **environment):
    log = Path(f"{data}.log")
    with open(log, "ab") as sink:
        process = subprocess.Popen(
            [*map(str, before), program(), *map(str, arguments)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sink,
            stderr=sink, env={**os.environ, **environment})
    running = Running(f"http://{base}", f"http://{ops}", Path(data), log, process)
    if wait:
        until(running.is_ready)
    return running


def _whole_guide(running):
    text = running.log.read_text()
    return text if "Ctrl-C" in text else None
