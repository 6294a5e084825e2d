"""The scenarios can fail: without synchronous replication the same fault loses acknowledged reports, and the check says so.

Has a stage of its own, and there is only one at a time: by its name this file runs before the others make theirs.
"""

import time

import pytest

from conftest import build, standing
from test_database_hosts import another_leads

WEAKER = {"synchronous_mode: true": "synchronous_mode: false", "synchronous_mode_strict: true": "synchronous_mode_strict: false"}


def test_without_synchronous_replication_a_cut_network_loses_acknowledged_reports():
    with standing() as rack:
        city = build(rack, WEAKER)
        leader = city.database.leader()
        others = [host for host in city.database.hosts.values() if host is not leader]
        with pytest.raises(AssertionError, match="acknowledged reports are not in the database"):
            with city.under_load("NOT the set-up: asynchronous, cut from the others") as fault:
                leader.cut(*others)
                fault()
                another_leads(city.database, leader)
                time.sleep(3)
                city.database.repair()
            