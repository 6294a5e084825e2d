"""Fault: the disk does not keep what it is told to (fdatasync, fsync: EIO), at the n-th time.

Promise: the process ends at once with exit code 74 and one line that says why, since what reached the disk is unknown
and a flush that is tried again may lie; nobody is answered 201 for that commit; after the next start everything
acknowledged is there.

Another seed: `pytest Tests/Faults/test_03_flush_fails.py --seed WORD`.
"""

import pytest
import rig

FLUSHES = "fdatasync,fsync"


@pytest.mark.parametrize("life", range(3))
def test_a_flush_that_fails_ends_the_process_and_loses_nothing(deployment, book, chance, seed, life):
    nth = chance.randint(3, 60)
    with deployment.serve(before=rig.strace(FLUSHES, f"error=EIO:when={nth}+")) as server:
        answers = rig.press(server, book, f"{seed} {life}", seconds=30, clients=8)
        assert server.process.wait(30) == 74, (answers, server.log.read_text())
    line = rig.one_line(server.log.read_text())
    assert "disk" in line and "I/O" in line
    book.check(chance=chance)


def test_a_deployment_whose_making_could_not_be_flushed_is_one_line_and_is_made_at_the_next_try(tmp_path):
    making = ["init", tmp_path / "data", "--grids", rig.GRIDS]
    # Keys, settings, their folders, the database: each is flushed, and each flush may fail.
    statuses = []
    for nth in range(1, 13):
        made = rig.mashang(*making, before=rig.strace(FLUSHES, f"error=EIO:when={nth}+"), check=False)
        statuses.append(made.returncode)
        if made.returncode == 0:
            break  # No thread has so many to do.
        assert "disk" in rig.one_line(rig.without_notes(made.stderr))
    assert set(statuses[:3]) == {74} and set(statuses) <= {0, 74}, statuses
    rig.mashang(*making)
    assert "g0001" in rig.mashang("staff", "list", "--json", "--data", tmp_path / "data").stdout
