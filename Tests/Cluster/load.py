"""Residents from outside: each files one report after the other, repeats the same draft until it is answered, and writes down
every answer.

    load.py --address 10.66.0.31 --host yj.example.gov.cn --ca ca.crt --token TOKEN --history FILE [--clients 16] [--rate 40]

SIGTERM ends it: what was begun is repeated until it is answered, at most `PATIENCE` seconds. One line of JSON for each try.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import ssl
import sys
import threading
import time

# How long one try may take before the resident tries again, in seconds.
TRY = 12
# How long the residents go on trying after the end, in seconds.
PATIENCE = 90


class PlainConnection(http.client.HTTPConnection):
    """HTTP to an address."""


class Connection(http.client.HTTPSConnection):
    """HTTPS to an address, as the host of another name."""

    def __init__(self, address, port, name, trust, timeout=TRY):
        super().__init__(name, port, timeout=timeout, context=trust)
        self._address, self._trust = address, trust

    def connect(self):
        link = socket.create_connection((self._address, self.port), self.timeout)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._trust.wrap_socket(link, server_hostname=self.host)


class Residents:
    def __init__(self, options):
        self.options = options
        self.trust = ssl.create_default_context(cafile=options.ca)
        self.ending = threading.Event()
        self.end = float("inf")
        # Appended whole lines only, so that a killed writer leaves no half of one.
        self.file = os.open(options.history, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def run(self):
        residents = [threading.Thread(target=self.live, args=(number,)) for number in range(self.options.clients)]
        for resident in residents:
            resident.start()
        while any(resident.is_alive() for resident in residents):
            time.sleep(0.1)

    def stop(self, *_):
        self.end = time.monotonic() + PATIENCE
        self.ending.set()

    def live(self, number):
        chance = random.Random(f"{self.options.seed} {number}")
        link, answered = None, []
        while not self.ending.is_set():
            self.ending.wait(chance.expovariate(self.options.rate / self.options.clients))
            if answered and chance.random() < 0.1:
                draft = chance.choice(answered[-50:])
            else:
                draft = f"{chance.getrandbits(128):032x}"
            begun = time.time()
            while time.monotonic() < self.end:
                link, answer = self.send(link, draft)
                self.write(draft, begun, answer)
                if answer.get("number"):
                    answered.append(draft)
                    break
                # A lost connection is tried again at once, as nginx's other gateway may be well; then more slowly.
                self.ending.wait(0.2 + 0.3 * chance.random())

    def send(self, link, draft):
        body = json.dumps({"text": f"楼道灯坏了，夜里看不见路。{draft[:8]}", "category": "D13"}, ensure_ascii=False).encode()
        start = time.time()
        try:
            link = link or Connection(self.options.address, self.options.port, self.options.host, self.trust)
            link.request("POST", f"/s/{self.options.token}/reports", body, {
                "Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": draft})
            response = link.getresponse()
            text = response.read()
            if response.status not in (200, 201):
                return link, {"sent": start, "status": response.status, "said": text.decode(errors="replace")[:300],
                              "retry_after": response.headers.get("Retry-After")}
            answer = json.loads(text)
            return link, {
                "sent": start, "status": response.status, "number": answer["number"], "code": answer["code"],
                "replay": response.headers.get("Idempotent-Replay") == "true"}
        except (OSError, http.client.HTTPException, ValueError) as fault:
            if link:
                link.close()
            return None, {"sent": start, "status": 0, "said": repr(fault)}

    def write(self, draft, begun, answer):
        line = json.dumps({"at": time.time(), "draft": draft, "begun": begun, **answer}, ensure_ascii=False)
        os.write(self.file, line.encode() + b"\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--address", required=True, help="where nginx listens")
    options.add_argument("--port", type=int, default=443)
    options.add_argument("--host", required=True, help="the name residents know it by")
    options.add_argument("--ca", required=True, help="the authority of its certificate")
    options.add_argument("--token", required=True, help="a site's code")
    options.add_argument("--history", required=True, help="the file that is added to")
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--rate", type=float, default=40, help="reports each second, all residents together")
    options.add_argument("--seed", default=str(time.time_ns()))
    residents = Residents(options.parse_args())
    signal.signal(signal.SIGTERM, residents.stop)
    signal.signal(signal.SIGINT, residents.stop)
    residents.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
