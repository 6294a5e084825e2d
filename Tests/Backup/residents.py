"""Residents who keep filing, and write down what they were answered, and when."""

import threading
import time
import uuid

TEXT = "路灯坏了三盏，晚上看不见路。"


class Residents:
    def __init__(self, server, count=8):
        self.server = server
        self.acknowledged = {}
        self.refused = []
        self.slowest = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._file) for _ in range(count)]

    def _file(self):
        while not self._over.is_set():
            key = uuid.uuid4().hex
            begun = time.monotonic()
            try:
                status, _, answer = self.server.file(TEXT, key=key, category="D13")
            except OSError:
                continue
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if status == 201:
                self.acknowledged[key] = (time.monotonic(), answer)
            else:
                self.refused.append((status, answer))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def until(self, count):
        end = time.monotonic() + 60
        while len(self.acknowledged) < count:
            assert time.monotonic() < end, "too few reports were taken"
            time.sleep(0.01)

    def before(self, moment):
        """What was acknowledged before that moment."""
        return {key: answer for key, (at, answer) in list(self.acknowledged.items()) if at < moment}


def missing(server, acknowledged):
    """The acknowledged reports that a server does not know, or knows otherwise."""
    lost = []
    for key, first in acknowledged.items():
        status, headers, again = server.file(TEXT, key=key, category="D13")
        known = status == 200 and headers["Idempotent-Replay"] == "true"
        if not known or (again["number"], again["code"]) != (first["number"], first["code"]):
            lost.append(key)
    return lost
