"""Fault: the file system is read-only, at the start and, by an error that the kernel found, while serving.

Promise: at the start one line and an exit code that says it will not help to try at once; while serving the process
ends like after any failed write (74) or refuses writing (503), never with 201 for what is not kept; nothing
acknowledged is lost.

Another seed: `pytest Tests/Faults/test_05_read_only.py --seed WORD`.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import rig


def test_a_read_only_folder_at_the_start_is_one_line(deployment, book, chance):
    with deployment.serve() as server:
        rig.file_some(server, book, chance, 3)
        server.stop()
    before = deployment.content()
    subprocess.run(["mount", "--bind", deployment.data, deployment.data], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", deployment.data], check=True)
    code, said = deployment.attempt()
    subprocess.run(["umount", deployment.data], check=True)
    assert code == 73, said
    assert "Read-only" in rig.one_line(said) and str(deployment.data) in said
    assert deployment.content() == before
    book.check(chance=chance)


def test_a_disk_that_refuses_to_be_written_ends_the_process_and_loses_nothing(deployment, book, chance, seed):
    calls = "pwrite64,ftruncate,fallocate"
    with deployment.serve(before=rig.strace(calls, f"error=EROFS:when={chance.randint(20, 400)}+")) as server:
        answers = rig.press(server, book, seed, seconds=30, clients=8)
        assert server.process.wait(30) == 74, (answers, server.log.read_text())
    assert "disk" in rig.one_line(server.log.read_text())
    book.check(chance=chance)


@pytest.fixture
def ext4(template, tmp_path):
    """A deployment on a real file system that the kernel makes read-only at the first error."""
    image, disk = tmp_path / "image", tmp_path / "disk"
    disk.mkdir()
    image.write_bytes(b"")
    os.truncate(image, 64 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", image], check=True)
    mounted = subprocess.run(["mount", "-o", "loop,errors=remount-ro", image, disk], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no loop devices here: {mounted.stderr.strip()}")
    shutil.copytree(template, disk / "data")
    os.sync()
    yield rig.Deployment(disk / "data")
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_file_system_that_the_kernel_makes_read_only_loses_nothing(ext4, seed, chance):
    book = rig.Book(ext4)
    disk = ext4.data.parent
    device = Path(subprocess.run(
        ["findmnt", "-no", "SOURCE", disk], check=True, capture_output=True, text=True).stdout.strip())
    with ext4.serve() as server:
        rig.file_some(server, book, chance, 20)
        first = next(iter(book.receipts.values()))
        with rig.Crowd(server, book, seed, clients=8) as crowd:
            time.sleep(chance.uniform(0.2, 0.8))
            Path(f"/sys/fs/ext4/{device.name}/trigger_fs_error").write_text("a test")
            time.sleep(1.5)
        if server.process.poll() is None:
            assert rig.file_one(server, book, chance)[0] == 503, crowd.answers
            assert first.text in rig.look_up(server, first)
            server.kill()
        else:
            assert server.process.returncode == 74, server.log.read_text()
    subprocess.run(["umount", "--lazy", disk], check=True)
    subprocess.run(["mount", "-o", "loop", disk.parent / "image", disk], check=True)
    book.check(chance=chance)
