"""mashang backup and mashang restore, beside a server under load."""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import time

from district import GRIDS, mashang, program, serve
from residents import Residents, missing


def fresh(made, folder):
    """An empty folder with the deployment's keys, as on another machine."""
    folder.mkdir()
    shutil.copytree(made / "keys", folder / "keys")
    return folder


def test_a_backup_under_load_holds_every_report_that_was_acknowledged_before_it(made, tmp_path):
    with serve(made, log_level="error") as server:
        with Residents(server) as residents:
            residents.until(50)
            begun = time.monotonic()
            mashang("backup", "--data", made, "--out", tmp_path / "b.tar")
            residents.until(len(residents.acknowledged) + 20)
        assert not residents.refused
        server.stop()
    with tarfile.open(tmp_path / "b.tar", "r:") as archive:
        assert archive.getnames() == ["mashang.sqlite", "mashang.yaml", "manifest.json"]
        manifest = json.load(archive.extractfile("manifest.json"))
        archive.extractall(tmp_path / "by hand")
    with sqlite3.connect(tmp_path / "by hand" / "mashang.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT COUNT(*) FROM matter").fetchone() == (manifest["ledger"]["matters"],)

    restored = mashang("restore", tmp_path / "b.tar", "--data", fresh(made, tmp_path / "new"))
    assert manifest["ledger"]["newest"]["matter"] in restored.stdout
    with serve(tmp_path / "new", log_level="error") as server:
        assert missing(server, residents.before(begun)) == []


def test_a_backup_without_a_server_is_the_same(made, tmp_path):
    with serve(made, log_level="error") as server:
        with Residents(server) as residents:
            residents.until(10)
        server.stop()
    with open(tmp_path / "b.tar", "wb") as archive:
        subprocess.run([program(), "backup", "--data", str(made), "--out", "-"], stdout=archive, check=True)
    mashang("restore", tmp_path / "b.tar", "--data", fresh(made, tmp_path / "new"))
    with serve(tmp_path / "new", log_level="error") as server:
        assert missing(server, residents.before(time.monotonic())) == []


def test_nothing_is_restored_under_a_running_server(made, tmp_path):
    mashang("backup", "--data", made, "--out", tmp_path / "b.tar")
    with serve(made, log_level="error"):
        refused = mashang("restore", tmp_path / "b.tar", "--data", made, "--force", check=False)
        assert refused.returncode == 75
        assert "in use" in refused.stderr


def test_what_an_operator_gets_wrong_is_said_in_one_line_and_changes_nothing(made, tmp_path):
    mashang("backup", "--data", made, "--out", tmp_path / "b.tar")
    before = (made / "mashang.sqlite").read_bytes()
    other = tmp_path / "other"
    mashang("init", other, "--grids", GRIDS)
    (tmp_path / "no keys").mkdir()
    (tmp_path / "words").write_text("not a backup")
    for arguments, words in [
        (["restore", tmp_path / "b.tar", "--data", made], "--force"),
        (["restore", tmp_path / "b.tar", "--data", other, "--force"], "keys"),
        (["restore", tmp_path / "b.tar", "--data", tmp_path / "no keys"], "put your own copy of keys/"),
        (["restore", tmp_path / "words", "--data", made, "--force"], "damaged"),
        (["restore", tmp_path / "nothing", "--data", made, "--force"], "No such file"),
        (["restore", tmp_path, "--data", made, "--force"], "no complete copy"),
        (["backup", "--data", made, "--out", tmp_path / "b.tar"], "--force"),
        (["backup", "--data", made, "--out", tmp_path / "no" / "folder.tar"], "No such file"),
        (["backup", "--data", tmp_path / "nowhere", "--out", "-"], "not a deployment"),
    ]:
        refused = mashang(*arguments, check=False)
        last = refused.stderr.strip().splitlines()[-1]
        assert refused.returncode != 0 and words in last, (arguments, refused.stderr)
    assert (made / "mashang.sqlite").read_bytes() == before
    assert not list(made.glob("*restor*"))
