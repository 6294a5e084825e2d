"""Fault: the folder is not what it should be: keys of another deployment, half of them, none, garbled; a database of a
newer program, of another one, garbage; no permission; settings that make no sense.

Promise: one line that says what, where and what to do; an exit code of sysexits; not a byte is overwritten.

Another seed: `pytest Tests/Faults/test_10_wrong_folder.py --seed WORD`.
"""

import os
import shutil
import sqlite3

import pytest
import rig
from rig import mashang


@pytest.fixture(scope="module")
def used(template, tmp_path_factory):
    """A deployment with some matters in it; never changed."""
    data = tmp_path_factory.mktemp("used") / "data"
    shutil.copytree(template, data)
    deployment = rig.Deployment(data)
    with deployment.serve() as server:
        rig.file_some(server, rig.Book(deployment), rig.Chance(0), 2)
        server.stop()
    return data


@pytest.fixture
def deployment(used, tmp_path):
    shutil.copytree(used, tmp_path / "data", ignore=shutil.ignore_patterns("*.sock"))
    return rig.Deployment(tmp_path / "data")


def other_keys(deployment, tmp_path):
    mashang("init", tmp_path / "other", "--grids", rig.GRIDS)
    for name in ("master.key", "signing.key"):
        shutil.copy(tmp_path / "other" / "keys" / name, deployment.data / "keys" / name)


def no_keys(deployment, _):
    shutil.rmtree(deployment.data / "keys")


def half_the_keys(deployment, _):
    (deployment.data / "keys" / "signing.key").unlink()


def garbled_key(deployment, _):
    (deployment.data / "keys" / "master.key").write_bytes(b"\x00\xff" * 40)


def empty_key(deployment, _):
    (deployment.data / "keys" / "master.key").write_bytes(b"")


def newer_schema(deployment, _):
    with sqlite3.connect(deployment.database) as database:
        database.execute("INSERT INTO schema_migration VALUES (99, 'from the future', 'x', 0)")
    database.close()


def edited_schema(deployment, _):
    with sqlite3.connect(deployment.database) as database:
        database.execute("UPDATE schema_migration SET checksum = 'x' WHERE version = 1")
    database.close()


def garbage(deployment, _):
    remove_logs(deployment)
    deployment.database.write_bytes(b"not a database. " * 4096)


def another_database(deployment, _):
    remove_logs(deployment)
    deployment.database.unlink()
    with sqlite3.connect(deployment.database) as database:
        database.execute("CREATE TABLE event (what TEXT)")
        database.execute("INSERT INTO event VALUES ('a birthday')")
    database.close()


def folder_for_a_database(deployment, _):
    remove_logs(deployment)
    deployment.database.unlink()
    deployment.database.mkdir()


def settings_without_sense(deployment, _):
    (deployment.data / "mashang.yaml").write_text("listen: [\n")


def unknown_setting(deployment, _):
    (deployment.data / "mashang.yaml").write_text("lisen: 127.0.0.1:8080\n")


def remove_logs(deployment):
    for ending in ("-wal", "-shm"):
        deployment.data.joinpath("mashang.sqlite" + ending).unlink(missing_ok=True)


FAULTS = {
    other_keys: (78, "keys/"), no_keys: (78, "master.key"), half_the_keys: (78, "signing.key"),
    garbled_key: (78, "master.key"), empty_key: (78, "master.key"), newer_schema: (65, "newer Mashang"),
    edited_schema: (65, "differs"), garbage: (65, "mashang.sqlite"), another_database: (65, "mashang.sqlite"),
    folder_for_a_database: (74, "mashang.sqlite"), settings_without_sense: (78, "mashang.yaml"),
    unknown_setting: (78, "lisen"),
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__.replace("_", " "))
def test_a_wrong_folder_is_one_line_and_stays_as_it_is(deployment, tmp_path, spoil):
    spoil(deployment, tmp_path)
    before = deployment.content()
    status, word = FAULTS[spoil]
    for code, said in (deployment.attempt(), init_again(deployment), list_codes(deployment)):
        assert code == status, said
        assert word in rig.one_line(said)
    assert deployment.content() == before


def init_again(deployment):
    again = mashang("init", deployment.data, "--grids", rig.GRIDS, check=False)
    return again.returncode, rig.without_notes(again.stderr)


def list_codes(deployment):
    listed = mashang("codes", "list", "--data", deployment.data, check=False)
    return listed.returncode, listed.stderr


@pytest.mark.parametrize("closed", ["", "keys", "keys/master.key", "mashang.sqlite", "mashang.yaml"])
def test_a_folder_of_somebody_else_is_one_line(deployment, closed):
    place = deployment.data / closed
    mode = place.stat().st_mode
    before = deployment.content()
    place.chmod(0)
    # Without the capabilities that let root read everything.
    code, said = deployment.attempt(before=["setpriv", "--bounding-set=-all"])
    place.chmod(mode)
    assert code in (74, 77), said
    assert str(place) in rig.one_line(said)
    assert deployment.content() == before


@pytest.mark.parametrize("command", [
    ["serve"], ["codes", "list"], ["staff", "list"], ["codes", "issue", "--all"]], ids=" ".join)
def test_a_folder_that_is_not_there_is_one_line_and_is_not_made(tmp_path, command):
    refused = mashang(*command, "--data", tmp_path / "nowhere", check=False)
    assert refused.returncode == 66
    assert "mashang init" in rig.one_line(refused.stderr)
    assert not (tmp_path / "nowhere").exists()


def test_a_port_that_is_taken_is_one_line(deployment):
    with deployment.serve() as server:
        port = server.base.rsplit(":", 1)[1]
        shutil.copytree(deployment.data, deployment.data.parent / "second", ignore=shutil.ignore_patterns("*.sock"))
        taken = mashang("serve", "--data", deployment.data.parent / "second", "--listen", f"127.0.0.1:{port}",
                        "--ops-listen", "127.0.0.1:0", check=False,
                        env=os.environ | {"MASHANG_LOG_LEVEL": "critical"})
        assert taken.returncode == 69
        assert "in use" in rig.one_line(taken.stderr)
        server.stop()
