"""Three database hosts as docs/operating/cluster.md sets them up: etcd, Patroni and PostgreSQL, by the files of deploy/cluster."""

import csv
import http.client
import io
import json
import re
import secrets
import signal
import ssl
import time
from pathlib import Path

import stage
from load import Connection

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy" / "cluster"
HOSTS = {"db1": "10.66.0.11", "db2": "10.66.0.12", "db3": "10.66.0.13"}
CONFIGURATION = "/etc/patroni/config.yml"
TLS = "/etc/mashang/tls"

# What the hosts run, and where Debian has it.
NEEDS = {
    "ip": "iproute2", "nft": "nftables", "nsenter": "util-linux", "setpriv": "util-linux", "openssl": "openssl",
    "/usr/bin/etcd": "etcd-server", "/usr/bin/etcdctl": "etcd-client", "/usr/bin/patroni": "patroni",
    "/usr/lib/postgresql/15/bin/postgres": "postgresql-15", "/usr/sbin/nginx": "nginx",
}


def fill(name, host, **words):
    """A file of deploy/cluster with the words of this host put in, as the document tells the reader to do."""
    text = (DEPLOY / name).read_text()
    for word, value in {"HOST": host.name, "ADDRESS": host.address, "NETWORK": stage.NETWORK, **words}.items():
        text = text.replace(f"@{word}@", value)
    left = re.search(r"@[A-Z_]+@", text)
    assert not left, f"deploy/cluster/{name}: nothing was put in for {left.group()}"
    return text


class DatabaseCluster:
    """`weaker` is put in the place of lines of patroni.yml, to see what a weaker choice loses."""

    def __init__(self, rack, names, certificates, weaker=None):
        self.hosts = {name: rack.add(name, address, names) for name, address in HOSTS.items()}
        self.trust = ssl.create_default_context(cafile=certificates / "ca.crt")
        self.password = secrets.token_hex(12)
        words = {f"{word}_PASSWORD": secrets.token_hex(12) for word in ("SUPERUSER", "REPLICATION", "REWIND")}
        for name, host in self.hosts.items():
            host.at("/run/postgresql").mkdir(exist_ok=True)
            host.own("/run/postgresql", "postgres", mode=0o2775)
            host.own("/var/lib/postgresql", "postgres", mode=0o755)
            host.own("/var/lib/etcd", "etcd", mode=0o700)
            host.write(f"{TLS}/ca.crt", (certificates / "ca.crt").read_text())
            host.write(f"{TLS}/host.crt", (certificates / f"{name}.crt").read_text())
            host.write(f"{TLS}/host.key", (certificates / f"{name}.key").read_text(),
                       owner="root", group="ssl-cert", mode=0o640)
            host.write("/etc/default/etcd", fill("etcd.env", host))
            text = fill("patroni.yml", host, **words)
            for strong, weak in (weaker or {}).items():
                assert strong in text, f"patroni.yml does not say {strong}"
                text = text.replace(strong, weak)
            host.write(CONFIGURATION, text, owner="postgres", mode=0o600)

    def start(self):
        for host in self.hosts.values():
            self.start_etcd(host)
        for host in self.hosts.values():
            self.start_patroni(host)
        stage.until(self.is_whole, 120, "a leader and two standbys, one of them synchronous")
        self.make_database()

    def start_etcd(self, host):
        settings = dict(
            line.split("=", 1) for line in host.at("/etc/default/etcd").read_text().splitlines()
            if line.startswith("ETCD_"))
        # As the service of the package with `etcd` in the group of those who may read the key.
        host.start("/usr/bin/etcd", log="etcd", user="etcd", groups="ssl-cert", environment=settings)

    def start_patroni(self, host):
        host.start("/usr/bin/patroni", CONFIGURATION, user="postgres", log="patroni")

    def make_database(self):
        self.sql("postgres", f"CREATE ROLE mashang LOGIN PASSWORD '{self.password}'")
        self.sql("postgres", "CREATE DATABASE mashang OWNER mashang TEMPLATE template0 ENCODING 'UTF8'")

    # What the cluster says of itself

    def _ask(self, host, path):
        """What a host's Patroni answers: (status, object); without an answer, nothing."""
        try:
            link = Connection(host.address, 8008, host.name, self.trust, timeout=3)
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None, {}

    def leader(self):
        """The host that leads by its own account and holds the key to it; who is cut off has an old view of others."""
        return next((host for host in self.hosts.values() if self._ask(host, "/primary")[0] == 200), None)

    def members(self):
        """The members as the leader sees them."""
        leader = self.leader()
        return {row["name"]: row for row in self._ask(leader, "/cluster")[1].get("members", [])} if leader else {}

    def patronictl(self, host, *arguments, **options):
        return host.run("/usr/bin/patronictl", "-c", CONFIGURATION, *arguments, user="postgres", **options)

    def takes_writes(self, host):
        """Asked of PostgreSQL itself, for Patroni says nothing while etcd is gone."""
        return self.sql("postgres", "SELECT pg_is_in_recovery() AS follows", host=host) == [{"follows": "f"}]

    def synchronous(self):
        """The host that confirms every commit."""
        names = [name for name, row in self.members().items() if row["role"] == "sync_standby"]
        return self.hosts[names[0]] if names else None

    def is_whole(self):
        members = self.members().values()
        expected = ["leader", "replica", "sync_standby" if self.is_synchronous else "replica"]
        return (sorted(row["role"] for row in members) == expected
                and {row["state"] for row in members} <= {"running", "streaming"}
                and len({row.get("timeline") for row in members}) == 1)

    @property
    def is_synchronous(self):
        return "synchronous_mode: true" in self.hosts["db1"].at(CONFIGURATION).read_text()

    # SQL

    def sql(self, database, statement, host=None, user="postgres"):
        """The rows of a statement as dictionaries of text, asked on the leader."""
        place = host or stage.until(self.leader, 60, "a leader")
        answer = place.run(
            "psql", "--no-psqlrc", "--csv", "--set", "ON_ERROR_STOP=1", "--dbname", database, "--command", statement,
            user=user)
        return list(csv.DictReader(io.StringIO(answer.stdout)))

    # Faults

    def repair(self):
        """What an operator, or systemd, does after a fault: every network is whole and every service runs."""
        for host in self.hosts.values():
            host.heal()
            host.signal("postgres", signal.SIGCONT)
            if not host.processes("/usr/bin/etcd"):
                self.start_etcd(host)
            if not host.processes("/usr/bin/patroni "):
                self.start_patroni(host)
        stage.until(self.is_whole, 120, f"the database hosts are whole again: see {self.hosts['db1'].log('patroni')}")

    def kill(self, host):
        """kill -9 for PostgreSQL and its Patroni, and nothing else of the host."""
        killed = host.signal("/usr/bin/patroni ", signal.SIGKILL)
        killed += host.signal("postgres", signal.SIGKILL)
        assert killed >= 2, f"nothing to kill on {host.name}"
        return time.time()
