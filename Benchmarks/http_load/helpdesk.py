"""django-helpdesk under gunicorn, on a PostgreSQL cluster of its own in a folder of its own."""

import http.cookiejar
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from . import machine
from .deployment import free_port

SETTINGS = pathlib.Path(__file__).resolve().parent.parent / "django_helpdesk"
WORKERS = 4
# PostgreSQL refuses to run as root; Debian's package brings this user.
DATABASE_USER = "postgres"
# In the peer's favour: the query of its list took half as much again while PostgreSQL compiled it each time (`jit`).
TUNING = {"listen_addresses": "", "shared_buffers": "1GB", "jit": "off"}


def environment(folder: pathlib.Path) -> pathlib.Path:
    """The peer's packages from PyPI, installed once into `folder`."""
    wanted = (SETTINGS / "requirements.txt").read_text()
    mark = folder / "installed"
    if not mark.exists() or mark.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement",
                   SETTINGS / "requirements.txt"]
        subprocess.run(install, check=True)
        mark.write_text(wanted)
    return folder


class Postgres:
    """A durable cluster: `fsync` and `synchronous_commit` stay on, as PostgreSQL delivers them."""

    def __init__(self, folder: pathlib.Path):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
        programs, self.folder, self.port = found[-1], folder, str(free_port())
        self.user = DATABASE_USER if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        account = {"user": DATABASE_USER, "group": DATABASE_USER, "extra_groups": []} if os.getuid() == 0 else {}
        folder.mkdir(mode=0o755)
        if account:
            shutil.chown(folder, DATABASE_USER, DATABASE_USER)
        made = subprocess.run(
            [programs / "initdb", "--pgdata", folder / "data", "--username", self.user, "--auth", "trust", "--encoding",
             "UTF8", "--locale", "C.UTF-8"],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, **account)
        if made.returncode:
            raise SystemExit(f"initdb failed:\n{made.stderr}")
        self._log = open(folder / "server.log", "ab")
        self._process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", self.port, "-k", folder,
             *(f"--{name}={value}" for name, value in TUNING.items())],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, **account)
        self.pid = self._process.pid
        try:
            self._wait(programs / "pg_isready")
            self.ask("CREATE DATABASE helpdesk", database="postgres")
        except BaseException:
            self.stop()
            raise

    def _wait(self, program: pathlib.Path) -> None:
        until = time.monotonic() + 60
        while subprocess.run([program, "-q", "-h", self.folder, "-p", self.port]).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"PostgreSQL does not start:\n{(self.folder / 'server.log').read_text()}")
            time.sleep(0.05)

    def ask(self, statement: str, database: str = "helpdesk") -> str:
        done = subprocess.run(
            ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", self.port, "-U",
             self.user, "-d", database, "-c", statement], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"psql failed:\n{done.stderr}")
        return done.stdout.strip()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # its "fast" end: it hangs up on its clients and is consistent
        self._process.wait(timeout=60)
        self._log.close()


class Helpdesk:
    """The peer, ready for residents and for one signed-in member of staff. `with` stops all of it."""

    def __init__(self, packages: pathlib.Path, folder: pathlib.Path):
        self.packages, self.folder, self._password = packages, folder, secrets.token_urlsafe()
        folder.mkdir()
        self.postgres = Postgres(folder / "postgres")
        self._process, self.address = None, f"http://127.0.0.1:{free_port()}"
        try:
            self._environment = {
                "PATH": os.environ["PATH"], "PYTHONPATH": str(SETTINGS), "DJANGO_SETTINGS_MODULE": "settings",
                "PYTHONDONTWRITEBYTECODE": "1", "HELPDESK_SECRET_KEY": secrets.token_hex(32),
                "PGHOST": str(self.postgres.folder), "PGPORT": self.postgres.port, "PGUSER": self.postgres.user,
            }
            self._run("django", "migrate", "--verbosity", "0", module=True)
            self.queue = self._run(str(SETTINGS / "seed.py"), self._password).strip()
            self._serve()
        except BaseException:
            self.stop()
            raise

    def _run(self, *arguments: str, module: bool = False) -> str:
        done = subprocess.run(
            [self.packages / "bin" / "python", *(["-m"] if module else []), *arguments], cwd=self.folder,
            env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"django-helpdesk: {arguments[0]} failed:\n{done.stderr}")
        return done.stdout

    def _serve(self) -> None:
        self._log = open(self.folder / "gunicorn.log", "ab")
        self._process = subprocess.Popen(
            [self.packages / "bin" / "gunicorn", "--workers", str(WORKERS), "--bind", self.address[7:],
             "--no-control-socket", "django.core.wsgi:get_wsgi_application()"],
            cwd=self.folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(self.address + "/tickets/submit/", timeout=5).read()
                return
            except (urllib.error.URLError, ConnectionError) as fault:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"django-helpdesk does not answer ({fault}); see {self._log.name}") from fault
                time.sleep(0.05)

    def versions(self) -> dict:
        frozen = self._run("pip", "freeze", module=True).splitlines()
        wanted = ("django==", "django-helpdesk==", "gunicorn==", "psycopg==")
        found = dict(line.split("==") for line in frozen if line.lower().startswith(wanted))
        return {**found, "PostgreSQL": self.postgres.ask("SHOW server_version").split()[0]}

    def form(self) -> tuple[str, dict]:
        """What a browser holds once it has opened the form: the cookie, and the hidden fields to send with it."""
        jar, browser = _browser()
        page = browser.open(self.address + "/tickets/submit/").read().decode()
        return _cookies(jar), {"csrfmiddlewaretoken": _hidden_token(page), "queue": self.queue, "priority": "3"}

    def sign_in(self) -> tuple[str, str]:
        """The cookie of the member of staff, and the address that the page of tickets fetches its table from."""
        jar, browser = _browser()
        page = browser.open(self.address + "/login/").read().decode()
        fields = {"csrfmiddlewaretoken": _hidden_token(page), "username": "staff", "password": self._password,
                  "next": "/tickets/"}
        page = browser.open(self.address + "/login/", urllib.parse.urlencode(fields).encode()).read().decode()
        table = re.search(r'"url": "(/datatables_ticket_list/[^"]+)"', page)
        if not table:
            raise SystemExit("django-helpdesk: its page of tickets names no table; was the sign-in refused?")
        return _cookies(jar), f"{table[1]}?draw=1&start=0&length=25"

    def tickets(self) -> int:
        """Tickets in the database; each must have the follow-up that was written with it."""
        tickets, whole = map(int, self.postgres.ask(
            "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM helpdesk_followup f WHERE f.ticket_id = t.id))"
            " FROM helpdesk_ticket t").split("|"))
        if tickets != whole:
            raise SystemExit(f"django-helpdesk: {tickets - whole} of {tickets} tickets lack their follow-up")
        return tickets

    def clone(self, wanted: int) -> None:
        """Copies the newest ticket, made through the form, and its follow-up until `wanted` are there, a minute
        apart."""
        ask = self.postgres.ask
        more = wanted - self.tickets()
        for table, per_row, source in (
            ("helpdesk_ticket", {"created": "created - n * interval '1 minute'"},
             f"(SELECT * FROM helpdesk_ticket ORDER BY id DESC LIMIT 1) model, generate_series(1, {more}) n"),
            ("helpdesk_followup", {"ticket_id": "ticket.id"},
             "(SELECT * FROM helpdesk_followup ORDER BY id DESC LIMIT 1) model, (SELECT id FROM helpdesk_ticket t WHERE"
             " NOT EXISTS (SELECT FROM helpdesk_followup f WHERE f.ticket_id = t.id)) ticket"),
        ):
            names = ask("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND"
                        f" table_name = '{table}' AND column_name <> 'id' ORDER BY ordinal_position").split()
            values = ", ".join(per_row.get(name, f"model.{name}") for name in names)
            ask(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {source}")
        ask("VACUUM ANALYZE")

    def seconds(self) -> float:
        """Processor time of gunicorn, its workers and PostgreSQL."""
        return machine.family_seconds(self._process.pid) + machine.family_seconds(self.postgres.pid)

    def stop(self) -> None:
        try:
            if self._process:
                self._process.send_signal(signal.SIGTERM)
                self._process.wait(timeout=60)
                self._log.close()
        finally:
            self.postgres.stop()

    def __enter__(self) -> "Helpdesk":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _browser() -> tuple[http.cookiejar.CookieJar, urllib.request.OpenerDirector]:
    jar = http.cookiejar.CookieJar()
    return jar, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))


def _cookies(jar: http.cookiejar.CookieJar) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def _hidden_token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise SystemExit("django-helpdesk: a form without its CSRF token")
    return found[1]
