"""Fault: two programs on one data folder; a lock and a socket that a killed server left behind.

Promise: the second server refuses with one line; a command beside a running server is carried out by it; what a killed
server left behind stops nobody.

Another seed: `pytest Tests/Faults/test_09_two_servers.py --seed WORD`.
"""

import rig
from rig import fetch, mashang


def test_a_second_server_on_the_same_folder_refuses_and_disturbs_nothing(deployment, book, chance, seed):
    with deployment.serve() as server:
        with rig.Crowd(server, book, seed, clients=8):
            for _ in range(3):
                code, said = deployment.attempt()
                assert code == 75, said
                assert "in use" in rig.one_line(said) and str(deployment.data) in said
        rig.file_some(server, book, chance, 1)
        code, _ = server.stop()
        assert code == 0
    book.check(chance=chance)


def test_a_command_beside_a_running_server_is_carried_out_by_it(deployment):
    with deployment.serve() as server:
        token = server.codes()[-1]["token"]
        assert fetch(f"{server.base}/s/{token}")[0] == 200
        mashang("codes", "revoke", token, "--data", deployment.data)
        assert fetch(f"{server.base}/s/{token}")[0] == 410
        server.stop()


def test_what_a_killed_server_leaves_behind_stops_nobody(deployment, book, chance):
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 3)
        server.kill()
    assert (deployment.data / "mashang.sock").exists(), "the fault is not there: the socket is gone"
    listed = mashang("codes", "list", "--json", "--data", deployment.data)
    assert deployment.people["token"].upper() in listed.stdout
    book.check(chance=chance)


def test_a_command_that_meets_a_server_which_does_not_answer_says_so(deployment):
    with deployment.serve() as server:
        (deployment.data / "mashang.sock").unlink()
        refused = mashang("codes", "list", "--data", deployment.data, check=False)
        assert refused.returncode == 75
        assert "nobody answers" in rig.one_line(refused.stderr)
        server.stop()
