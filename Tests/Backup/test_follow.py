"""mashang backup --follow: the server is killed under load and its disk thrown away."""

import os
import random
import shutil
import subprocess
import time

import pytest
from district import mashang, program, serve, until
from residents import Residents, missing

# What CopyFollower promises, in seconds.
WORST_LOSS = 1.0
SEED = int(os.environ.get("MASHANG_SEED", "20261123"))


class Follower:
    def __init__(self, data, copy, *options):
        self.copy = copy
        self.log = copy.with_suffix(".log")
        with open(self.log, "ab") as sink:
            self.process = subprocess.Popen(
                [program(), "backup", "--follow", "--data", str(data), "--out", str(copy), *options],
                stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)

    def said(self):
        return self.log.read_text()

    def wait_until_following(self, times=1):
        def follows():
            assert self.process.poll() is None, self.said()
            return self.said().count("is complete") >= times

        until(follows)

    def generations(self):
        return sorted(self.copy.glob("copy-*"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(30)


def restored(data, copy, folder):
    """What is left after a fire: the keys, kept apart, and the copy."""
    folder.mkdir()
    shutil.copytree(data / "keys", folder / "keys")
    mashang("restore", copy, "--data", folder)
    return folder


@pytest.mark.parametrize("kill", range(3))
def test_a_killed_server_whose_disk_is_lost_loses_at_most_the_last_second(made, tmp_path, kill):
    chance = random.Random(SEED + kill)
    with serve(made, log_level="error") as server, Follower(made, tmp_path / "copy") as follower:
        follower.wait_until_following()
        with Residents(server, count=16) as residents:
            residents.until(60)
            time.sleep(1 + chance.random() * 2)
            server.kill()
            killed = time.monotonic()
        # The whole machine is gone: nobody flushes anything any more.
        follower.process.kill()
        follower.process.wait(30)
    for file in made.glob("mashang.sqlite*"):
        file.unlink()

    folder = restored(made, tmp_path / "copy", tmp_path / "new")
    promised = residents.before(killed - WORST_LOSS)
    assert len(promised) >= 20, "the load was too small to test anything"
    with serve(folder, log_level="error") as server:
        assert missing(server, promised) == [], f"seed {SEED}, kill {kill}"


def test_a_new_generation_begins_with_the_server_and_takes_the_place_of_the_old_one(made, tmp_path):
    with Follower(made, tmp_path / "copy") as follower:
        until(lambda: "waiting" in follower.said())
        with serve(made, log_level="error") as server:
            follower.wait_until_following(1)
            first = follower.generations()
            with Residents(server) as residents:
                residents.until(20)
            early = residents.before(time.monotonic())
            server.stop()
        with serve(made, log_level="error") as server:
            follower.wait_until_following(2)
            assert len(first) == 1 and len(follower.generations()) == 1
            assert follower.generations() != first
            with Residents(server) as residents:
                residents.until(20)
            time.sleep(WORST_LOSS)
            server.kill()
            promised = {**early, **residents.before(time.monotonic() - WORST_LOSS)}
    with serve(restored(made, tmp_path / "copy", tmp_path / "new"), log_level="error") as server:
        assert missing(server, promised) == []


def test_a_long_log_is_renewed_without_letting_go_of_the_old_one(made, tmp_path):
    with serve(made, log_level="error") as server:
        with Follower(made, tmp_path / "copy", "--renew-after", "1") as follower:
            follower.wait_until_following(1)
            with Residents(server, count=16) as residents:
                until(lambda: follower.said().count("is complete") >= 2, patience=60)
                killed = time.monotonic()
                server.kill()
    assert "new beginning" in follower.said() and "does not answer" not in follower.said().split("new beginning")[0]
    with serve(restored(made, tmp_path / "copy", tmp_path / "new"), log_level="error") as server:
        assert missing(server, residents.before(killed - WORST_LOSS)) == []


def test_a_half_entry_at_the_end_is_left_out_and_a_changed_byte_before_it_is_refused(made, tmp_path):
    copy = tmp_path / "copy"
    with serve(made, log_level="error") as server, Follower(made, copy) as follower:
        follower.wait_until_following()
        with Residents(server) as residents:
            residents.until(40)
        time.sleep(WORST_LOSS)
        promised = residents.before(time.monotonic())
    segment = max(copy.glob("copy-*/*.log"))
    whole = segment.read_bytes()
    chance = random.Random(SEED)
    for path in [*copy.glob("copy-*/*")]:
        original = path.read_bytes()
        # Four different places: the same one twice would be damaged into one folder.
        for place in chance.sample(range(48 if path.name == "head" else len(original)), 4):
            changed = bytearray(original)
            changed[place] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            folder = tmp_path / f"damaged-{path.name}-{place}"
            folder.mkdir()
            shutil.copytree(made / "keys", folder / "keys")
            refused = mashang("restore", copy, "--data", folder, check=False)
            # One of the two places of `head` is enough.
            if path.name != "head":
                assert refused.returncode == 65 and "damaged" in refused.stderr, (path, place, refused.stderr)
                assert not (folder / "mashang.sqlite").exists()
        path.write_bytes(original)
    segment.write_bytes(whole + whole[:100])
    with serve(restored(made, copy, tmp_path / "new"), log_level="error") as server:
        assert missing(server, promised) == []


def test_two_followers_do_not_write_one_copy(made, tmp_path):
    with serve(made, log_level="error"), Follower(made, tmp_path / "copy") as follower:
        follower.wait_until_following()
        second = mashang("backup", "--follow", "--data", made, "--out", tmp_path / "copy", check=False)
        assert second.returncode == 75 and "is being written by another" in second.stderr
