"""What every fault starts from: a seed, a mount table of its own, a deployment that may be broken."""

import ctypes
import os
import shutil

import disk
import pytest
import rig

CLONE_NEWNS, CLONE_NEWUSER, MS_REC, MS_PRIVATE = 0x00020000, 0x10000000, 0x4000, 0x40000


def pytest_addoption(parser):
    parser.addoption("--seed", default=os.environ.get("MASHANG_SEED", "20261123"), help="what chance is made from")
    parser.addoption("--rounds", type=int, default=5, help="how often the server is killed (01)")
    parser.addoption("--first-round", type=int, default=1, help="the round to begin with, to go on or to repeat (01)")
    parser.addoption("--flips", type=int, default=8, help="how many bytes are spoilt, one after the other (08)")


def pytest_report_header(config):
    return f"faults: --seed {config.getoption('--seed')}"


def pytest_configure():
    """A mount table of our own: what a test mounts is gone with it, however it ends.

    Whoever is not root gets a user namespace as well, in which mounting is allowed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNS | (CLONE_NEWUSER if user else 0)) != 0:
        raise OSError(ctypes.get_errno(), "no mount table of our own: run as root, or allow user namespaces")
    if user:
        for name, line in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    if libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        raise OSError(ctypes.get_errno(), "the mount table could not be made private")


@pytest.fixture(scope="session")
def seed(pytestconfig):
    return pytestconfig.getoption("--seed")


@pytest.fixture
def chance(seed, request):
    """Random numbers of this test, the same for the same seed."""
    return rig.Chance(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return rig.make_deployment(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture
def deployment(template, tmp_path):
    """A deployment with codes on the walls and people who can sign in, for this test alone."""
    shutil.copytree(template, tmp_path / "data", symlinks=True)
    return rig.Deployment(tmp_path / "data")


@pytest.fixture
def book(deployment):
    return rig.Book(deployment)


@pytest.fixture(scope="session")
def layer(tmp_path_factory):
    """The disk that forgets, compiled."""
    return disk.build(tmp_path_factory.mktemp("layer"))
