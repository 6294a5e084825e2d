"""The stage of every fault: who presses the server, what it promised them, and what must hold afterwards.

A `Crowd` of residents and officials writes whatever the server acknowledged into a `Book`. `Book.check` holds the book
against the files with programs that are not ours (the sqlite3 shell, the chain checker of docs/ledger.md), against a
server that is started anew, and has `mashang verify` look at everything.
"""

import http.client
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from district import GRIDS, PASSWORD, ROOT, call, fetch, mashang, serve, until

Chance = random.Random

TEXTS = [
    "路灯坏了三盏，晚上看不见路。", "楼上漏水三天了，天花板在滴水。", "工地夜里两点还在打桩，睡不着。",
    "井盖松了，车一过就响，怕孩子掉下去。", "电梯困人两次，物业不管。", "欠了三个月工资，二十个人。",
]


# What is broken here


@dataclass
class Deployment:
    """A data folder and the people in it that the tests sign in as."""

    data: Path
    people: dict = field(init=False)

    def __post_init__(self):
        self.people = json.loads((self.data.parent / "data" / "people.json").read_text())

    @property
    def database(self):
        return self.data / "mashang.sqlite"

    @property
    def log(self):
        return Path(f"{self.data}.log")

    def serve(self, **options):
        """A server on it, whose log begins here."""
        self.log.unlink(missing_ok=True)
        server = serve(self.data, **{"log_level": "error", "token": self.people["token"], **options})
        server.logins = {"gridWorker": self.people["worker"], "stationChief": self.people["chief"]}
        return server

    def attempt(self, **options):
        """Starts a server that is expected to refuse: its exit code and what it said."""
        try:
            refused = mashang("serve", "--data", self.data, "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0",
                              check=False, timeout=15, **options)
        except subprocess.TimeoutExpired as started:
            raise AssertionError(f"it was not refused: {started.stderr.decode()}") from None
        return refused.returncode, refused.stderr

    def content(self):
        """Everything in the folder, to see that nothing was overwritten.

        A readable database counts by what is in it: opening one may write its log back into the file. Lock and socket
        come and go.
        """
        passing = (".lock", ".sock", "-wal", "-shm")
        files = [path for path in sorted(self.data.rglob("*")) if path.is_file() and not path.name.endswith(passing)]
        content = {str(path.relative_to(self.data)): path.read_bytes() for path in files}
        with tempfile.TemporaryDirectory() as folder:
            dump = sqlite3_shell(copy_database(self.data, folder), ".dump") if self.database.is_file() else ""
        return content | ({"mashang.sqlite": dump} if "CREATE TABLE" in dump else {})


def make_deployment(data):
    """A county whose codes are issued; one worker with a site of their own, and their station's chief, sign in."""
    mashang("init", data, "--grids", GRIDS, "--base-url", "http://127.0.0.1")
    mashang("codes", "issue", "--all", "--data", data)
    codes, staff = (json.loads(mashang(kind, "list", "--json", "--data", data).stdout) for kind in ("codes", "staff"))
    workers = [person for person in staff if person["role"] == "gridWorker"]
    covers = Counter(cell for worker in workers for cell in worker["cells"])
    code = next(code for code in codes if covers[code["cell"]] == 1)
    worker = next(worker for worker in workers if code["cell"] in worker["cells"])
    chief = next(person for person in staff
                 if person["role"] == "stationChief" and person["station"] == worker["station"])
    people = {"token": code["token"].lower(), "worker": worker["login"], "chief": chief["login"]}
    for login in (people["worker"], people["chief"]):
        mashang("staff", "reset", login, "--password-stdin", "--data", data, input=PASSWORD + "\n")
    (data / "people.json").write_text(json.dumps(people))
    return data


# What was promised


@dataclass
class Receipt:
    key: str
    text: str
    number: str
    code: str
    due: list


class Book:
    """Everything a server acknowledged; only that."""

    def __init__(self, deployment):
        self.deployment = deployment
        self.receipts = {}
        self.steps = {}
        self.sent = {}
        self.asked = 0
        self._lock = threading.Lock()

    def __len__(self):
        return len(self.receipts)

    def sends(self, key, text):
        """A draft leaves its writer; whether it arrives, nobody knows yet."""
        with self._lock:
            self.sent[key] = text

    def acknowledge(self, key, answer):
        """The server said 200 or 201: from now on this is a promise."""
        with self._lock:
            receipt = Receipt(key, self.sent[key], answer["number"], answer["code"], answer["due"])
            before = self.receipts.setdefault(key, receipt)
        assert before == receipt, f"one draft, two receipts: {before} and {receipt}"
        return receipt

    def acknowledge_step(self, number, version, kind):
        with self._lock:
            before = self.steps.setdefault((number, version), kind)
        assert before == kind, f"{number} version {version} was acknowledged as {before} and as {kind}"

    def check(self, sample=40, chance=None):
        """What holds after every fault. The server is not running."""
        check_files(self.deployment.data, self)
        with self.deployment.serve() as server:
            self.ask(server, sample, chance)
            code, _ = server.stop()
            assert code == 0, server.log.read_text()[-2000:]
        check_files(self.deployment.data, self)
        verified = mashang("verify", "--data", self.deployment.data, check=False)
        assert verified.returncode == 0, verified.stdout + verified.stderr

    def ask(self, server, sample=40, chance=None):
        """Some of those who hold a receipt send again and look it up: the first answer, and nothing new."""
        chance = chance or Chance(len(self))
        for receipt in chance.sample(list(self.receipts.values()), min(sample, len(self))):
            status, headers, again = server.file(receipt.text, key=receipt.key)
            assert (status, headers["Idempotent-Replay"]) == (200, "true"), (receipt, again)
            assert Receipt(receipt.key, receipt.text, again["number"], again["code"], again["due"]) == receipt
            assert receipt.text in look_up(server, receipt)
        # Those who were never answered send again too, and get one matter each: it was kept whole, or not at all.
        unanswered = [key for key in self.sent if key not in self.receipts]
        for key in chance.sample(unanswered, min(sample, len(unanswered))):
            status, _, answer = server.file(self.sent[key], key=key)
            assert status in (200, 201), answer
            assert self.acknowledge(key, answer).text in look_up(server, self.receipts[key])


def look_up(server, receipt):
    """The page that number and code lead to."""
    page = try_look_up(server, receipt)
    assert page, f"{receipt.number} is not found by its number and code"
    return page


def try_look_up(server, receipt):
    """The page that number and code lead to; `None` if they lead nowhere now."""
    form = urlencode({"number": receipt.number, "code": receipt.code}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = fetch(server.base + "/m", method="POST", headers=kind, body=form)
    if status != 303:
        return None
    cookie = headers["Set-Cookie"].split(";")[0]
    status, _, page = fetch(f"{server.base}/m/{receipt.number}", headers={"Cookie": cookie})
    return page.decode() if status == 200 else None


def words_of(page):
    """What a page says of its matter: its timeline and the words in it."""
    return re.findall(r">([^<>]+)<", page.partition("<main")[2].partition("</main>")[0])


def answers(server):
    """Whether somebody answers at all."""
    try:
        return fetch(server.ops + "/healthz", timeout=5)[0] == 200 and fetch(server.base + "/m", timeout=5)[0]
    except OSError:
        return False


# What must hold in the files


def copy_database(data, into):
    """The database with its log as it lies there, without the index of the log: as after a crash."""
    for name in ("mashang.sqlite", "mashang.sqlite-wal"):
        if (data / name).exists():
            shutil.copy(data / name, Path(into) / name)
    return Path(into) / "mashang.sqlite"


def check_files(data, book=None):
    """Holds a stopped deployment's database against the book, with programs that are not ours."""
    with tempfile.TemporaryDirectory() as folder:
        database = copy_database(data, folder)
        said = sqlite3_shell(database, "PRAGMA integrity_check; PRAGMA foreign_key_check;")
        assert said == "ok", said
        faults = chain_faults(database)
        assert faults is None, faults
        if book:
            with sqlite3.connect(database) as connection:
                check_book(connection, book)


def check_book(connection, book):
    """Every acknowledged report exactly once, whole, with its number; every acknowledged step; nothing unasked for."""
    drafts = dict(connection.execute("SELECT draft, number FROM matter"))
    lost = [receipt for receipt in book.receipts.values() if drafts.get(receipt.key) != int(receipt.number)]
    assert not lost, f"{len(lost)} of {len(book)} acknowledged reports are not there, the first: {lost[0]}"
    assert drafts.keys() <= book.sent.keys(), "a matter that nobody sent"
    # Once each: drafts and numbers are unique in the table `matter`; here that every event belongs to one of them.
    beginnings = Counter(number for number, in connection.execute("SELECT matter FROM event WHERE version = 1"))
    assert beginnings == Counter(drafts.values())
    half = connection.execute(
        """SELECT number FROM matter WHERE version < 2
               OR NOT EXISTS (SELECT * FROM matter_key WHERE matter = number)
               OR NOT EXISTS (SELECT * FROM deadline WHERE matter = number)
               OR NOT EXISTS (SELECT * FROM matter_scope WHERE matter = number)
               OR NOT EXISTS (SELECT * FROM sealed_words WHERE matter = number AND version = 1 AND field = 'text')
        """).fetchall()
    assert not half, f"written by halves: {half}"
    kinds = {(number, version): kind for number, version, kind in connection.execute(
        "SELECT matter, version, kind FROM event")}
    gone = {step: kind for step, kind in book.steps.items() if kinds.get((int(step[0]), step[1])) != kind}
    assert not gone, f"{len(gone)} of {len(book.steps)} acknowledged steps are not there: {gone}"


def sqlite3_shell(database, sql):
    done = subprocess.run(["sqlite3", database, sql], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def chain_faults(database):
    """What the program of docs/ledger.md finds; `None` if the chain holds."""
    document = (ROOT / "docs" / "ledger.md").read_text()
    program = re.search(r"```python\n(.*?)```", document, re.DOTALL).group(1)
    done = subprocess.run([sys.executable, "-c", program, database], capture_output=True, text=True)
    return None if done.returncode == 0 else done.stdout + done.stderr


# Who presses


class Crowd:
    """Clients at once: three of four are residents, the others officials. Each has a chance of its own."""

    def __init__(self, server, book, seed, clients=32):
        self.server = server
        self.book = book
        self.answers = Counter()
        self.failures = []
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._live, args=(_Official if index % 4 == 3 else _Resident, f"{seed} {index}"))
            for index in range(clients)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        assert not self.failures, self.failures[0]

    @property
    def is_over(self):
        return self._over.is_set() or self.server.process.poll() is not None

    def _live(self, kind, seed):
        client = kind(self, Chance(seed))
        try:
            while not self.is_over:
                try:
                    client.act()
                except (OSError, http.client.HTTPException):
                    client.hang_up()
                    time.sleep(0.01)
        except Exception as failure:  # Told to the test by __exit__; a thread's own end would pass unseen.
            self.failures.append(failure)
        client.hang_up()


class _Client:
    """A connection that is kept, as phones and proxies keep it."""

    def __init__(self, crowd, chance):
        self.crowd = crowd
        self.book = crowd.book
        self.chance = chance
        self._connection = None

    def request(self, method, path, body=None, **headers):
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.crowd.server.base.removeprefix("http://"), timeout=30)
        headers = {"Accept": "application/json", "Content-Type": "application/json", **headers}
        sent = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        self._connection.request(method, path, sent, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self.crowd.answers[answer.status] += 1
        if answer.status >= 500 and answer.status != 503:
            raise AssertionError(f"{method} {path}: {answer.status} {text.decode()}")
        return answer.status, json.loads(text) if text else None

    def hang_up(self):
        if self._connection:
            self._connection.close()
            self._connection = None


class _Resident(_Client):
    mine = None

    def act(self):
        key = self.mine if self.mine and self.chance.random() < 0.2 else f"{self.chance.getrandbits(128):032x}"
        text = self.book.sent.get(key) or f"{self.chance.choice(TEXTS)} {key[:6]}"
        self.book.sends(key, text)
        status, answer = self.request(
            "POST", f"/s/{self.crowd.server.token}/reports", {"text": text}, **{"Idempotency-Key": key})
        if status in (200, 201):
            self.book.acknowledge(key, answer)
            self.mine = key


class _Official(_Client):
    token = None
    following = {"dispatched": "accept", "reopened": "accept", "accepted": "visit", "handling": "resolve"}

    def act(self):
        if self.token is None or self.chance.random() < 0.005:
            login = {"login": self.crowd.server.logins["gridWorker"], "password": PASSWORD}
            status, answer = self.request("POST", "/api/v1/session", login)
            if status != 201:
                time.sleep(0.05)
                return
            self.token = answer["token"]
        signed_in = {"Authorization": f"Bearer {self.token}"}
        status, answer = self.request("GET", "/api/v1/inbox", **signed_in)
        assert status in (200, 503), f"a signed-in official is answered {status}: {answer}"
        if status != 200 or not answer["matters"]:
            time.sleep(0.02)
            return
        matter = self.chance.choice(answer["matters"])
        command = self.following.get(matter["state"], "note")
        status, answer = self.request(
            "POST", f"/api/v1/matters/{matter['number']}/commands",
            {"type": command, "version": matter["version"], "note": "到现场看过，正在处理。", "evidence": ["照片两张"]},
            **signed_in)
        if status == 200:
            kind = {"accept": "accepted", "visit": "visited", "resolve": "resolved", "note": "noted"}[command]
            # The system may have reminded somebody since the matter was read: the answer names the step's own version.
            self.book.acknowledge_step(matter["number"], answer["version"], kind)


def press(server, book, seed, seconds, clients=32):
    """A crowd for so long, or until the server ends; what it was answered, counted by status."""
    end = time.monotonic() + seconds
    with Crowd(server, book, seed, clients) as crowd:
        while time.monotonic() < end and not crowd.is_over:
            time.sleep(0.01)
    return crowd.answers


# Faults that are made


def strace(calls, tampering):
    """What runs a program so that these system calls are tampered with, each thread counting its own.

    `trace=none` would switch the injection off; with the filter, other calls are as quick as ever. The program stays
    our own child (`-D`), so that a signal reaches it and its exit code comes back.
    """
    return ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
            f"inject={calls}:{tampering}"]


# Residents one by one


def file_one(server, book, chance):
    """One report: (status, headers, answer); written into the book if it was acknowledged."""
    key = f"{chance.getrandbits(128):032x}"
    text = f"{chance.choice(TEXTS)} {key[:6]}"
    book.sends(key, text)
    status, headers, answer = server.file(text, key=key)
    if status in (200, 201):
        book.acknowledge(key, answer)
    return status, headers, answer


def file_some(server, book, chance, count):
    for _ in range(count):
        status, _, answer = file_one(server, book, chance)
        assert status == 201, answer


def assert_refused_kindly(server, book, chance):
    """503 with a time to come back, and for people a page that says so in plain words and keeps the telephone."""
    form = urlencode({"text": "路灯坏了。", "draft": f"{chance.getrandbits(128):032x}"}).encode()
    book.sends(form.decode()[-32:], "路灯坏了。")
    browser = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    with ThreadPoolExecutor(2) as people:
        one = people.submit(file_one, server, book, chance)
        status, headers, page = fetch(server.reports, method="POST", body=form, headers=browser)
        page = page.decode()
        assert status == 503 and int(headers["Retry-After"]) >= 1, page
        assert "12345" in page, "the page of a refusal shows no hotline"
        assert not re.search("SQL|disk|lock|磁盘|数据库", page), "a resident has no use for the cause"
        status, headers, answer = one.result()
        assert status == 503 and int(headers["Retry-After"]) >= 1, answer


def without_notes(said):
    """What `init` said, without its notes on the grid folder: they are no faults."""
    notes = ("calendar/", "cells: ", "sites: ", "stations: ", "staff: ", "grid folder version ")
    return "\n".join(line for line in said.splitlines() if not line.startswith(notes))


def one_line(said):
    """What a command said on its end: one line, no trace of a crash."""
    lines = said.strip().splitlines()
    assert len(lines) == 1, said
    assert "Fatal error" not in said and "Thread 0" not in said
    return lines[0]
