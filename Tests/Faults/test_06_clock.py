"""Fault: the clock is wrong: it jumps while serving, an hour and a year forward, an hour back, back before everything
that is stored (libfaketime).

Promise: no crash and no refusal; within a matter time never runs backwards; one draft stays one matter; whoever is
signed in is so for no longer than real sessions last; the chain holds.

Another seed: `pytest Tests/Faults/test_06_clock.py --seed WORD`.
"""

import sqlite3
from pathlib import Path

import pytest
import rig

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
HOUR, YEAR = 3600, 365 * 86400


class Clock:
    """The time the server sees: the real one and so many seconds."""

    def __init__(self, file):
        self.file = file
        self.set(0)

    def set(self, seconds):
        # Renamed over: a file that is just being written says nothing at all.
        beside = Path(f"{self.file}.new")
        beside.write_text(f"{seconds:+d}\n")
        beside.rename(self.file)

    def serving(self):
        """What a server is started with. `env` is in between because libfaketime sets a variable before the program
        begins, which moves what Swift finds the arguments by; in a program that inherits it, it does not."""
        assert LIBRARIES, "libfaketime is missing: make test-setup"
        return {
            "before": ["env"], "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path / "clock")


def backward_steps(database):
    """Events that are earlier than the one before them in the same matter."""
    with sqlite3.connect(database) as connection:
        return connection.execute(
            """SELECT later.matter, later.version, later.at - earlier.at FROM event AS later
               JOIN event AS earlier ON earlier.matter = later.matter AND earlier.version = later.version - 1
               WHERE later.at < earlier.at""").fetchall()


def step(server, token, receipt, version, command):
    status, _, answer = rig.call(
        f"{server.base}/api/v1/matters/{receipt.number}/commands", token=token,
        body={"type": command, "version": version, "note": "到现场看过。"})
    assert status == 200, answer
    return answer


@pytest.mark.parametrize("jumps", [
    [HOUR, -HOUR], [YEAR, 0], [-2 * YEAR, HOUR]],
    ids=lambda jumps: " ".join(f"{jump // HOUR:+d}h" for jump in jumps))
def test_a_clock_that_jumps_breaks_nothing(deployment, book, chance, clock, jumps):
    with deployment.serve(**clock.serving()) as server:
        rig.file_some(server, book, chance, 2)
        first = next(iter(book.receipts.values()))
        version = step(server, server.session("gridWorker"), first, 2, "accept")["version"]
        for number, jump in enumerate(jumps):
            clock.set(jump)
            status, _, answer = rig.file_one(server, book, chance)
            assert status == 201, answer
            # A new session: an old one may have ended with the year.
            token = server.session("gridWorker")
            version = step(server, token, first, version, "note" if number else "visit")["version"]
            again = server.file(first.text, key=first.key)
            assert again[0] == 200 and again[2]["number"] == first.number
            assert first.text in rig.look_up(server, first)
            status, _, inbox = rig.call(f"{server.base}/api/v1/inbox", token=token)
            assert status == 200 and inbox["matters"]
            trail = rig.call(f"{server.base}/api/v1/matters/{first.number}", token=token)[2]["trail"]
            # Nothing is left out; what the clock made late may have been told since.
            assert [event["version"] for event in trail] == list(range(1, len(trail) + 1)) and len(trail) >= version
        code, _ = server.stop()
        assert code == 0, server.log.read_text()
    assert backward_steps(deployment.database) == []
    book.check(chance=chance)


def test_a_session_does_not_outlive_a_year_and_is_not_made_longer_by_a_clock_set_back(deployment, clock):
    def is_signed_in():
        return rig.call(f"{server.base}/api/v1/inbox", token=token)[0] == 200

    with deployment.serve(**clock.serving()) as server:
        token = server.session("gridWorker")
        assert is_signed_in()
        clock.set(-HOUR)
        assert is_signed_in(), "a clock that is set right again throws everybody out"
        clock.set(YEAR)
        assert not is_signed_in()
        server.stop()


def test_a_start_with_a_clock_before_everything_stored_serves(deployment, book, chance, clock):
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 3)
        server.stop()
    clock.set(-2 * YEAR)
    first = next(iter(book.receipts.values()))
    with deployment.serve(**clock.serving()) as server:
        assert first.text in rig.look_up(server, first)
        rig.file_some(server, book, chance, 1)
        step(server, server.session("gridWorker"), first, 2, "accept")
        server.stop()
    assert backward_steps(deployment.database) == []
    book.check(chance=chance)
