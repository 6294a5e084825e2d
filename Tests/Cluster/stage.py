"""A rack of hosts on this machine: each has its own network, processes, host name, /etc, /run and data folders.

A host is what a container would be, made with nothing but iproute2 and util-linux. All of them hang on one bridge, which
lives in a namespace of its own so that this machine's firewall has no say in it; this machine is on it as 10.66.0.1.
Look into a running stage with `ip netns exec ms-db1 bash`.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

PREFIX = "ms-"
WIRE = PREFIX + "net"
BRIDGE = PREFIX + "br0"
NETWORK = "10.66.0.0/24"
OUTSIDE = "10.66.0.1"
LOCK = Path("/run/lock/mashang-stage")

# What a host has for itself; the rest of the machine it sees as it is.
OWN_FOLDERS = [
    "/run", "/usr/local/bin", "/var/lib/etcd", "/var/lib/mashang", "/var/lib/nginx", "/var/lib/postgresql", "/var/log/nginx",
]

# The first process of a host: reaps whoever is orphaned, and takes everybody with it when it goes.
INIT = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()"


class Unable(Exception):
    """This machine cannot carry a stage; the text says what is missing."""


def check(needs):
    """Says what is missing before anything is touched. `needs` maps a program to the Debian package it comes in."""
    if os.geteuid() != 0:
        raise Unable("the cluster tests make network namespaces: run them as root (sudo make cluster)")
    absent = sorted({package for program, package in needs.items() if not _find(program)})
    if absent:
        raise Unable(f"the cluster tests need Debian's {' '.join(absent)}: sudo apt-get install {' '.join(absent)}")
    probe = subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "true"], capture_output=True, text=True)
    if probe.returncode:
        raise Unable(f"this machine lets nobody make namespaces, which the cluster tests need: {probe.stderr.strip()}")


def _find(program):
    return program if program.startswith("/") and os.access(program, os.X_OK) else shutil.which(program)


def do(*command, **options):
    """Runs a command on this machine to its end."""
    try:
        return subprocess.run(
            [*map(str, command)], check=True, capture_output=True, text=True, **{"timeout": 60, **options})
    except subprocess.CalledProcessError as fault:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {fault.returncode}: {fault.stderr.strip()}") from fault


class Stage:
    """The hosts and the wire between them, from `with` to its end; leftovers of a crashed stage are cleared first."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.hosts = {}
        # Folders of this machine that hosts are mounted over and that were not there.
        self._made = []

    def __enter__(self):
        self._lock = open(LOCK, "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Unable("another stage stands on this machine; one at a time") from fault
        clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._made = [Path(path) for path in OWN_FOLDERS if not Path(path).exists()]
        for path in self._made:
            path.mkdir(parents=True)
        do("ip", "netns", "add", WIRE)
        do("ip", "-n", WIRE, "link", "add", BRIDGE, "type", "bridge")
        do("ip", "-n", WIRE, "link", "set", BRIDGE, "up")
        do("ip", "link", "add", PREFIX + "out", "type", "veth", "peer", "name", "outside", "netns", WIRE)
        do("ip", "-n", WIRE, "link", "set", "outside", "master", BRIDGE, "up")
        do("ip", "addr", "add", f"{OUTSIDE}/24", "dev", PREFIX + "out")
        do("ip", "link", "set", PREFIX + "out", "up")
        return self

    def __exit__(self, *_):
        for host in self.hosts.values():
            host.power_off()
        clear()
        for path in self._made:
            path.rmdir()
        self._lock.close()

    def add(self, name, address, names):
        """A new host. `names` is what its /etc/hosts knows."""
        host = Host(self, name, address)
        host.power_on(names)
        self.hosts[name] = host
        return host


def clear():
    """Ends what hosts of an earlier stage left behind, known by their names."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    for name in (line.split()[0] for line in listed.splitlines() if line.startswith(PREFIX)):
        pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True).stdout.split()
        for pid in map(int, pids):
            _signal(pid, signal.SIGKILL)
        do("ip", "netns", "del", name)
    subprocess.run(["ip", "link", "del", PREFIX + "out"], capture_output=True)


def _signal(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


class Host:
    def __init__(self, stage, name, address):
        self.name, self.address = name, address
        self.space = PREFIX + name
        self.root = stage.folder / name
        self._init, self._services = None, []

    # Power

    def power_on(self, names):
        for path in OWN_FOLDERS:
            self.at(path).mkdir(parents=True, exist_ok=True)
        self.at("/run/lock").mkdir(exist_ok=True)
        shutil.copytree("/etc", self.at("/etc"), symlinks=True, dirs_exist_ok=True)
        self.write("/etc/hosts", names)
        do("ip", "netns", "add", self.space)
        do("ip", "-n", WIRE, "link", "add", self.name, "type", "veth", "peer", "name", "eth0", "netns", self.space)
        do("ip", "-n", WIRE, "link", "set", self.name, "master", BRIDGE, "up")
        do("ip", "-n", self.space, "addr", "add", f"{self.address}/24", "dev", "eth0")
        do("ip", "-n", self.space, "link", "set", "eth0", "up")
        do("ip", "-n", self.space, "link", "set", "lo", "up")
        mounts = "".join(f"mount --bind '{self.at(path)}' {path} && " for path in [*OWN_FOLDERS, "/etc"])
        boot = open(self.log("boot"), "wb")
        self._init = subprocess.Popen(
            ["ip", "netns", "exec", self.space, "unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child",
             "--mount-proc", "sh", "-c", f'{mounts} hostname {self.name} && exec "$@"', "sh",
             "/usr/bin/python3", "-c", INIT],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=boot, text=True, start_new_session=True)
        boot.close()
        if self._init.stdout.readline() != "up\n":
            raise Unable(f"host {self.name} did not come up: see {self.log('boot')}")
        self._first = int(Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children").read_text().split()[0])

    def power_off(self):
        """As if the plug were pulled: every process of the host is gone at once."""
        if self._init:
            _signal(self._first, signal.SIGKILL)
            # Each service hangs on an nsenter outside, which sleeps if its service was put to sleep; the host is gone
            # only when it has taken notice.
            for service in self._services:
                service.kill()
                service.wait(30)
            self._init.wait(30)
            self._init, self._services = None, []

    # Files

    def at(self, path):
        """Where a path of the host lies on this machine."""
        return Path(f"{self.root}{path}")

    def write(self, path, text, *, owner=None, group=None, mode=0o644):
        place = self.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        self.own(path, owner, group, mode)

    def own(self, path, owner, group=None, mode=0o700):
        if owner:
            shutil.chown(self.at(path), owner, group or owner)
        self.at(path).chmod(mode)

    # Processes

    def _inside(self, command, user, groups=None, environment=None):
        enter = ["nsenter", "--target", str(self._first), "--mount", "--net", "--pid", "--uts"]
        member = ["--groups", groups] if groups else ["--init-groups"]
        become = ["setpriv", "--reuid", user, "--regid", user, *member] if user else []
        home = pwd.getpwnam(user or "root").pw_dir
        words = {"PATH": os.defpath + ":/usr/sbin:/sbin", "HOME": home, "LANG": "C.UTF-8", **(environment or {})}
        return [*enter, *become, "env", "-i", *(f"{word}={value}" for word, value in words.items()),
                *map(str, command)]

    def run(self, *command, user=None, check=True, **options):
        """Runs a command on the host to its end."""
        answer = subprocess.run(
            self._inside(command, user), capture_output=True, text=True, **{"cwd": "/", "timeout": 60, **options})
        if check and answer.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, command))}: exit {answer.returncode}: {answer.stderr}")
        return answer

    def start(self, *command, log, user=None, groups=None, environment=None):
        """Starts a service of the host; what it says goes to `log` beside the host's folder."""
        with open(self.log(log), "ab") as sink:
            self._services.append(subprocess.Popen(
                self._inside(command, user, groups, environment), cwd="/", stdin=subprocess.DEVNULL, stdout=sink,
                stderr=sink, start_new_session=True))

    def log(self, name):
        return Path(f"{self.root}-{name}.log")

    def processes(self, word):
        """The ids of the host's processes whose command line contains `word`."""
        space, found = os.readlink(f"/proc/{self._first}/ns/pid"), []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.readlink(entry / "ns/pid") == space:
                    # A PostgreSQL process names itself anew and pads with zeros.
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if word in line and int(entry.name) != self._first:
                        found.append(int(entry.name))
            except OSError:
                continue
        return found

    def signal(self, word, number):
        """Sends a signal to every process of the host whose command line contains `word`; how many there were."""
        pids = self.processes(word)
        for pid in pids:
            _signal(pid, number)
        return len(pids)

    # Network

    def cut(self, *others):
        """Every packet to and from these hosts vanishes without a word; without names, every packet there is."""
        if others:
            addresses = ", ".join(other.address for other in others)
            rules = [f"ip saddr {{ {addresses} }} drop", f"ip daddr {{ {addresses} }} drop"]
        else:
            rules = ['iifname "eth0" drop', 'oifname "eth0" drop']
        text = "table inet cut {\n" + "".join(
            f"chain {hook} {{ type filter hook {hook} priority 0; {rule}; }}\n"
            for hook, rule in zip(("input", "output"), rules)) + "}\n"
        self.run("nft", "-f", "-", input=text)

    def heal(self):
        """Ends a cut; does nothing without one."""
        self.run("nft", "-f", "-", input="table inet cut\ndelete table inet cut\n")


def until(question, patience, what):
    """Asks again and again until the answer is true, and gives it back."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        time.sleep(0.2)
