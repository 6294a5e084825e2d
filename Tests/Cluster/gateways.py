"""Two gateways and nginx before them, as docs/operating/cluster.md sets them up, by the files of deploy/."""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import stage
from database import DEPLOY, ROOT, TLS, fill
from load import PlainConnection

HOSTS = {"gw1": "10.66.0.21", "gw2": "10.66.0.22"}
FRONT = {"front": "10.66.0.31"}
NAME = "yj.example.gov.cn"
DATA = "/var/lib/mashang"
PROGRAM = "/usr/local/bin/mashang"
GRIDS = "/etc/mashang/Grids"
# Stands for the user `mashang` of the document, which a test does not add to the machine.
USER = "daemon"
PASSWORD = "yanjiang-2026"


def program():
    """The built program: MASHANG_PROGRAM, or the debug build, or the release build."""
    chosen = os.environ.get("MASHANG_PROGRAM")
    places = [Path(chosen)] if chosen else [ROOT / ".build" / kind / "mashang" for kind in ("debug", "release")]
    for place in places:
        if place.exists():
            return place
    raise stage.Unable("the program is not built: make unit")


class Gateway:
    """One host that runs `mashang serve`."""

    def __init__(self, host):
        self.host = host
        host.own(DATA, USER)
        shutil.copy2(program(), host.at(PROGRAM))
        host.own(PROGRAM, "root", mode=0o755)
        shutil.copytree(ROOT / "Grids", host.at(GRIDS))

    def mashang(self, *arguments, **options):
        """Runs one command on this host, beside its server if there is one."""
        return self.host.run(PROGRAM, *arguments, "--data", DATA, user=USER, cwd=DATA, **options)

    def start(self):
        self.host.start(
            PROGRAM, "serve", "--data", DATA, log="mashang", user=USER,
            environment={"MASHANG_FLOOD_LIMITS": "off"})

    def is_ready(self):
        return self.host.run(
            "curl", "--silent", "--fail", "--max-time", "5", "http://127.0.0.1:9180/readyz", check=False).returncode == 0

    def signal(self, number):
        assert self.host.signal(f"{PROGRAM} serve", number), f"{self.host.name} does not serve"
        return time.time()

    def ask(self, method, path, *, body=None, token=None, accept="application/json", key=None, patience=10):
        """One request past nginx: (status, text)."""
        sent = {"Accept": accept, "Content-Type": "application/json", "Host": NAME}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        link = PlainConnection(self.host.address, 8080, timeout=patience)
        link.request(method, path, json.dumps(body).encode() if body is not None else None, sent)
        answer = link.getresponse()
        text = answer.read().decode()
        link.close()
        return answer.status, text

    def file(self, site_token, text):
        """Files a report here: its number."""
        status, answer = self.ask(
            "POST", f"/s/{site_token}/reports", body={"text": text, "category": "D13"}, key=secrets.token_hex(16))
        assert status == 201, answer
        return json.loads(answer)["number"]

    def repair(self):
        """Runs, awake and ready."""
        if not self.host.signal(f"{PROGRAM} serve", signal.SIGCONT):
            self.start()
        stage.until(self.is_ready, 60, f"{self.host.name} is ready: see {self.host.log('mashang')}")

    def session(self, login):
        status, answer = self.ask("POST", "/api/v1/session", body={"login": login, "password": PASSWORD})
        assert status == 201, answer
        return json.loads(answer)["token"]


class Gateways:
    def __init__(self, rack, names, certificates, database):
        self.front = rack.add("front", FRONT["front"], names)
        self.nodes = {name: Gateway(rack.add(name, address, names)) for name, address in HOSTS.items()}
        self.ca, self.folder = certificates / "ca.crt", rack.folder
        for node in self.nodes.values():
            host = node.host
            host.write(f"{TLS}/ca.crt", self.ca.read_text())
            host.write(f"{DATA}/mashang.yaml", fill("mashang.yaml", host, FRONT=self.front.address),
                       owner=USER, mode=0o600)
            host.write(
                f"{DATA}/pgpass",
                "".join(f"{name}:5432:mashang:mashang:{database.password}\n" for name in database.hosts),
                owner=USER, mode=0o600)
        self._make_front(certificates)

    def _make_front(self, certificates):
        """nginx with the configuration of deploy/, and the list of gateways in the place of the one there."""
        text = (ROOT / "deploy/nginx.conf").read_text()
        text, count = re.subn(r"upstream mashang \{.*?\n\}\n", (DEPLOY / "upstream.conf").read_text(), text, flags=re.S)
        assert count == 1, "deploy/nginx.conf has no upstream to replace"
        self.front.write("/etc/nginx/conf.d/mashang.conf", text)
        self.front.write("/etc/ssl/mashang/fullchain.pem", (certificates / f"{NAME}.crt").read_text())
        self.front.write("/etc/ssl/mashang/privkey.pem", (certificates / f"{NAME}.key").read_text(), mode=0o600)
        for site in self.front.at("/etc/nginx/sites-enabled").glob("*"):
            site.unlink()

    @property
    def first(self):
        return self.nodes["gw1"]

    @property
    def second(self):
        return self.nodes["gw2"]

    def start(self):
        self.first.host.run(PROGRAM, "init", DATA, "--grids", f"{GRIDS}/yanjiang", user=USER, cwd=DATA)
        # The second one gets the first one's keys, and nothing else.
        shutil.copytree(self.first.host.at(f"{DATA}/keys"), self.second.host.at(f"{DATA}/keys"))
        for key in [self.second.host.at(f"{DATA}/keys"), *self.second.host.at(f"{DATA}/keys").iterdir()]:
            shutil.chown(key, USER, USER)
        for node in self.nodes.values():
            node.start()
            node.repair()
        self.first.mashang("codes", "issue", "--all")
        self.codes = json.loads(self.first.mashang("codes", "list", "--json").stdout)
        self.front.start("/usr/sbin/nginx", "-g", "daemon off;", log="nginx")
        stage.until(lambda: self.front.processes("nginx: worker"), 30, f"nginx: see {self.front.log('nginx')}")

    def load(self, history, **options):
        return Load(self, history, **options)


class Load:
    """Residents in a process of their own, from `with` to its end."""

    def __init__(self, gateways, history, clients=16, rate=40):
        self.history = history
        self.command = [
            sys.executable, Path(__file__).with_name("load.py"), "--address", gateways.front.address, "--host", NAME,
            "--ca", gateways.ca, "--token", gateways.codes[0]["token"], "--history", history, "--clients", clients,
            "--rate", rate]

    def __enter__(self):
        self.process = subprocess.Popen([*map(str, self.command)], stdin=subprocess.DEVNULL, start_new_session=True)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert code == 0, f"the residents ended with {code}"


class Listener:
    """A live page that comes back by itself: hears one gateway, and when it is lost the next one, from where it was."""

    def __init__(self, gateways, token):
        self.heard, self.connections = [], 0
        self._gateways, self._token, self._position = gateways, token, None
        self._link, self._is_over = None, False
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self):
        self._thread.start()
        stage.until(lambda: self.connections, 30, "the live page is open")
        return self

    def __exit__(self, *_):
        self._is_over = True
        if self._link and self._link.sock:
            self._link.sock.close()

    def _listen(self):
        while not self._is_over:
            for gateway in self._gateways:
                try:
                    self._hear(gateway)
                except (OSError, ValueError, http.client.HTTPException, AttributeError):
                    time.sleep(0.2)

    def _hear(self, gateway):
        # A silent server is lost after three of its heartbeats.
        self._link = PlainConnection(gateway.host.address, 8080, timeout=45)
        headers = {"Host": NAME, "Accept": "text/event-stream", "Authorization": f"Bearer {self._token}"}
        if self._position:
            headers["Last-Event-ID"] = self._position
        self._link.request("GET", "/api/v1/stream", headers=headers)
        answer = self._link.getresponse()
        if answer.status != 200:
            raise OSError(answer.status)
        self.connections += 1
        position = None
        for line in answer:
            word, _, rest = line.decode().rstrip("\n").partition(": ")
            if word == "id":
                position = rest
            elif word == "data":
                self.heard.append({"at": time.time(), "id": position, **json.loads(rest)})
                self._position = position

    def filed(self):
        """The numbers of the reports it heard of, as often as it heard them."""
        return [change["number"] for change in self.heard if change["event"] == "filed"]
