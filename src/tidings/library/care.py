"""Care of the file: its figures, its health, a copy while it is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import LibraryError
from .codec import unpack_account
from .columns import mend_columns, stories_with_wrong_columns
from .dyad_days import SIDES_COUNTED
from .facets import REPORT_DAYS
from .file import Store
from .rows import report_of

_COUNTED = {
    "reports": "SELECT count(*) FROM reports",
    "stories": "SELECT count(*) FROM stories WHERE ended IS NULL",
    "stories_waiting": "SELECT count(*) FROM stories WHERE compared < version AND ended IS NULL",
    "events": "SELECT count(*) FROM events",
    "event_mentions": "SELECT count(*) FROM mentions",
    "actors": "SELECT count(*) FROM actors",
    "judgements": "SELECT count(*) FROM judgements WHERE undone IS NULL",
    "changes": "SELECT count(*) FROM changes",
    "feeds": "SELECT count(*) FROM feeds",
    "alerts_waiting": "SELECT count(*) FROM deliveries WHERE sent IS NULL",
}
# Asked one by one, each is at one end of an index; reports are numbered as they are added.
_ENDS = {
    "first_published": "SELECT min(published) FROM reports",
    "last_published": "SELECT max(published) FROM reports",
    "last_added": "SELECT added FROM reports ORDER BY number DESC LIMIT 1",
}
_SETTLED = "SELECT r.number FROM reports r JOIN stories s ON s.number = r.story WHERE s.compared = s.version"
_NAMED = 3  # stories of a problem that many have


def _counted_wrongly(kept: str, anew: str) -> str:
    both = (f"SELECT {one} EXCEPT SELECT {other}" for one, other in ((kept, anew), (anew, kept)))
    return f"SELECT max({', '.join(f'(SELECT count(*) FROM ({text}))' for text in both)})"


_RULES = {
    "reports in a story that has ended": "SELECT count(*) FROM reports r JOIN stories s ON s.number = r.story "
    "WHERE s.ended IS NOT NULL",
    "stories that count their reports wrongly": "SELECT count(*) FROM stories s WHERE s.reports <> "
    "(SELECT count(*) FROM reports r WHERE r.story = s.number)",
    "stories without reports that have not ended": "SELECT count(*) FROM stories WHERE reports = 0 AND ended IS NULL",
    "reports without a current coding": "SELECT count(*) FROM reports r WHERE NOT EXISTS "
    "(SELECT 1 FROM codings c WHERE c.report = r.number AND c.current)",
    "reports without a signal": "SELECT count(*) FROM reports r WHERE NOT EXISTS "
    "(SELECT 1 FROM signals g WHERE g.report = r.number)",
    "compared stories without a comparison": "SELECT count(*) FROM stories s WHERE compared > 0 AND ended IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM comparisons c WHERE c.story = s.number)",
    "events without a mention": "SELECT count(*) FROM events e JOIN stories s ON s.number = e.story "
    "WHERE s.compared = s.version AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.event = e.number)",
    "events that no list leads to": "SELECT count(*) FROM events e WHERE NOT EXISTS "
    "(SELECT 1 FROM event_facets f WHERE f.event = e.number)",
    "actors whose events are counted wrongly": _counted_wrongly(
        "actor, events, as_actor, as_recipient FROM actor_counts",
        "actor, count(DISTINCT event), sum(side = 'actor'), sum(side = 'recipient') FROM event_actors GROUP BY actor",
    ),
    "pairs whose events are counted wrongly": _counted_wrongly(
        "actor, recipient, events FROM dyad_totals",
        "actor, recipient, sum(events) FROM dyad_days GROUP BY actor, recipient",
    ),
    "actors whose days are counted wrongly": _counted_wrongly(
        "actor, side, day, quad, events, rated FROM actor_days",
        "actor, side, day, quad, sum(events), sum(rated) FROM "
        f"({SIDES_COUNTED.format(sign=1, events='events e')}) GROUP BY actor, side, day, quad",
    ),
    "reports whose days are kept wrongly": _counted_wrongly(
        f"d.report, d.first, d.last FROM report_days d WHERE d.report IN ({_SETTLED})",
        f"* FROM ({REPORT_DAYS.format(f' AND m.report IN ({_SETTLED})')})",
    ),
    "mentions beyond their report's text": "SELECT count(*) FROM mentions m JOIN reports r ON r.number = m.report "
    'WHERE m."end" > length(r.text) AND instr(r.text, char(0)) = 0',
}


def stats(store: Store) -> dict[str, Any]:
    """Counts, the stretch of days, and the size of the file."""
    with store.read() as db:
        found: dict[str, Any] = {name: int(db.execute(sql).fetchone()[0]) for name, sql in _COUNTED.items()}
        found |= {name: (db.execute(sql).fetchone() or (None,))[0] for name, sql in _ENDS.items()}
    size = sum(os.path.getsize(p) for p in (store.path, Path(f"{store.path}-wal")) if p.exists())
    found["bytes"] = size
    found["bytes_a_report"] = round(size / found["reports"]) if found["reports"] else None
    return found


def check(store: Store) -> list[str]:
    """What is wrong with the file, in words; nothing where all is well."""
    problems: list[str] = []
    with store.read() as db:
        problems += [str(r[0]) for r in db.execute("PRAGMA integrity_check(20)") if r[0] != "ok"]
        problems += [
            f"row {r[1]} of {r[0]} names what is not in {r[2]}" for r in db.execute("PRAGMA foreign_key_check")
        ]
        for name, sql in _RULES.items():
            count = int(db.execute(sql).fetchone()[0])
            if count:
                problems.append(f"{count:,} {name}")
        for kind, numbers in stories_with_wrong_columns(db).items():
            problems.append(_columns_told(db, kind, numbers))
        for row in db.execute(
            "SELECT r.*, c.reading, c.mentions FROM reports r JOIN codings c ON c.report = r.number AND c.current"
        ):
            try:
                account = unpack_account(report_of(row), row["reading"], row["mentions"])
            except LibraryError as error:
                problems.append(str(error))
                continue
            if any(m.span.end > len(account.report.text) for m in account.mentions):
                problems.append(f"a mention of report {row['id']} ends beyond its text")
    if not store.read_only:
        try:
            with store.write() as db:
                db.execute("INSERT INTO report_words (report_words) VALUES ('integrity-check')")
        except LibraryError:
            problems.append("the index of words does not fit the reports; `tidings check --mend` builds it again")
    return problems


def _columns_told(db: sqlite3.Connection, kind: str, stories: Sequence[int]) -> str:
    marks = ", ".join("?" * len(stories[:_NAMED]))
    rows = db.execute(f"SELECT id FROM stories WHERE number IN ({marks}) ORDER BY number", stories[:_NAMED])
    more = ", …" if len(stories) > _NAMED else ""
    named = ", ".join(str(r[0]) for r in rows) + more
    return (
        f"the column story_{kind} is not what the events give in {len(stories):,} "
        f"{'story' if len(stories) == 1 else 'stories'} ({named}); `tidings check --mend` writes it again"
    )


def mend(store: Store) -> None:
    """Make again what is made of other tables: the index of words, the columns beside stories."""
    with store.write() as db:
        db.execute("INSERT INTO report_words (report_words) VALUES ('rebuild')")
        mend_columns(db)


def backup(store: Store, target: str | Path) -> None:
    """Copy the library as it is now, while others read and write. Refuses a path that exists."""
    path = Path(target)
    if path.exists() or path.is_symlink():
        raise LibraryError(f"{path}: exists already and was left as it is. Name another file")
    if not path.resolve().parent.is_dir():
        raise LibraryError(f"{path}: there is no folder {path.resolve().parent}. Make it first")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        copy = sqlite3.connect(part)
        try:
            store.db.backup(copy)  # in one step: in pieces, it would begin again at each write of another process
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        os.link(part, path)  # unlike a rename, it never replaces what someone put there meanwhile
    except sqlite3.Error as error:
        raise LibraryError(f"{path}: the copy was not made ({error}). Check the space and the rights there") from error
    except FileExistsError:
        raise LibraryError(f"{path}: exists already and was left as it is. Name another file") from None
    finally:
        part.unlink(missing_ok=True)
