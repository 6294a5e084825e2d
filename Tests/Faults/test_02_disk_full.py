"""Fault: the disk is full (a small tmpfs), while serving and at start.

Promise: a resident is told so with 503, a time to come back and the telephone numbers; reading and looking up go on;
what was refused left no trace; once there is room it works again without a restart.

Another seed: `pytest Tests/Faults/test_02_disk_full.py --seed WORD`.
"""

import os
import shutil
import subprocess

import pytest
import rig

MEGABYTES = 64


@pytest.fixture
def small(template, tmp_path):
    """A deployment on a disk of its own that is quickly filled."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", disk], check=True)
    shutil.copytree(template, disk / "data")
    yield rig.Deployment(disk / "data")
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk):
    """A file that takes every free byte; gives it back, to be removed."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                continue
    return ballast


def test_a_full_disk_is_said_plainly_and_is_forgotten_when_there_is_room(small, chance, seed):
    book = rig.Book(small)
    with small.serve() as server:
        rig.file_some(server, book, chance, 5)
        token = server.session("gridWorker")
        first = next(iter(book.receipts.values()))
        ballast = fill(small.data.parent)

        # There may be room left over in the log: reports are taken until the disk is really full.
        with rig.Crowd(server, book, f"{seed} filling", clients=8) as crowd:
            rig.until(lambda: crowd.answers[503])
        rig.until(lambda: rig.file_one(server, book, chance)[0] == 503)
        rig.assert_refused_kindly(server, book, chance)

        assert first.text in rig.look_up(server, first)
        assert rig.fetch(server.site_url)[0] == 200
        status, _, inbox = rig.call(f"{server.base}/api/v1/inbox", token=token)
        assert status == 200 and inbox["matters"]
        assert rig.fetch(server.ops + "/healthz")[0] == 200
        # To be ready means to write; there may be room for a page or two.
        rig.until(lambda: rig.fetch(server.ops + "/readyz")[0] == 503, patience=20)
        status, headers, answer = rig.call(
            f"{server.base}/api/v1/matters/{first.number}/commands", token=token,
            body={"type": "note", "version": 2, "note": "到现场看过。" * 300})
        assert status == 503 and headers["Retry-After"], answer
        # The whole crowd meets a full disk: nobody sees anything but yes, or not now.
        answers = rig.press(server, book, seed, seconds=1)
        assert answers[503], answers

        ballast.unlink()
        rig.until(lambda: rig.fetch(server.ops + "/readyz")[0] == 200, patience=20)
        rig.file_some(server, book, chance, 5)
        rig.press(server, book, f"{seed} again", seconds=0.5)
        code, _ = server.stop()
        assert code == 0
    book.check(chance=chance)


def test_a_disk_that_is_full_at_the_start_is_one_line_and_changes_nothing(small, chance):
    book = rig.Book(small)
    with small.serve() as server:
        rig.file_some(server, book, chance, 3)
        server.stop()
    # The index of the log is made anew, for which there will be no room.
    (small.data / "mashang.sqlite-shm").unlink(missing_ok=True)
    before = small.content()
    ballast = fill(small.data.parent)
    code, said = small.attempt()
    assert code == 75, said
    assert str(small.data) in rig.one_line(said) and "full" in said
    ballast.unlink()
    assert small.content() == before
    book.check(chance=chance)
