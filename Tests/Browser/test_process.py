"""The program as a process: killed, stopped, started twice, started on what it must refuse."""

import signal
import sqlite3
import subprocess
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from district import call, fetch, make, mashang, program, serve


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A deployment as an administrator makes it, with a code for every site."""
    return make(tmp_path_factory.mktemp("real") / "data")


def file_until_it_dies(server, drafts, acknowledged):
    """Eight residents send one report after the other; what was answered is written down."""
    def send(key):
        try:
            status, _, answer = server.file("路灯坏了三盏，晚上看不见路。", key=key, category="D13")
        except OSError:
            return
        if status in (200, 201):
            acknowledged[key] = answer

    with ThreadPoolExecutor(8) as residents:
        list(residents.map(send, drafts))


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(made):
    drafts = [uuid.uuid4().hex for _ in range(400)]
    acknowledged = {}
    with serve(made, log_level="error") as server:
        sending = threading.Thread(target=file_until_it_dies, args=(server, drafts, acknowledged))
        sending.start()
        while len(acknowledged) < 60 and sending.is_alive():
            time.sleep(0.01)
        server.kill()
        sending.join()
    assert 60 <= len(acknowledged) < len(drafts), "the kill came too late to test anything"

    with serve(made, log_level="error") as server:
        for key, first in acknowledged.items():
            status, headers, again = server.file("路灯坏了三盏，晚上看不见路。", key=key, category="D13")
            assert (status, headers["Idempotent-Replay"]) == (200, "true")
            assert (again["number"], again["code"], again["due"]) == (first["number"], first["code"], first["due"])
        # Everybody sends again, also those who were never answered: still one matter for each draft.
        numbers = [server.file("路灯坏了三盏，晚上看不见路。", key=key, category="D13")[2]["number"] for key in drafts]
        assert len(set(numbers)) == len(drafts)
        server.stop()
    with sqlite3.connect(made / "mashang.sqlite") as database:
        assert database.execute("SELECT COUNT(*), COUNT(DISTINCT draft) FROM matter").fetchone() == (400, 400)
        assert database.execute("SELECT COUNT(*) FROM event WHERE version = 1").fetchone() == (400,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_clients_who_send_the_same_draft_at_once_get_one_matter(district):
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: district.file("井盖松了，车过就响。", key=key), range(20)))
    assert sorted(status for status, _, _ in answers) == [200] * 19 + [201]
    assert len({answer["number"] for _, _, answer in answers}) == 1


def test_a_stop_with_streams_open_is_quick_and_clean(made):
    with serve(made, log_level="error") as server:
        mashang("staff", "reset", "county1", "--password-stdin", "--data", made, input="county-2026-word\n")
        _, _, signed_in = call(
            f"{server.base}/api/v1/session", body={"login": "county1", "password": "county-2026-word"})

        def listen():
            fetch(server.base + "/api/v1/stream", headers={"Authorization": f"Bearer {signed_in['token']}"})

        listeners = [threading.Thread(target=listen) for _ in range(5)]
        for listener in listeners:
            listener.start()
        while "mashang_live_streams 5" not in fetch(server.ops + "/metrics")[2].decode():
            time.sleep(0.05)
        code, seconds = server.stop()
        for listener in listeners:
            listener.join(10)
        assert code == 0
        assert seconds < 5


def test_a_second_server_on_the_same_folder_is_refused(made):
    with serve(made, log_level="error"):
        second = mashang("serve", "--data", made, "--listen", "127.0.0.1:0", check=False)
        assert second.returncode == 1
        assert "in use" in second.stderr


def test_commands_beside_a_running_server_are_carried_out_by_it(made):
    with serve(made, log_level="error") as server:
        token = server.codes()[-1]["token"]
        assert fetch(f"{server.base}/s/{token}")[0] == 200
        mashang("codes", "revoke", token, "--data", made)
        assert fetch(f"{server.base}/s/{token}")[0] == 410


def test_a_database_of_a_newer_program_is_refused(tmp_path):
    data = tmp_path / "data"
    mashang("init", data, "--grids", "Grids/yanjiang")
    with sqlite3.connect(data / "mashang.sqlite") as database:
        database.execute("INSERT INTO schema_migration VALUES (99, 'from the future', 'x', 0)")
    refused = mashang("serve", "--data", data, check=False)
    assert refused.returncode == 1
    assert "newer Mashang" in refused.stderr


def test_making_a_deployment_twice_keeps_it(tmp_path):
    data = tmp_path / "data"
    for _ in range(2):
        mashang("init", data, "--grids", "Grids/yanjiang", "--name", "雁江", "--base-url", "https://yj.example")
        mashang("codes", "issue", "--all", "--data", data)
    keys = {path.name: path.stat().st_mode & 0o777 for path in (data / "keys").iterdir()}
    assert keys == {"master.key": 0o600, "signing.key": 0o600}
    assert (data / "mashang.sqlite").stat().st_mode & 0o777 == 0o600
    listed = mashang("codes", "list", "--data", data).stdout.splitlines()
    assert len(listed) == len({line.split()[2] for line in listed}), "a site has two codes"


def test_a_reader_of_the_output_who_leaves_early_breaks_nothing(made):
    listing = subprocess.Popen([program(), "codes", "list", "--json", "--data", str(made)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.wait(60) in (0, -signal.SIGPIPE)
    assert b"Fatal" not in listing.stderr.read()
