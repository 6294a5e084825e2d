"""Fault: bytes of the stopped database change, its end or its log is cut off or garbled.

Promise: what is damaged is found at the start, when it is read, or by `mashang verify`; a matter is shown as it was
written or not at all; the program never crashes. A log that was cut loses its newest commits and nothing else: SQLite
takes it for a commit that did not come to its end.

Another seed: `pytest Tests/Faults/test_08_damage.py --seed WORD`; more of them: `--flips 500`.
"""

import shutil
import sqlite3
import tempfile

import pytest
import rig
from rig import call, mashang

PAGE = 4096
# What a start may end with: damaged data, a disk that cannot be read.
REFUSALS = (65, 74)


@pytest.fixture(scope="module")
def kept(template, tmp_path_factory):
    """A deployment with some history, all of it in the file; what its matters looked like; never changed."""
    data = tmp_path_factory.mktemp("kept") / "data"
    shutil.copytree(template, data)
    deployment = rig.Deployment(data)
    book = rig.Book(deployment)
    with deployment.serve() as server:
        rig.press(server, book, "history", seconds=1, clients=8)
        server.stop()
    with sqlite3.connect(deployment.database) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    for ending in ("-wal", "-shm"):
        data.joinpath("mashang.sqlite" + ending).unlink(missing_ok=True)
    with deployment.serve() as server:
        shown = look(server, book)
        server.stop()
    assert len(shown) == 2 * len(some(book))
    return deployment, book, shown


@pytest.fixture
def copy(kept, tmp_path):
    """The same again, to be spoilt."""

    def copy(name):
        shutil.copytree(kept[0].data, tmp_path / name / "data")
        return rig.Deployment(tmp_path / name / "data")

    return copy


def flip(path, offset, bit):
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ bit]))


def some(book):
    return list(book.receipts.values())[:20]


def look(server, book):
    """What residents and officials are shown of the matters, by whom and number: only what is answered with 200."""
    shown = {}
    token = None
    status, _, answer = call(f"{server.base}/api/v1/session", body={
        "login": server.logins["stationChief"], "password": server.password})
    if status == 201:
        token = answer["token"]
    for receipt in some(book):
        if token:
            status, _, answer = call(f"{server.base}/api/v1/matters/{receipt.number}", token=token)
            assert status in (200, 401, 404, 500), answer
            if status == 200:
                shown["chief", receipt.number] = {key: answer[key] for key in ("number", "text", "filed", "trail")}
        page = rig.try_look_up(server, receipt)
        if page:
            shown["resident", receipt.number] = rig.words_of(page)
    return shown


def check_spoilt(deployment, book, shown, what):
    """Refused at the start, or served: then nothing false is shown."""
    code, said = None, ""
    server = deployment.serve(wait=False)
    with server:
        try:
            rig.until(lambda: server.process.poll() is not None or rig.answers(server))
            if server.process.poll() is None:
                seen = look(server, book)
                false = {who: what for who, what in seen.items() if what != shown[who]}
                assert not false, f"{what}: shown as if it were right: {false}"
                rig.file_one(server, book, rig.Chance(what))
                server.process.poll() is None and server.stop()
        except OSError:
            pass  # It ended while it was asked; how, is looked at below.
        code = server.process.wait(30)
        said = server.log.read_text()
    assert code >= 0, f"{what}: ended by signal {-code}\n{said}"
    assert code in (0, *REFUSALS), f"{what}: exit {code}\n{said}"
    assert "Fatal error" not in said, said
    return code, said


def test_a_flipped_byte_is_never_shown_as_if_it_were_right(pytestconfig, kept, copy, chance):
    deployment, book, shown = kept
    size = deployment.database.stat().st_size
    for number in range(pytestconfig.getoption("--flips")):
        offset, bit = chance.randrange(size), 1 << chance.randrange(8)
        spoilt = copy(f"flip{number}")
        flip(spoilt.database, offset, bit)
        check_spoilt(spoilt, book, shown, f"bit {bit} of byte {offset} flipped")


def test_a_zeroed_page_is_never_shown_as_if_it_were_right(kept, copy, chance):
    deployment, book, shown = kept
    pages = deployment.database.stat().st_size // PAGE
    for number, page in enumerate([0, *chance.sample(range(1, pages), 3)]):
        spoilt = copy(f"page{number}")
        with open(spoilt.database, "r+b") as file:
            file.seek(page * PAGE)
            file.write(bytes(PAGE))
        check_spoilt(spoilt, book, shown, f"page {page} zeroed")


@pytest.mark.parametrize("left", [0, 100, 0.3, 0.9])
def test_a_file_that_was_cut_off_is_refused_or_shows_nothing_false(kept, copy, left):
    deployment, book, shown = kept
    size = deployment.database.stat().st_size
    spoilt = copy("cut")
    with open(spoilt.database, "r+b") as file:
        file.truncate(left if left > 1 else int(size * left))
    code, said = check_spoilt(spoilt, book, shown, f"cut to {left}")
    # An empty file is a new database to SQLite; to us it is a loss.
    assert code in REFUSALS, said
    assert "mashang.sqlite" in rig.one_line(said)


def test_a_garbled_log_loses_its_newest_commits_and_shows_nothing_false(deployment, book, chance, tmp_path):
    with deployment.serve() as server:
        server.stop()  # So far all is in the file.
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 30)
        shown = look(server, book)
        server.kill()
    log = deployment.data / "mashang.sqlite-wal"
    whole = log.read_bytes()
    for number in range(4):
        spoilt = rig.Deployment(shutil.copytree(
            deployment.data, tmp_path / f"log{number}" / "data", ignore=shutil.ignore_patterns("*.sock", "*-shm")))
        garbled = bytearray(whole[:chance.randrange(32, len(whole))] if number % 2 else whole)
        for _ in range(3):
            garbled[chance.randrange(32, len(garbled))] ^= 0xFF
        (spoilt.data / "mashang.sqlite-wal").write_bytes(garbled)
        code, said = check_spoilt(spoilt, book, shown, f"log {number}")
        if code == 0:
            # A beginning of what was committed, whole.
            rig.check_files(spoilt.data)


# What a flip in the file may change without a trace: who may sign in, what administrators did, the codes on the walls.
# They are no part of the chain.
UNCHAINED = ("account", "session", "sign_in_failure", "site_code", "audit", "lease", "revision", "sqlite_sequence")


def test_what_verify_calls_whole_is_whole(pytestconfig, kept, copy, chance):
    deployment, _, _ = kept
    size, whole = deployment.database.stat().st_size, ledger_of(deployment)
    found = 0
    for number in range(pytestconfig.getoption("--flips")):
        offset, bit = chance.randrange(size), 1 << chance.randrange(8)
        spoilt = copy(f"verified{number}")
        flip(spoilt.database, offset, bit)
        checked = mashang("verify", "--data", spoilt.data, check=False)
        assert checked.returncode in (0, 1, *REFUSALS), f"byte {offset}: {checked}"
        if checked.returncode == 0:
            assert ledger_of(spoilt) == whole, f"verify did not see that bit {bit} of byte {offset} is flipped"
        else:
            assert (checked.stdout + checked.stderr).strip(), f"byte {offset}: not a word about it"
            found += 1
    assert found, "no flip of so many was found"


def ledger_of(deployment):
    """The lines that make the ledger again, but for tables that are no part of its chain."""
    with tempfile.TemporaryDirectory() as folder:
        dump = rig.sqlite3_shell(rig.copy_database(deployment.data, folder), ".dump")
    return [line for line in dump.splitlines() if not line.startswith(
        tuple(f"INSERT INTO {quote}{table}{quote} " for table in UNCHAINED for quote in ("", '"')))]
