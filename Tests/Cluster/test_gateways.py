"""Gateways die, sleep and speak for each other."""

import signal
import time

import pytest

import stage
from gateways import DATA


@pytest.mark.short
def test_a_gateway_is_killed(city):
    node = city.gateways.first
    with city.under_load("kill -9 a gateway") as fault:
        fault(node.signal(signal.SIGKILL))
        time.sleep(5)


def holder(city):
    """The gateway that has the lease of the hourly sweep, and its token."""
    row = city.database.sql("mashang", "SELECT node, token FROM lease WHERE job = 'sweep'")[0]
    names = {node.host.at(f"{DATA}/node").read_text().strip(): node for node in city.gateways.nodes.values()}
    return names[row["node"]], int(row["token"])


def test_a_gateway_sleeps_for_fifteen_seconds_and_finds_its_lease_gone(city):
    node, token = holder(city)
    with city.under_load("SIGSTOP the gateway with the lease for 15 s") as fault:
        fault(node.signal(signal.SIGSTOP))
        stage.until(lambda: holder(city)[0] is not node, 60, "the other gateway has the lease")
        print(f"the lease passed on after {time.time() - fault.at:.1f} s")
        taken = holder(city)
        assert taken[1] == token + 1
        time.sleep(max(0, fault.at + 15 - time.time()))
        node.signal(signal.SIGCONT)
        time.sleep(5)
        assert holder(city) == taken, "the sleeper took its old lease for a good one"
