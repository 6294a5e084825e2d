"""Database hosts die, are cut off and change places while residents file reports: nothing acknowledged is lost."""

import os
import secrets
import signal
import time

import pytest

import stage


def another_leads(database, before):
    """Waits until another host takes writes."""
    def changed():
        leader = database.leader()
        return leader if leader and leader is not before else None

    return stage.until(changed, 90, f"a leader other than {before.name}")


@pytest.mark.short
def test_the_leading_database_is_killed(city):
    leader = city.database.leader()
    with city.under_load("kill -9 the leading PostgreSQL and its Patroni") as fault:
        fault(city.database.kill(leader))
        another_leads(city.database, leader)


def test_only_postgresql_is_killed_and_recovers_where_it_is(city):
    leader = city.database.leader()
    with city.under_load("kill -9 the leading PostgreSQL alone") as fault:
        leader.signal("postgres", signal.SIGKILL)
        fault()


def test_patroni_alone_dies_and_its_postgresql_goes_on(city):
    leader = city.database.leader()
    with city.under_load("kill -9 the leading Patroni alone, back after 40 s") as fault:
        assert leader.signal("/usr/bin/patroni ", signal.SIGKILL)
        fault()
        another_leads(city.database, leader)
        time.sleep(max(0, fault.at + 40 - time.time()))
        # Two take writes now; only one of them has a standby, without which nothing is acknowledged.
        assert city.database.takes_writes(leader)
        city.database.start_patroni(leader)


def test_the_leading_host_is_cut_off_from_everybody(city):
    leader = city.database.leader()
    with city.under_load("cut the leading host's network") as fault:
        leader.cut()
        fault()
        another_leads(city.database, leader)
        time.sleep(3)
        leader.heal()


def test_the_leading_host_is_cut_off_from_the_other_databases_while_gateways_still_reach_it(city):
    leader = city.database.leader()
    others = [host for host in city.database.hosts.values() if host is not leader]
    with city.under_load("cut the leading host from the other databases only") as fault:
        leader.cut(*others)
        fault()
        another_leads(city.database, leader)
        time.sleep(3)
        leader.heal()


def test_the_synchronous_standby_loses_its_power(city):
    standby = city.database.synchronous()
    with city.under_load("cut the synchronous standby's network") as fault:
        standby.cut()
        fault()
        stage.until(lambda: city.database.synchronous() not in (None, standby), 60, "another synchronous standby")
        standby.heal()


def test_without_any_standby_nothing_is_acknowledged_until_one_is_back(city):
    leader = city.database.leader()
    others = [host for host in city.database.hosts.values() if host is not leader]
    with city.under_load("kill both standbys for 10 s") as fault:
        for host in others:
            city.database.kill(host)
        fault()
        time.sleep(10)
        for host in others:
            city.database.start_patroni(host)


def test_a_report_that_no_standby_has_is_not_acknowledged_by_sending_it_again(city):
    leader, token, key = city.database.leader(), city.gateways.codes[0]["token"], secrets.token_hex(16)
    body = {"text": "水管爆了，一楼进水。", "category": "D13"}

    def send(node, patience):
        try:
            return node.ask("POST", f"/s/{token}/reports", body=body, key=key, patience=patience)
        except OSError:
            return None, ""

    def is_kept():
        return city.database.sql("mashang", f"SELECT number FROM matter WHERE draft = '{key}'", host=leader)

    for host in city.database.hosts.values():
        host.signal("walreceiver", signal.SIGSTOP)
    assert send(city.gateways.first, 3)[0] not in (200, 201), "acknowledged without a standby"
    # PostgreSQL falls over and comes back by itself: what waited for a standby is kept on this disk, and on no other.
    os.kill(leader.processes("postgres: mashang: mashang")[0], signal.SIGKILL)
    stage.until(lambda: leader.run("pg_isready", check=False).returncode == 0 and is_kept(), 30, "the report is there")
    end = time.monotonic() + 12
    while time.monotonic() < end:
        for node in city.gateways.nodes.values():
            assert send(node, 3)[0] not in (200, 201), "acknowledged as filed before, and still without a standby"
    for host in city.database.hosts.values():
        host.signal("walreceiver", signal.SIGCONT)
    stage.until(lambda: send(city.gateways.second, 10)[0] == 200, 60, "the same report's own number")


def test_leadership_is_handed_over_as_planned(city):
    leader, candidate = city.database.leader(), city.database.synchronous()
    with city.under_load("planned switchover with patronictl") as fault:
        fault()
        city.database.patronictl(
            leader, "switchover", "mashang", "--master", leader.name, "--candidate", candidate.name, "--force")
        another_leads(city.database, leader)


def test_etcd_is_gone_for_a_while(city):
    leader = city.database.leader()
    with city.under_load("kill -9 etcd on all three hosts for 40 s") as fault:
        for host in city.database.hosts.values():
            assert host.signal("/usr/bin/etcd", signal.SIGKILL)
        fault()
        time.sleep(40)
        assert city.database.takes_writes(leader), "the leader stepped down although it reached both others"
        for host in city.database.hosts.values():
            city.database.start_etcd(host)
