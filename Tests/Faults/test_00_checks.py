"""The checks themselves: a check that cannot fail proves nothing. One thing is taken away, and must be missed."""

import sqlite3

import pytest
import rig

TAMPERED = {
    "a report is lost": (
        "DELETE FROM event WHERE matter = :number; DELETE FROM matter_scope WHERE matter = :number;"
        "DELETE FROM deadline WHERE matter = :number; DELETE FROM matter WHERE number = :number",
        "acknowledged reports are not there"),
    "a step is lost, and its traces": (
        "DELETE FROM sealed_words WHERE matter = :number AND version > 2;"
        "DELETE FROM event WHERE matter = :number AND version > 2; UPDATE matter SET version = 2 WHERE number = :number",
        "acknowledged steps are not there"),
    "the matter's row is behind": ("UPDATE matter SET version = version - 1 WHERE number = :number", "does not end"),
    "a draft has another number": ("UPDATE matter SET draft = draft || 'x' WHERE number = :number", "not there"),
    "a key is lost": ("DELETE FROM matter_key WHERE matter = :number", "by halves"),
    "words are lost": ("DELETE FROM sealed_words WHERE matter = :number AND version = 1", "does not follow"),
    "the deadlines are lost": ("DELETE FROM deadline WHERE matter = :number", "by halves"),
    "nobody may see it": ("DELETE FROM matter_scope WHERE matter = :number", "by halves"),
}


@pytest.fixture
def kept(deployment, book, chance):
    """Two reports, one of them accepted; the server is stopped."""
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 2)
        token = server.session("gridWorker")
        _, _, inbox = rig.call(f"{server.base}/api/v1/inbox", token=token)
        number = inbox["matters"][0]["number"]
        status, _, answer = rig.call(
            f"{server.base}/api/v1/matters/{number}/commands", token=token, body={"type": "accept", "version": 2})
        assert status == 200
        # Of an urgent report the third step is that somebody was roused.
        book.acknowledge_step(number, answer["version"], "accepted")
        server.stop()
    rig.check_files(deployment.data, book)
    return number


@pytest.mark.parametrize("what", TAMPERED)
def test_what_is_missing_is_missed(kept, deployment, book, what):
    statements, complaint = TAMPERED[what]
    with sqlite3.connect(deployment.database) as database:
        for statement in statements.split(";"):
            database.execute(statement.replace(":number", str(int(kept))))
    with pytest.raises(AssertionError, match=complaint):
        rig.check_files(deployment.data, book)
