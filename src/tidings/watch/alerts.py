"""Alerts: events that somebody asked to be told of, each told once, and at least once whatever happens.

What is to be told is written into the library in one transaction with how far the changes were looked through;
then it is sent, and marked as sent. A process that dies in between sends again what was not marked: under the same
delivery id, which a receiver can know it by, and which is looked for in a file before it is written there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..ingest.fetch import Fetcher, FetchError
from ..library import Library
from ..library.queries import events_of
from ..library.rows import now, stamp
from ..library.where import events_sql
from ..records import content_id
from .log import Log
from .settings import Alert

FIRST_WAIT = 30.0  # seconds before an alert is sent again, doubled each time
LONGEST_WAIT = 6 * 3_600.0
_TAIL = 1_000_000  # bytes at the end of a file in which a delivery is looked for
_ANSWER_BYTES = 100_000
_QUOTED = 20  # mentions of an event that an alert quotes
_AT_ONCE = 200  # deliveries of one round


def gather(library: Library, alerts: Sequence[Alert]) -> int:
    """Write down what each alert is to tell of the changes since it last looked; returns how much."""
    made = 0
    for alert in alerts:
        with library.store.write() as db:
            newest = int(db.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])
            mark = db.execute("SELECT change FROM alert_marks WHERE alert = ?", (alert.name,)).fetchone()
            db.execute("INSERT OR REPLACE INTO alert_marks VALUES (?, ?)", (alert.name, newest))
            if mark is None or mark[0] >= newest:  # a new alert tells of what comes, not of all that was
                continue
            text, values = events_sql(db, alert.wanted)
            changed = (
                "SELECT s.number FROM stories s WHERE s.compared = s.version "
                "AND s.id IN (SELECT story FROM changes WHERE number > ?)"
            )
            rows = db.execute(
                f"SELECT w.number FROM ({text}) w JOIN events v ON v.number = w.number "  # noqa: S608 (our own SQL)
                f"WHERE v.story IN ({changed}) ORDER BY w.number",
                [*values, mark[0]],
            ).fetchall()
            for event in events_of(db, [int(r[0]) for r in rows]):
                made += _write_down(db, alert, {**event, "mentions": _told(db, event["id"])})
    return made


def _told(db: Any, event: str) -> list[dict[str, Any]]:
    """The words that the reports tell an event with."""
    rows = db.execute(
        "SELECT report, outlet, published, quote, status, attribution, speaker FROM v_mentions WHERE event = ? "
        "ORDER BY published, report, start LIMIT ?",
        (event, _QUOTED),
    )
    return [dict(r) for r in rows]


def _write_down(db: Any, alert: Alert, event: dict[str, Any]) -> int:
    key = content_id("alert", event["id"], event["status"], json.dumps(event["figures"]))
    delivery = content_id("delivery", alert.name, key)
    payload = json.dumps({"delivery": delivery, "alert": alert.name, "event": event}, ensure_ascii=False)
    at = now()
    return int(
        db.execute(
            "INSERT OR IGNORE INTO deliveries (alert, key, payload, made, due) VALUES (?, ?, ?, ?, ?)",
            (alert.name, key, payload, at, at),
        ).rowcount
    )


def send(library: Library, alerts: Sequence[Alert], *, log: Log, allow_private: bool = False) -> int:
    """Send what is due; returns how much was sent. What fails is sent again later."""
    by_name = {a.name: a for a in alerts}
    with library.store.read() as db:
        rows = db.execute(
            "SELECT * FROM deliveries WHERE sent IS NULL AND due <= ? ORDER BY number LIMIT ?", (now(), _AT_ONCE)
        ).fetchall()
    sent = 0
    for row in rows:
        alert = by_name.get(row["alert"])
        if alert is None:
            continue
        try:
            _send(alert, row["payload"], allow_private)
        except (OSError, FetchError) as error:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(20, row["tries"]))
            due = stamp(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait))
            with library.store.write() as db:
                db.execute(
                    "UPDATE deliveries SET tries = tries + 1, due = ?, error = ? WHERE number = ?",
                    (due, str(error)[:500], row["number"]),
                )
            log("warning", "alert-not-sent", alert=alert.name, again=due, problem=str(error)[:300])
            continue
        with library.store.write() as db:
            db.execute(
                "UPDATE deliveries SET sent = ?, tries = tries + 1, error = NULL WHERE number = ?",
                (now(), row["number"]),
            )
        log("info", "alert-sent", alert=alert.name, delivery=json.loads(row["payload"])["delivery"])
        sent += 1
    return sent


def _send(alert: Alert, payload: str, allow_private: bool) -> None:
    if alert.to == "stdout":
        from ..brief.safe import json_safe

        print(json_safe(payload), flush=True, file=sys.stdout)  # noqa: T201 (what the user asked for)
    elif alert.to.startswith("file:"):
        _append(Path(alert.to.removeprefix("file:")), payload)
    else:
        fetcher = Fetcher(allow_private=allow_private or alert.allow_private, most_bytes=_ANSWER_BYTES)
        fetcher.post(alert.to, payload.encode("utf-8"), headers=signed_headers(alert.secret, payload))


def _append(path: Path, payload: str) -> None:
    mark = f'"delivery": "{json.loads(payload)["delivery"]}"'.encode()
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        if mark in tail:
            return
        broken = tail and not tail.endswith(b"\n")  # a line that an earlier process did not finish
        file.write((b"\n" if broken else b"") + payload.encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def signed_headers(secret: str | None, payload: str, *, moment: int | None = None) -> dict[str, str]:
    """Headers of a webhook: `Tidings-Signature` is the HMAC-SHA256 of 'timestamp.body' under the secret."""
    timestamp = str(moment if moment is not None else int(dt.datetime.now(dt.UTC).timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Tidings-Timestamp": timestamp,
        "Tidings-Delivery": json.loads(payload)["delivery"],
    }
    if secret:
        mac = hmac.new(secret.encode("utf-8"), f"{timestamp}.{payload}".encode(), hashlib.sha256)
        headers["Tidings-Signature"] = f"sha256={mac.hexdigest()}"
    return headers
