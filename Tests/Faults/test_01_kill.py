"""Fault: the server is killed (SIGKILL) at any moment, also while it starts, under 32 clients who file, sign in and
handle.

Promise: whatever was acknowledged is there, once, with the same number and code; nothing is there by halves; the next
start needs no help.

Another seed: `pytest Tests/Faults/test_01_kill.py --seed WORD`. The long form is `make torture`: `--rounds 500`; a
round that failed is repeated by `--seed WORD --first-round N --rounds 1`.
"""

import shutil
import sys
import time

import rig

# Rounds on one deployment; then a fresh one, so that checking everything stays quick and a round can be repeated.
ERA = 10


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(pytestconfig, seed, template, tmp_path):
    rounds, first = pytestconfig.getoption("--rounds"), pytestconfig.getoption("--first-round")
    begun, promised = time.monotonic(), 0
    deployment = book = None
    # A round needs what the rounds before it in its era left behind.
    for number in range(first - (first - 1) % ERA, first + rounds):
        if (number - 1) % ERA == 0:
            shutil.rmtree(tmp_path / "data", ignore_errors=True)
            shutil.copytree(template, tmp_path / "data")
            deployment = rig.Deployment(tmp_path / "data")
            book = rig.Book(deployment)
        before = len(book)
        moment = kill_once(deployment, book, f"{seed} {number}")
        promised += len(book) - before
        sys.stderr.write(
            f"\rround {number} of {first + rounds - 1} · seed {seed} · {moment} · {len(book) - before} reports "
            f"· {promised} in all, none lost · {time.monotonic() - begun:.0f} s  ")
    assert promised > 20 * rounds, "the kills came too early to test anything"
    book.check(chance=rig.Chance(seed))


def kill_once(deployment, book, seed):
    """One life of the server; the files are looked at as the kill left them."""
    chance = rig.Chance(seed)
    while chance.random() < 0.15:
        server = deployment.serve(wait=False)
        time.sleep(chance.uniform(0, 0.6))
        server.kill()
    with deployment.serve() as server:
        book.ask(server, sample=10, chance=chance)
        seconds = chance.uniform(0.2, 2.0)
        with rig.Crowd(server, book, seed):
            time.sleep(seconds)
            server.kill()
    rig.check_files(deployment.data, book)
    return f"killed after {seconds:.1f} s"
