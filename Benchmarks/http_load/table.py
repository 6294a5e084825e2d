"""The figures of one session as a page."""

import statistics

NAMES = {
    "healthz": "`GET /healthz`",
    "scan": "`GET /s/{token}`, gzip",
    "report": "`POST /s/{token}/reports`, signed receipt as JSON",
    "report_page": "`POST /s/{token}/reports`, receipt as a page",
}


def page(result: dict) -> str:
    return "\n".join([
        "# Results", "",
        "Written by [`run.py`](../run.py); the raw figures are in "
        f"[{result['date']}.json]({result['date']}.json). Read [how](../README.md) first.", "",
        *_machine(result), "", "## Requests a second", "", *_rates(result), "",
        "## Against the goals", "", *_goals(result), "", "## Scan page", "", *_bytes(result), "",
        "## Start and memory", "", *_starts(result), "",
    ])


def _machine(result: dict) -> list[str]:
    facts, runs = result["machine"], result["runs"]
    signed = [run["openssl_sign_per_second"] for run in runs]
    foreign = [run["foreign_cores"] for run in runs]
    load = [run["load_before"] for run in runs]
    return [
        f"{result['date']}, {facts['cores']} cores ({facts['cpu']}), {facts['memory_gib']} GiB, {facts['system']}, "
        f"Linux {facts['kernel']}. Server and clients share the cores. `{result['command']}`: "
        f"{result['rounds']} rounds of {result['seconds']} s, interleaved, {result['sites']} sites in turn.", "",
        f"How quiet it was: other processes used {statistics.median(foreign):.2f} of the cores "
        f"[{min(foreign):.2f}–{max(foreign):.2f}], load average {min(load):.1f}–{max(load):.1f}, "
        f"`openssl speed ed25519` {min(signed):,}–{max(signed):,} sign/s.",
    ]


def _median(result: dict, work: str, clients: int, figure: str) -> float:
    return statistics.median(_all(result, work, clients, figure))


def _all(result: dict, work: str, clients: int, figure: str) -> list[float]:
    return [run[figure] for run in result["runs"] if (run["work"], run["clients"]) == (work, clients)]


def _ratio(result: dict, work: str, clients: int) -> float:
    """Median of the ratios within each round: both halves had the same moment of the machine."""
    ours = _all(result, work, clients, "per_second")
    yardstick = _all(result, "healthz", clients, "per_second")
    return statistics.median(rate / health for rate, health in zip(ours, yardstick))


def _rates(result: dict) -> list[str]:
    lines = [
        "Median [lowest–highest], the ratio to `/healthz` of the same round, and the time of an answer.", "",
        "| What | Clients | a second | to `/healthz` | p50 / p99 ms |", "|---|---|---|---|---|",
    ]
    for work, name in NAMES.items():
        for clients in sorted({run["clients"] for run in result["runs"]}):
            rates = _all(result, work, clients, "per_second")
            p50, p99 = (_median(result, work, clients, figure) for figure in ("p50_ms", "p99_ms"))
            lines.append(
                f"| {name} | {clients} | {statistics.median(rates):,.0f} "
                f"[{min(rates):,.0f}–{max(rates):,.0f}] | "
                f"{_ratio(result, work, clients):.2f} | {p50:.1f} / {p99:.1f} |")
    return [
        *lines, "",
        f"{result['reports_answered']:,} reports were answered with 2xx, each with a draft of its own; "
        f"{result['reports_in_ledger']:,} new matters were in the ledger after the server had stopped: those, and "
        "what was on its way when the clients hung up.",
    ]


def _goals(result: dict) -> list[str]:
    ratio, size = _ratio(result, "report", 32), sum(result["scan_page_bytes"].values())
    ready = max(start["median"] for start in result["starts"])
    codes = result["codes_to_svg"]["ratio"]
    rows = [
        ("durable report to `/healthz` at 32 clients", "≥ 0.30", f"{ratio:.2f}", ratio >= 0.30),
        ("scan page, everything compressed", "≤ 30 kB", f"{size / 1000:.1f} kB", size <= 30_000),
        (f"start to ready, up to {result['starts'][-1]['matters']:,} matters", "≤ 1 s", f"{ready:.2f} s",
         ready <= 1),
        ("site codes to SVG, one core, to a bare libqrencode loop in C", "≥ 0.7", f"{codes:.2f}",
         codes >= 0.7),
    ]
    return [
        "| What | Goal | Found | |", "|---|---|---|---|",
        *(
            f"| {what} | {goal} | {found} | {'holds' if holds else 'does not hold'} |"
            for what, goal, found, holds in rows
        ),
    ]


def _bytes(result: dict) -> list[str]:
    files = result["scan_page_bytes"]
    return [
        "| File | Bytes as sent |", "|---|---|",
        *(f"| `{path}` | {size:,} |" for path, size in files.items()),
        f"| together | {sum(files.values()):,} |",
    ]


def _starts(result: dict) -> list[str]:
    rows = []
    for start in result["starts"]:
        seconds = start["seconds"]
        rows.append(
            f"| {start['matters']:,} | {start['median']:.2f} [{min(seconds):.2f}–{max(seconds):.2f}] | "
            f"{start['resident_mib']:.0f} |")
    return [
        "| Matters | Start to ready, s: median of 5 [lowest–highest] | Resident memory then, MiB |",
        "|---|---|---|", *rows, "", f"After the load the same server held {result['resident_mib_after_load']:.0f} MiB.",
    ]
