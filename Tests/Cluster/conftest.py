"""The stage of all scenarios: three database hosts, two gateways and nginx, made once."""

import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import stage
from database import DEPLOY, HOSTS as DATABASE_HOSTS, NEEDS, DatabaseCluster
from gateways import FRONT, HOSTS as GATEWAY_HOSTS, NAME, PASSWORD, Gateways
from history import History, faults_of_the_ledger

# Beside the build, so that nothing outside the repository is written; kept afterwards, for its logs.
FOLDER = Path(__file__).resolve().parents[2] / ".build" / "stage"

# How long a scenario may take to recover before the test gives up, in seconds. What it took is printed, never judged.
PATIENCE = 120

# What the summary shows: a line for each scenario, and the longest wait for what one gateway learned of another.
outcomes, delays = [], {}


def pytest_configure(config):
    config.addinivalue_line("markers", "short: what runs on every change; the rest is for `make torture`")


def pytest_terminal_summary(terminalreporter):
    if outcomes:
        terminalreporter.section("recovery under load")
        terminalreporter.write_line(f"{'scenario':58}{'silence':>9}{'slowest':>9}{'kept':>7}{'lost':>6}  failed tries")
        for line in outcomes:
            terminalreporter.write_line(line)
    if delays:
        terminalreporter.section("from one gateway to the other")
        for what, seconds in delays.items():
            terminalreporter.write_line(f"{what:58}{seconds:8.2f}s")


@dataclass
class City:
    """A whole deployment, and the history of everything its residents were ever told."""

    rack: stage.Stage
    database: DatabaseCluster
    gateways: Gateways
    history: Path

    @contextmanager
    def under_load(self, title, calm=5, **load):
        """Residents file reports while `with` runs; then every promise is checked against the database.

        The body calls `fault()` at the moment of the fault. Before it and after the recovery there are `calm` seconds.
        """
        fault = Moment()
        begun = time.time()
        with self.gateways.load(self.history, **load):
            stage.until(lambda: len(History(self.history).since(begun).acknowledged) > 20, 60, "the first receipts")
            time.sleep(calm)
            yield fault
            stage.until(
                lambda: len(History(self.history).since(fault.at).since(time.time() - 2).acknowledged) > 20, PATIENCE,
                f"receipts after: {title}")
            time.sleep(calm)
        self.check(title, begun, fault.at)

    def check(self, title, begun, fault):
        whole = History(self.history)
        here, after = whole.since(begun), whole.since(fault)
        lost = whole.lost(self.database)
        silence = here.silence(fault)
        outcomes.append(
            f"{title:58}{silence:8.1f}s{after.slowest():8.1f}s{len(here.acknowledged):7}{len(lost):6}  {here.refusals()}")
        assert not lost, f"{len(lost)} acknowledged reports are not in the database: {lost[:3]}"
        assert not whole.contradictions()
        assert not faults_of_the_ledger(self.database)

    def receipts(self, since=0.0):
        """The numbers residents were given."""
        return {line["number"] for line in History(self.history).since(since).acknowledged}


class Moment:
    """When the fault happened: set by calling it."""

    at = float("inf")

    def __call__(self, at=None):
        self.at = at or time.time()


def build(rack, weaker=None):
    """Everything, started and whole."""
    hosts = {**DATABASE_HOSTS, **GATEWAY_HOSTS, **FRONT}
    names = "127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in hosts.items())
    certificates = rack.folder / "tls"
    served = {**DATABASE_HOSTS, NAME: FRONT["front"]}
    subprocess.run(
        [DEPLOY / "certificates.sh", certificates, *(f"{name}={address}" for name, address in served.items())],
        check=True)
    database = DatabaseCluster(rack, names, certificates, weaker)
    gateways = Gateways(rack, names, certificates, database)
    database.start()
    gateways.start()
    for login in ("county1", "county2"):
        gateways.first.mashang("staff", "reset", login, "--password-stdin", input=PASSWORD + "\n")
    return City(rack, database, gateways, rack.folder / "history.jsonl")


@contextmanager
def standing():
    """An empty stage; a machine that cannot carry one fails the tests with a sentence."""
    try:
        stage.check(NEEDS)
        with stage.Stage(FOLDER) as rack:
            yield rack
    except stage.Unable as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(scope="session")
def everything():
    with standing() as rack:
        yield build(rack)


@pytest.fixture
def city(everything):
    """The deployment, whole and healthy, and made so again after whatever the scenario did to it."""
    yield everything
    everything.database.repair()
    for node in everything.gateways.nodes.values():
        node.repair()
    # Exit 1 and what is wrong, if the program itself finds anything.
    everything.gateways.second.mashang("verify")
