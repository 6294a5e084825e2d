"""Fault: another program holds the database (BEGIN EXCLUSIVE), at the start and while serving.

Promise: at the start one line; while serving a resident gets 503 with a time to come back, reading goes on, and as soon
as the file is free everything works again without a restart. Nothing acknowledged is lost.

Another seed: `pytest Tests/Faults/test_07_locked.py --seed WORD`.
"""

import sqlite3
from contextlib import closing

import rig


def hold(database):
    """Another program with the file in its hands; closing the connection lets go."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    connection.execute("BEGIN EXCLUSIVE")
    return closing(connection)


def test_a_database_that_another_program_holds_is_waited_for(deployment, book, chance, seed):
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 5)
        first = next(iter(book.receipts.values()))
        with hold(deployment.database):
            rig.assert_refused_kindly(server, book, chance)
            assert rig.fetch(server.site_url)[0] == 200
            assert first.text in rig.look_up(server, first)
        rig.until(lambda: rig.fetch(server.ops + "/readyz")[0] == 200, patience=20)
        rig.file_some(server, book, chance, 3)
        rig.press(server, book, seed, seconds=0.5, clients=8)
        code, _ = server.stop()
        assert code == 0
    book.check(chance=chance)


def test_a_database_that_another_program_holds_at_the_start_is_one_line(deployment, book, chance):
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 3)
        server.stop()
    with hold(deployment.database):
        code, said = deployment.attempt()
        assert code == 75, said
        assert str(deployment.database) in rig.one_line(said)
    book.check(chance=chance)
