"""The figures of one session beside a peer as a page."""

import statistics

OURS, PEER = "mashang", "django-helpdesk"
NAMES = {"create": "create", "list": "first page as JSON", "board": "first page, the station's board as HTML"}
# What the peer has for it: one list, which is fetched as JSON.
PEERS_WORK = {"create": "create", "list": "list", "board": "list"}

CREATE_GOAL, CREATE_GOAL_CLIENTS, LIST_GOAL, LIST_GOAL_ITEMS = 30, 32, 40, 100_000
# The fastest list of five systems measured on 2026-11-22 was Request Tracker 5.0.3's REST search at 8 clients:
# requests a second by items, while openssl gave so many signatures. It is not run here.
FASTEST_LIST, FASTEST_LIST_SIGNATURES = {10_000: 73, 100_000: 23}, 26_400
# A record says nothing about a list of less than this share of its items, or of as many times more.
NEAR = 0.5



def page(result: dict) -> str:
    return "\n".join([
        "# Beside django-helpdesk", "",
        f"Written by [`peers.py`](../peers.py); the raw figures are in [peers-{result['date']}.json]"
        f"(peers-{result['date']}.json). Read [how](../README.md) first.", "",
        *_machine(result), "", "## A second", "", *_rates(result), "", *_answers(result), "",
        "## Against the goals", "", *_goals(result), "", "## Round by round", "", *_rounds(result), "",
    ])


def _machine(result: dict) -> list[str]:
    facts, runs, items = result["machine"], result["runs"], result["items"]
    signed = [one["openssl_sign_per_second"] for one in runs]
    foreign = [one["foreign_cores"] for one in runs]
    versions = ", ".join(f"{name} {version}" for name, version in result["peer"].items())
    return [
        f"{result['date']}, {facts['cores']} cores ({facts['cpu']}), {facts['memory_gib']} GiB, {facts['system']}, "
        f"Linux {facts['kernel']}. Servers, database and clients share the cores. {versions}; {result['workers']} "
        f"workers. `{result['command']}`: {result['rounds']} rounds of {result['seconds']} s, interleaved.", "",
        f"How quiet it was: other processes used {statistics.median(foreign):.2f} of the cores "
        f"[{min(foreign):.2f}–{max(foreign):.2f}], `openssl speed ed25519` {min(signed):,}–{max(signed):,} sign/s.", "",
        f"The lists were read with {items[OURS]:,} items of one township in ours and {items[PEER]:,} of one queue in "
        "the peer's, all but a few of the demonstration open. The creates came after that.",
    ]


def _all(result: dict, who: str, work: str, clients: int, figure: str = "per_second") -> list[float]:
    wanted = (who, work, clients)
    return [one[figure] for one in result["runs"] if (one["who"], one["work"], one["clients"]) == wanted]


def _ratio(result: dict, work: str, clients: int) -> float:
    """Median of the ratios within each round: both had the same moments of the machine."""
    pairs = zip(_all(result, OURS, work, clients), _all(result, PEER, PEERS_WORK[work], clients))
    return statistics.median(ours / theirs for ours, theirs in pairs)


def _kinds(result: dict) -> list[tuple[str, int]]:
    """What was asked of ours, by clients, in the order of the names."""
    kinds = {(one["work"], one["clients"]) for one in result["runs"] if one["who"] == OURS}
    return sorted(kinds, key=lambda kind: (list(NAMES).index(kind[0]), kind[1]))


def _rates(result: dict) -> list[str]:
    def cell(who: str, work: str, clients: int) -> str:
        rates = _all(result, who, work, clients)
        p50, p99 = (statistics.median(_all(result, who, work, clients, one)) for one in ("p50_ms", "p99_ms"))
        return f"{statistics.median(rates):,.0f} [{min(rates):,.0f}–{max(rates):,.0f}], {p50:,.1f} / {p99:,.1f}"

    lines = [
        "Median [lowest–highest] of the rounds, p50 / p99 in ms; the ratio is the median of those within each round.",
        "", "| What | Clients | Mashang | django-helpdesk | ratio |", "|---|---|---|---|---|",
    ]
    for work, clients in _kinds(result):
        lines.append(
            f"| {NAMES[work]} | {clients} | {cell(OURS, work, clients)} | {cell(PEER, PEERS_WORK[work], clients)} | "
            f"**{_ratio(result, work, clients):.1f}** |")
    made = [one for one in result["runs"] if one["work"] == "create"]
    counts = "; ".join(
        "{} {:,} and {:,}".format(who, *(sum(one[name] for one in made if one["who"] == who)
                                         for name in ("requests", "stored"))) for who in (OURS, PEER))
    return lines + [
        "", f"Creates answered, and found stored after the runs: {counts}. The difference was on its way when the "
        "clients hung up.",
    ]


def _answers(result: dict) -> list[str]:
    lines = ["| One answer | rows | bytes |", "|---|---|---|"]
    return lines + [
        f"| {one['who']}, {NAMES[one['work']]} | {one['rows']} | {one['bytes']:,} |" for one in result["pages"]]


def _goals(result: dict) -> list[str]:
    def line(what: str, goal: int, found: float) -> str:
        return f"| {what} | ≥ {goal} | {found:.1f} | {'holds' if found >= goal else 'does not hold'} |"

    lines = [
        "| What | Goal | Found | |", "|---|---|---|---|",
        line(f"create at {CREATE_GOAL_CLIENTS} clients, to django-helpdesk's, the fastest peer's", CREATE_GOAL,
             _ratio(result, "create", CREATE_GOAL_CLIENTS)),
    ]
    lists = [kind for kind in _kinds(result) if kind[0] != "create"]
    lines += [
        line(f"{NAMES[work]} at {clients} clients, to django-helpdesk's", LIST_GOAL, _ratio(result, work, clients))
        for work, clients in lists]
    items = result["items"][OURS]
    size = min(FASTEST_LIST, key=lambda one: abs(one - items))
    if not NEAR <= items / size <= 1 / NEAR:
        return lines + ["", f"No figure of the fastest peer's list is known for {items:,} items."]
    signed = statistics.median(one["openssl_sign_per_second"] for one in result["runs"] if one["work"] != "create")
    fastest = FASTEST_LIST[size] * signed / FASTEST_LIST_SIGNATURES
    lines += [
        line(f"{NAMES[work]} at {clients} clients, to Request Tracker's, the fastest peer's on record", LIST_GOAL,
             statistics.median(_all(result, OURS, work, clients)) / fastest)
        for work, clients in lists]
    return lines + [
        "", f"Request Tracker was not run here. On 2026-11-22 it answered {FASTEST_LIST[size]} a second with {size:,} "
        f"items while openssl gave {FASTEST_LIST_SIGNATURES:,} sign/s; with the {signed:,.0f} sign/s of this session "
        f"that is taken as {fastest:,.0f}. The goal of the list is set for {LIST_GOAL_ITEMS:,} items.",
    ]


def _rounds(result: dict) -> list[str]:
    lines = [
        "| Round | What | Clients | Mashang | django-helpdesk | ratio | openssl sign/s | others' cores, each |",
        "|---|---|---|---|---|---|---|---|",
    ]
    runs = {(one["round"], one["who"], one["work"], one["clients"]): one for one in result["runs"]}
    for turn in range(1, result["rounds"] + 1):
        for work, clients in _kinds(result):
            ours, theirs = runs[turn, OURS, work, clients], runs[turn, PEER, PEERS_WORK[work], clients]
            lines.append(
                f"| {turn} | {NAMES[work]} | {clients} | {ours['per_second']:,} | {theirs['per_second']:,} | "
                f"{ours['per_second'] / theirs['per_second']:.1f} | {ours['openssl_sign_per_second']:,} | "
                f"{ours['foreign_cores']} / {theirs['foreign_cores']} |")
    return lines
