"""The machine a figure was taken on, and how quiet it was."""

import os
import pathlib
import platform
import re
import subprocess

TICK = os.sysconf("SC_CLK_TCK")


def facts() -> dict:
    """What a reader needs to judge the figures."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+) kB", pathlib.Path("/proc/meminfo").read_text())
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    return {
        "cpu": cpu[1] if cpu else "unknown",
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[1]) / 2**20, 1) if memory else None,
        "system": system[1] if system else "unknown",
        "kernel": platform.release(),
    }


def signatures_per_second() -> float:
    """Ed25519 signatures of one core in one second: the unit to compare two sessions by."""
    said = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "ed25519"], capture_output=True, text=True, check=True)
    return float(said.stdout.split()[-2])


def busy_seconds() -> float:
    """Seconds of all cores together that were not idle since the machine started, stolen ones included."""
    line = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    user, nice, system, _, _, irq, softirq, steal = map(int, line[:8])
    return (user + nice + system + irq + softirq + steal) / TICK


def process_seconds(pid: int) -> float:
    """Seconds of processor that a running process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def family_seconds(pid: int) -> float:
    """Seconds of processor that a process and all that it started have used, the ended ones included."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):  # it ended just now: its parent counts it from here on
        return 0
    own = sum(map(int, fields[11:15])) / TICK
    return own + sum(family_seconds(int(child)) for child in children)


def resident_mib(pid: int) -> float:
    """VmRSS of a running process."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return round(int(re.search(r"VmRSS:\s*(\d+) kB", status)[1]) / 1024, 1)
