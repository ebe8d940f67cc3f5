"""Judgements: corrections of actors and of stories by a person, kept with time and user, and undone at will.

Those of actors are laid over what was read (`judged`). Those of stories move reports at once and hold the story:
grouping still adds reports to it, but neither joins nor parts it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from ..compare.actors.judgements import FIELDS, check_fields, check_merge
from ..errors import JudgementError, NotFound
from ..records import content_id
from .adding import count_story, merge, move, regrouped
from .file import Store
from .judged import Judged
from .rows import change, find, live_story, now


def merge_actors(store: Store, into: str, others: Sequence[str], *, user: str | None, note: str | None) -> int:
    """Say that several actor ids are one actor, `into`."""
    with store.write() as db:
        known = [_actor(db, id) for id in (into, *others)]
        first, rest = known[0]["id"], [k["id"] for k in known[1:]]
        if not rest:
            raise JudgementError(f"two different actors are wanted to be one, got {first} alone")
        for other in known[1:]:
            check_merge((other["id"], other["kind"]), (first, known[0]["kind"]))
        judged = Judged.of(db)
        if any(_leads_to(judged, first, other) for other in rest):
            raise JudgementError(f"'{first}' already stands for one of the others; undo that judgement first")
        number = _write(db, "actor-merge", {"actors": rest, "into": first}, user, note)
        canonical = known[0]
        fields = {k: canonical[k] for k in FIELDS}
        if first not in judged.named:
            _write_rename(db, canonical, fields, user, None, number)
        _wait(db, [first, *rest])
    return number


def rename_actor(store: Store, id: str, fields: dict[str, str], *, user: str | None, note: str | None) -> int:
    """Give an actor another name, country, sector or kind."""
    check_fields(fields)
    with store.write() as db:
        actor = _actor(db, id)
        number = _write_rename(db, actor, dict(fields), user, note, None)
        _wait(db, [actor["id"]])
    return number


def split_actor(store: Store, id: str, reports: Sequence[str], name: str, *, user: str | None, note: str | None) -> int:
    """Say that in some reports the actor is another one, by a name of its own."""
    with store.write() as db:
        actor = _actor(db, id)
        ids = [find(db, "reports", r, noun="report")["id"] for r in reports]
        if not ids or not name.strip():
            raise JudgementError("to part an actor, the reports in which it is another and that one's name are wanted")
        into = f"{actor['id'].split(':')[0]}:judged-{content_id(actor['id'], name.strip())[:12]}"
        what = {"actor": actor["id"], "reports": ids, "into": into, "name": name.strip()}
        number = _write(db, "actor-split", what, user, note)
        _wait(db, [actor["id"], into])
        _wait_reports(db, ids)
    return number


def merge_stories(store: Store, into: str, others: Sequence[str], *, user: str | None, note: str | None) -> int:
    """Say that several stories are one, which goes by the id of the first."""
    with store.write() as db:
        at = now()
        first = live_story(db, into)
        rest = [live_story(db, o) for o in others]
        if not rest or first["id"] in {r["id"] for r in rest} or len({r["id"] for r in rest}) < len(rest):
            raise JudgementError("two different stories are wanted to be one; these are the same story already")
        before = {r["id"]: _reports(db, r["number"]) for r in rest}
        what = {"stories": [r["id"] for r in rest], "into": first["id"], "before": before}
        number = _write(db, "story-merge", what, user, note)
        for other in rest:
            merge(db, other["number"], first["number"], at)
            change(
                db,
                at,
                "story-merged",
                first["id"],
                told={"before": other["id"], "after": first["id"], "reason": "judged"},
            )
        _hold(db, first["id"], 1)
        regrouped(db)
    return number


def split_story(
    store: Store, id: str, reports: Sequence[str], *, user: str | None, note: str | None
) -> tuple[int, str]:
    """Take some reports out of a story and make another of them; returns the judgement and that story's id."""
    with store.write() as db:
        at = now()
        story = live_story(db, id)
        ids = [find(db, "reports", r, noun="report")["id"] for r in reports]
        inside = set(_reports(db, story["number"]))
        if not ids or set(ids) - inside or len(set(ids)) == len(inside):
            raise JudgementError(
                f"some of the {len(inside)} reports of the story '{story['id']}' are wanted, not all and no others"
            )
        new = content_id("story", "judged", *sorted(ids))
        while db.execute("SELECT 1 FROM stories WHERE id = ?", (new,)).fetchone():
            new = content_id("story", new)
        part = db.execute(
            "INSERT INTO stories (id, title, created, changed) VALUES (?, ?, ?, ?)", (new, story["title"], at, at)
        ).lastrowid
        what = {"story": story["id"], "reports": sorted(set(ids)), "into": new}
        number = _write(db, "story-split", what, user, note)
        move(db, ids, int(part or 0), at)
        count_story(db, story["number"], at)
        change(db, at, "story-split", new, told={"before": story["id"], "after": new, "reason": "judged"})
        _hold(db, story["id"], 1)
        _hold(db, new, 1)
        regrouped(db)
    return number, new


def rename_story(store: Store, id: str, title: str, *, user: str | None, note: str | None) -> int:
    """Give a story a title that grouping does not change."""
    if not title.strip():
        raise JudgementError("a story's title cannot be empty")
    with store.write() as db:
        story = live_story(db, id)
        what = {"story": story["id"], "title": " ".join(title.split()), "before": story["renamed"]}
        number = _write(db, "story-rename", what, user, note)
        _rename(db, story["id"], what["title"])
    return number


def undo(store: Store, number: int) -> str:
    """Take a judgement back; returns its kind. Reports that came later stay where they are."""
    with store.write() as db:
        row = db.execute("SELECT * FROM judgements WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise NotFound(f"there is no judgement {number}; `tidings judge list` shows them")
        if row["undone"]:
            raise JudgementError(f"judgement {number} was taken back already, on {row['undone']}")
        at, what, kind = now(), json.loads(row["what"]), str(row["kind"])
        db.execute("UPDATE judgements SET undone = ? WHERE number = ?", (at, number))
        if kind == "story-merge":
            _undo_merge(db, what, at)
        elif kind == "story-split":
            _undo_split(db, what, at)
        elif kind == "story-rename":
            titles = db.execute(
                "SELECT what FROM judgements WHERE kind = 'story-rename' AND undone IS NULL ORDER BY number"
            )
            left = [w["title"] for w in (json.loads(t[0]) for t in titles) if w["story"] == what["story"]]
            _rename(db, what["story"], left[-1] if left else None)
        else:
            db.execute(
                "UPDATE judgements SET undone = ? WHERE undone IS NULL AND kind = 'actor-rename' "
                "AND json_extract(what, '$.with') = ?",
                (at, number),
            )
            _name_again(db, what.get("actor") or what["into"])
            _wait(db, [what.get("actor"), what.get("into"), *what.get("actors", ())])
            _wait_reports(db, what.get("reports", ()))
    return kind


def _undo_merge(db: sqlite3.Connection, what: dict[str, Any], at: str) -> None:
    kept = live_story(db, what["into"])
    for id, reports in what["before"].items():
        here = set(_reports(db, kept["number"]))
        back = [r for r in reports if r in here]
        other = db.execute("SELECT number FROM stories WHERE id = ?", (id,)).fetchone()
        if back and other and len(back) < len(here):
            move(db, back, other["number"], at)
            change(db, at, "story-split", id, told={"before": kept["id"], "after": id, "reason": "judgement undone"})
    count_story(db, kept["number"], at)
    _hold(db, what["into"], -1)
    regrouped(db)


def _undo_split(db: sqlite3.Connection, what: dict[str, Any], at: str) -> None:
    part = find(db, "stories", what["into"], noun="story")
    if part["ended"] is None:
        into = live_story(db, what["story"])
        if into["id"] != part["id"]:
            merge(db, part["number"], into["number"], at)
            change(
                db,
                at,
                "story-merged",
                into["id"],
                told={"before": part["id"], "after": into["id"], "reason": "judgement undone"},
            )
    _hold(db, what["story"], -1)
    _hold(db, what["into"], -1)
    regrouped(db)


def _rename(db: sqlite3.Connection, id: str, title: str | None) -> None:
    row = db.execute("SELECT renamed, title FROM stories WHERE id = ?", (id,)).fetchone()
    db.execute("UPDATE stories SET renamed = ?, version = version + 1 WHERE id = ?", (title, id))
    told = {"before": row["renamed"] or row["title"], "after": title or row["title"], "reason": "judged"}
    change(db, now(), "story-renamed", id, told=told)


def _reports(db: sqlite3.Connection, story: int) -> list[str]:
    return [str(r[0]) for r in db.execute("SELECT id FROM reports WHERE story = ? ORDER BY number", (story,))]


def _hold(db: sqlite3.Connection, story: str, by: int) -> None:
    db.execute("UPDATE stories SET held = max(0, held + ?) WHERE id = ?", (by, story))


def _actor(db: sqlite3.Connection, id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM actors WHERE id = ?", (id.strip(),)).fetchone()
    if row is None:
        close = db.execute("SELECT id FROM actors WHERE name = ? LIMIT 3", (id.strip(),)).fetchall()
        hint = f" Did you mean {', '.join(r[0] for r in close)}?" if close else " `tidings actors` lists them"
        raise NotFound(f"there is no actor '{id}' in the library.{hint}")
    return row


def _write_rename(
    db: sqlite3.Connection,
    actor: sqlite3.Row,
    fields: dict[str, Any],
    user: str | None,
    note: str | None,
    merge_number: int | None,
) -> int:
    before = {k: actor[k] for k in FIELDS}
    what = {"actor": actor["id"], "fields": fields, "before": before, "with": merge_number}
    number = _write(db, "actor-rename", what, user, note)
    _name_again(db, actor["id"])
    return number


def _name_again(db: sqlite3.Connection, id: str) -> None:
    """Give an actor's row the fields that the judgements in force say, over those it had before any."""
    rows = db.execute(
        "SELECT what, undone FROM judgements WHERE kind = 'actor-rename' AND json_extract(what, '$.actor') = ? "
        "ORDER BY number",
        (id,),
    ).fetchall()
    if rows:
        fields = dict(json.loads(rows[0]["what"])["before"])
        for row in rows:
            if row["undone"] is None:
                fields |= json.loads(row["what"])["fields"]
        db.execute(
            "UPDATE actors SET name = :name, kind = :kind, country = :country, sector = :sector WHERE id = :id",
            {**fields, "id": id},
        )


def _leads_to(judged: Judged, id: str, target: str) -> bool:
    seen: set[str] = set()
    while id in judged.same and id not in seen:
        seen.add(id)
        id = judged.same[id]
    return id == target


def _write(db: sqlite3.Connection, kind: str, what: dict[str, Any], user: str | None, note: str | None) -> int:
    made = db.execute(
        "INSERT INTO judgements (made, user, kind, what, note) VALUES (?, ?, ?, ?, ?)",
        (now(), user, kind, json.dumps(what, ensure_ascii=False), note),
    ).lastrowid
    return int(made or 0)


def _wait(db: sqlite3.Connection, actors: Sequence[str | None]) -> None:
    """Have the stories that name some actors compared again."""
    for id in sorted({a for a in actors if a}):
        db.execute(
            "UPDATE stories SET version = version + 1 WHERE ended IS NULL AND number IN "
            "(SELECT r.story FROM mention_actors p JOIN actors a ON a.number = p.actor "
            "JOIN mentions m ON m.number = p.mention JOIN reports r ON r.number = m.report WHERE a.id = ?1 "
            "UNION SELECT r.story FROM offices o JOIN reports r ON r.number = o.report WHERE o.holder = ?1)",
            (id,),
        )


def _wait_reports(db: sqlite3.Connection, reports: Sequence[str]) -> None:
    db.executemany(
        "UPDATE stories SET version = version + 1 WHERE number = (SELECT story FROM reports WHERE id = ?)",
        [(r,) for r in reports],
    )
