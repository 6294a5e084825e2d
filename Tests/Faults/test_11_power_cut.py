"""Fault: the power is cut at any moment under load. Whatever was not flushed is gone, wholly or in part (torn writes).

Promise: everything acknowledged is there, nothing is there by halves, and the next start needs no help.

Another seed: `pytest Tests/Faults/test_11_power_cut.py --seed WORD`.
"""

import os
import shutil
import time

import disk
import pytest
import rig


class Machine:
    """A deployment on a disk that forgets."""

    def __init__(self, deployment, layer, tmp_path, chance):
        self.deployment = deployment
        self.layer = layer
        self.journal = tmp_path / "journal"
        self.before = tmp_path / "before"
        self.chance = chance

    def serve(self, **options):
        self.switch_on()
        return self.deployment.serve(**disk.environment(self.layer, self.deployment.data, self.journal, **options))

    def switch_on(self):
        shutil.rmtree(self.before, ignore_errors=True)
        shutil.copytree(self.deployment.data, self.before, ignore=shutil.ignore_patterns("*.sock", "*-shm"))
        self.journal.unlink(missing_ok=True)

    def cut(self):
        disk.cut(self.deployment.data, self.before, self.journal, self.chance)


@pytest.fixture
def machine(deployment, layer, tmp_path, chance):
    return Machine(deployment, layer, tmp_path, chance)


def live_and_be_cut(machine, book, seed, seconds, **options):
    with machine.serve(**options) as server:
        with rig.Crowd(server, book, seed, clients=16):
            time.sleep(seconds)
            server.kill()
    machine.cut()


def test_a_power_cut_loses_nothing_acknowledged(machine, book, chance, seed):
    for life in range(4):
        live_and_be_cut(machine, book, f"{seed} {life}", chance.uniform(0.3, 1.2))
        rig.check_files(machine.deployment.data, book)
    assert len(book) > 100
    book.check(chance=chance)


def test_this_disk_would_lose_reports_if_commits_were_not_flushed(machine, book, chance, seed):
    lost = 0
    for life in range(3):
        live_and_be_cut(machine, book, f"{seed} {life}", 1, weak=1)
        try:
            rig.check_files(machine.deployment.data, book)
        except AssertionError as missing:
            assert "acknowledged" in str(missing), missing
            lost += 1
            break
    assert lost, "synchronous=NORMAL lost nothing: this disk forgets nothing"


def test_a_flush_that_fails_once_and_then_seems_to_work_is_not_believed(machine, book, chance, seed):
    with machine.serve(fail=chance.randint(10, 60)) as server:
        answers = rig.press(server, book, seed, seconds=30, clients=16)
        assert server.process.wait(30) == 74, (answers, server.log.read_text())
    machine.cut()
    book.check(chance=chance)


def test_a_deployment_that_was_made_just_before_the_power_cut_is_whole(layer, tmp_path, chance):
    data, journal, before = tmp_path / "data", tmp_path / "journal", tmp_path / "before"
    data.mkdir()
    before.mkdir()
    made = ["init", data, "--grids", "Grids/yanjiang", "--base-url", "http://127.0.0.1"]
    rig.mashang(*made, env=os.environ | disk.environment(layer, data, journal))
    for _ in range(8):
        disk.cut(data, before, journal, chance)
        listed = rig.mashang("staff", "list", "--json", "--data", data)
        assert "g0001" in listed.stdout
