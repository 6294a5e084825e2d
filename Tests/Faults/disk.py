"""What a power cut leaves: the files of a folder, rebuilt from what `disk.c` wrote down.

The model is the strict one of POSIX: content is kept by a flush of its file, a name by a flush of its folder. Of
everything else each block of 4 KiB, and each change of a name, may have reached the disk or not, in any order.
"""

import os
import shutil
import subprocess
from pathlib import Path

BLOCK = 4096


def build(into):
    """The layer, compiled."""
    layer = Path(into) / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run(["gcc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", layer, source], check=True)
    return layer


def environment(layer, folder, journal, **options):
    """What makes a program write to the folder through the layer."""
    wishes = {f"DISK_{name.upper()}": str(value) for name, value in options.items()}
    return {"LD_PRELOAD": str(layer), "DISK_FOLDER": os.path.realpath(folder), "DISK_JOURNAL": str(journal), **wishes}


def cut(folder, before, journal, chance):
    """Leaves in `folder` what is there after the power came back.

    `before` is a copy of the folder from when the journal began, all of it flushed.
    """
    root = _Folder.of(before)
    for record in _records(journal):
        _replay(root, *record)
    shutil.rmtree(folder)
    root.leave(folder, chance, kept_anyway=chance.choice([0, 0.5, 1]))


class _File:
    """What is on the disk, and what is only on the way there, in pieces of a block at most."""

    def __init__(self, content=b""):
        self.content = bytearray(content)
        self.waiting = []

    def write(self, offset, data):
        for at in range(0, len(data), BLOCK):
            self.waiting.append((offset + at, data[at:at + BLOCK]))

    def resize(self, size):
        self.waiting.append((size, None))

    def flush(self):
        for offset, data in self.waiting:
            if data is None:
                self.content = self.content[:offset].ljust(offset, b"\0")
            else:
                if len(self.content) < offset:
                    self.content.extend(bytes(offset - len(self.content)))
                self.content[offset:offset + len(data)] = data
        self.waiting = []

    def leave(self, path, chance, kept_anyway):
        self.waiting = [piece for piece in self.waiting if chance.random() < kept_anyway]
        self.flush()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with open(descriptor, "wb") as file:
            file.write(self.content)


class _Folder:
    """Its names as programs see them, as they are on the disk, and what changed in between."""

    def __init__(self):
        self.names = {}
        self.kept = {}
        self.waiting = []

    @classmethod
    def of(cls, path):
        """A folder that lies on the disk whole."""
        folder = cls()
        for entry in path.iterdir():
            if entry.is_dir() or entry.is_file():
                folder.set(entry.name, cls.of(entry) if entry.is_dir() else _File(entry.read_bytes()))
        folder.flush()
        return folder

    def set(self, name, node):
        """`node` is called so from now on; `None`: nothing is."""
        self.names[name] = node
        self.waiting.append((name, node))

    def flush(self):
        for name, node in self.waiting:
            self.kept[name] = node
        self.waiting = []

    def leave(self, path, chance, kept_anyway):
        self.waiting = [change for change in self.waiting if chance.random() < kept_anyway]
        self.flush()
        path.mkdir(mode=0o700)
        for name, node in sorted(self.kept.items()):
            if node:
                node.leave(path / name, chance, kept_anyway)


def _replay(root, kind, name, detail):
    def folder_of(path):
        node = root
        for part in Path(path).parent.parts:
            node = node.names[part]
        return node

    folder, last = folder_of(name), Path(name).name
    if kind in "CMU":
        folder.set(last, {"C": _File, "M": _Folder, "U": lambda: None}[kind]())
    elif kind == "R":
        folder_of(detail).set(Path(detail).name, folder.names[last])
        folder.set(last, None)
    else:
        node = folder.names[last] if last else root
        if kind in "FD":
            node.flush()
        elif kind == "X":
            node.waiting = []
        elif kind == "T":
            node.resize(int(detail))
        else:
            node.write(*detail)


def _records(journal):
    """(kind, name, detail) in the order in which they happened; a torn end is none."""
    with open(journal, "rb") as file:
        while (line := file.readline()).endswith(b"\n"):
            kind, name, *more = line.decode().split()
            if kind != "W":
                yield kind, name, more[0] if more else None
                continue
            data = file.read(int(more[1]))
            if len(data) < int(more[1]):
                return
            yield kind, name, (int(more[0]), data)
