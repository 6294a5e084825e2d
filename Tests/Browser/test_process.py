"""The program as a process: asked twice, stopped, made twice, left by its reader. Killed and refused: Tests/Faults."""

import signal
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


def test_making_a_deployment_twice_keeps_it(tmp_path):
    data = tmp_path / "data"
    for _ in range(2):
        mashang("init", data, "--grids", "Grids/yanjiang", "--name", "雁江", "--base-url", "https://yj.example")
        mashang("codes", "issue", "--all", "--data", data)
    keys = {path.name: path.stat().st_mode & 0o777 for path in (data / "keys").iterdir()}
    assert keys == {"master.key": 0o600, "signing.key": 0o600, "seals": 0o600}
    assert (data / "mashang.sqlite").stat().st_mode & 0o777 == 0o600
    listed = mashang("codes", "list", "--data", data).stdout.splitlines()
    assert len(listed) == len({line.split()[5] for line in listed}), "a site has two codes"


def test_a_reader_of_the_output_who_leaves_early_breaks_nothing(made):
    listing = subprocess.Popen([program(), "codes", "list", "--json", "--data", str(made)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.wait(60) in (0, -signal.SIGPIPE)
    assert b"Fatal" not in listing.stderr.read()
