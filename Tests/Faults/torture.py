#!/usr/bin/env python3
"""The long form of the faults: kill -9 in 500 rounds, 300 flipped bytes, every other fault once; by another seed each
time, which is printed. `--seed WORD` repeats a run; a round that failed is repeated by `--seed WORD --first-round N
--rounds 1`."""

import argparse
import secrets
import subprocess
import sys
from pathlib import Path

FAULTS = Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="what chance is made from")
    parser.add_argument("--rounds", type=int, default=500, help="how often the server is killed")
    parser.add_argument("--first-round", type=int, default=1, help="the round to begin with")
    asked = parser.parse_args()
    kills = ["-s", FAULTS / "test_01_kill.py", "--rounds", asked.rounds, "--first-round", asked.first_round]
    others = [FAULTS, "--deselect", FAULTS / "test_01_kill.py", "--flips", 150]
    for chosen in (kills, others) if asked.first_round == 1 else (kills,):
        print(f"· seed {asked.seed}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "--seed", asked.seed, *chosen]
        status = subprocess.run([str(word) for word in command]).returncode
        if status:
            print(f"repeat it: {Path(__file__).name} --seed {asked.seed}", file=sys.stderr)
            sys.exit(status)


if __name__ == "__main__":
    main()
