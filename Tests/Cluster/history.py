"""What the residents were told against what the database holds."""

import hashlib
import json
from collections import Counter, defaultdict


class History:
    """Every try of every resident, in the order of the answers."""

    def __init__(self, file):
        self.tries = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        self.tries.sort(key=lambda line: line["at"])
        self.acknowledged = [line for line in self.tries if "number" in line]
        self.refused = [line for line in self.tries if "number" not in line]

    def since(self, moment):
        """The answers that came after this moment."""
        later = History.__new__(History)
        later.tries = [line for line in self.tries if line["at"] >= moment]
        later.acknowledged = [line for line in self.acknowledged if line["at"] >= moment]
        later.refused = [line for line in self.refused if line["at"] >= moment]
        return later

    def silence(self, after):
        """The longest time without an acknowledgement that ended after this moment, in seconds."""
        times = [line["at"] for line in self.acknowledged]
        return max((b - a for a, b in zip(times, times[1:]) if b > after), default=float("inf"))

    def slowest(self):
        """The longest a resident waited from the first try to the receipt, in seconds."""
        return max((line["at"] - line["begun"] for line in self.acknowledged), default=0)

    def refusals(self):
        """How often each kind of failed try was seen: the status, 0 for a connection that gave no answer."""
        return dict(sorted(Counter(line["status"] for line in self.refused).items()))

    def contradictions(self):
        """Answers to residents that contradict each other: two receipts for one draft, one number for two drafts."""
        receipts, drafts = defaultdict(set), defaultdict(set)
        for line in self.acknowledged:
            receipts[line["draft"]].add((line["number"], line["code"]))
            drafts[line["number"]].add(line["draft"])
        first = Counter(line["draft"] for line in self.acknowledged if line["status"] == 201)
        return ([f"draft {draft} was given {sorted(given)}" for draft, given in receipts.items() if len(given) > 1]
                + [f"number {number} was given to {sorted(to)}" for number, to in drafts.items() if len(to) > 1]
                + [f"draft {draft} was filed anew {count} times" for draft, count in first.items() if count > 1])

    def lost(self, database):
        """Drafts that were acknowledged and are not in the database, or not under the number on the receipt."""
        kept = {row["draft"]: int(row["number"]) for row in database.sql("mashang", "SELECT draft, number FROM matter")}
        return sorted({line["draft"] for line in self.acknowledged
                       if kept.get(line["draft"]) != int(line["number"].replace("-", ""))})


def faults_of_the_ledger(database):
    """What is wrong with the matters and their chains: the program of docs/ledger.md, by way of psql."""
    faults = [f"draft {row['draft']} has {row['count']} matters" for row in database.sql(
        "mashang", "SELECT draft, count(*) FROM matter GROUP BY draft HAVING count(*) > 1")]
    words = defaultdict(list)
    for row in database.sql("mashang", "SELECT matter, version, field, encode(digest, 'hex') AS digest "
                                       "FROM sealed_words ORDER BY matter, version, field"):
        words[row["matter"], row["version"]].append(f"{row['field']} {row['digest']}")
    versions, heads = {}, {}
    for row in database.sql("mashang", "SELECT matter, version, at, actor, kind, payload, encode(hash, 'hex') AS hash "
                                       "FROM event ORDER BY matter, version"):
        matter, version = row["matter"], int(row["version"])
        lines = ["mashang event 1", f"{int(matter):012}", row["version"], row["at"], row["actor"], row["kind"],
                 row["payload"], *words[matter, row["version"]]]
        text = "".join(line + "\n" for line in lines).encode()
        expected = hashlib.sha256(heads.get(matter, bytes(32)) + text).digest()
        if row["hash"] != expected.hex() or version != versions.get(matter, 0) + 1:
            faults.append(f"matter {matter} version {version} does not follow")
        heads[matter], versions[matter] = bytes.fromhex(row["hash"]), version
    for row in database.sql("mashang", "SELECT number, version FROM matter"):
        if versions.pop(row["number"], 0) != int(row["version"]):
            faults.append(f"matter {row['number']} does not end with version {row['version']}")
    return faults + [f"matter {matter} has events and no row" for matter in versions]
