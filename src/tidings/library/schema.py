"""The tables, as migrations: small named functions, each run once in its own transaction, in this order.

A migration that a release has shipped is never edited; the next change is the next function. `docs/library.md`
describes the tables for people who query them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from .columns import write_columns
from .dyad_days import SIDE_COLUMNS, SIDES_COUNTED
from .facets import REPORT_DAYS
from .offices import note_offices_due

Migration = Callable[[sqlite3.Connection], None]


def reports_and_stories(db: sqlite3.Connection) -> None:
    _run(
        db,
        """CREATE TABLE stories (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            renamed TEXT,
            reports INTEGER NOT NULL DEFAULT 0,
            origins INTEGER,
            first_published TEXT,
            last_published TEXT,
            created TEXT NOT NULL,
            changed TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 1,
            compared INTEGER NOT NULL DEFAULT 0,
            held INTEGER NOT NULL DEFAULT 0,
            ended TEXT,
            into_story TEXT)""",
        "CREATE INDEX stories_waiting ON stories (number) WHERE compared < version AND ended IS NULL",
        "CREATE INDEX stories_changed ON stories (changed)",
        """CREATE TABLE comparisons (
            story INTEGER PRIMARY KEY REFERENCES stories (number) ON DELETE CASCADE,
            data BLOB NOT NULL)""",
        """CREATE TABLE reports (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            content TEXT NOT NULL UNIQUE,
            title TEXT, outlet TEXT, url TEXT, published TEXT, path TEXT, language TEXT,
            added TEXT NOT NULL,
            story INTEGER NOT NULL REFERENCES stories (number),
            origin TEXT,
            reason TEXT,
            text TEXT NOT NULL)""",
        "CREATE INDEX reports_story ON reports (story)",
        "CREATE INDEX reports_published ON reports (published)",
        "CREATE INDEX reports_url ON reports (url)",
        """CREATE TABLE codings (
            number INTEGER PRIMARY KEY,
            report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
            coder TEXT NOT NULL,
            made TEXT NOT NULL,
            current INTEGER NOT NULL,
            reading BLOB,
            mentions BLOB NOT NULL)""",
        "CREATE UNIQUE INDEX codings_current ON codings (report) WHERE current",
        "CREATE INDEX codings_report ON codings (report)",
        """CREATE TABLE signals (
            report INTEGER PRIMARY KEY REFERENCES reports (number) ON DELETE CASCADE,
            data BLOB NOT NULL)""",
    )


def events_and_actors(db: sqlite3.Connection) -> None:
    _run(
        db,
        """CREATE TABLE actors (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL COLLATE NOCASE,
            kind TEXT NOT NULL, country TEXT, sector TEXT, role TEXT)""",
        "CREATE INDEX actors_name ON actors (name)",
        """CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            story INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
            type TEXT NOT NULL, mode TEXT, quad INTEGER, intensity REAL,
            status TEXT NOT NULL,
            summary TEXT NOT NULL,
            when_text TEXT, edtf TEXT, earliest TEXT, latest TEXT, basis TEXT, settled_by TEXT,
            place TEXT, country TEXT, lat REAL, lon REAL,
            reciprocal INTEGER NOT NULL,
            reports INTEGER NOT NULL, origins INTEGER NOT NULL,
            first_published TEXT, last_published TEXT,
            figures TEXT NOT NULL,
            position INTEGER NOT NULL,
            created TEXT NOT NULL, changed TEXT NOT NULL)""",
        "CREATE INDEX events_story ON events (story)",
        "CREATE INDEX events_status ON events (status, latest)",
        """CREATE TABLE event_actors (
            event INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE,
            side TEXT NOT NULL,
            actor INTEGER NOT NULL REFERENCES actors (number),
            PRIMARY KEY (event, side, actor)) WITHOUT ROWID""",
        "CREATE INDEX event_actors_actor ON event_actors (actor, side)",
        """CREATE TABLE mentions (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
            event INTEGER REFERENCES events (number) ON DELETE SET NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
            type TEXT NOT NULL, mode TEXT, status TEXT NOT NULL, confidence REAL NOT NULL,
            headline INTEGER NOT NULL, reciprocal INTEGER NOT NULL,
            attribution TEXT NOT NULL, speaker TEXT, force TEXT,
            when_text TEXT, edtf TEXT, earliest TEXT, latest TEXT, basis TEXT,
            place TEXT, country TEXT, lat REAL, lon REAL)""",
        "CREATE INDEX mentions_report ON mentions (report)",
        "CREATE INDEX mentions_event ON mentions (event)",
        """CREATE TABLE mention_actors (
            mention INTEGER NOT NULL REFERENCES mentions (number) ON DELETE CASCADE,
            side TEXT NOT NULL,
            actor INTEGER NOT NULL REFERENCES actors (number),
            start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            PRIMARY KEY (mention, side, actor, start)) WITHOUT ROWID""",
    )


def finding(db: sqlite3.Connection) -> None:
    _run(
        db,
        """CREATE VIRTUAL TABLE report_words USING fts5 (
            title, text, content = 'reports', content_rowid = 'number',
            tokenize = "porter unicode61 remove_diacritics 2")""",
        """CREATE TRIGGER report_words_add AFTER INSERT ON reports BEGIN
            INSERT INTO report_words (rowid, title, text) VALUES (new.number, new.title, new.text); END""",
        """CREATE TRIGGER report_words_drop AFTER DELETE ON reports BEGIN
            INSERT INTO report_words (report_words, rowid, title, text)
            VALUES ('delete', old.number, old.title, old.text); END""",
        "CREATE TABLE facets (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """CREATE TABLE event_facets (
            facet INTEGER NOT NULL, day INTEGER NOT NULL, event INTEGER NOT NULL
                REFERENCES events (number) ON DELETE CASCADE,
            PRIMARY KEY (facet, day, event)) WITHOUT ROWID""",
        "CREATE INDEX event_facets_event ON event_facets (event)",
        """CREATE TABLE story_facets (
            facet INTEGER NOT NULL, day INTEGER NOT NULL, story INTEGER NOT NULL
                REFERENCES stories (number) ON DELETE CASCADE,
            PRIMARY KEY (facet, day, story)) WITHOUT ROWID""",
        "CREATE INDEX story_facets_story ON story_facets (story)",
        """CREATE TABLE report_facets (
            facet INTEGER NOT NULL, report INTEGER NOT NULL
                REFERENCES reports (number) ON DELETE CASCADE,
            PRIMARY KEY (facet, report)) WITHOUT ROWID""",
        "CREATE INDEX report_facets_report ON report_facets (report)",
        """CREATE TABLE dyad_days (
            actor INTEGER NOT NULL, recipient INTEGER NOT NULL, day TEXT NOT NULL, quad INTEGER NOT NULL,
            events INTEGER NOT NULL, intensity REAL NOT NULL, rated INTEGER NOT NULL,
            PRIMARY KEY (actor, recipient, day, quad)) WITHOUT ROWID""",
    )


def history_and_judgements(db: sqlite3.Connection) -> None:
    _run(
        db,
        """CREATE TABLE changes (
            number INTEGER PRIMARY KEY,
            at TEXT NOT NULL, kind TEXT NOT NULL,
            story TEXT NOT NULL, event TEXT, report TEXT,
            before TEXT, after TEXT, reason TEXT)""",
        "CREATE INDEX changes_at ON changes (at)",
        "CREATE INDEX changes_story ON changes (story)",
        """CREATE TABLE judgements (
            number INTEGER PRIMARY KEY,
            made TEXT NOT NULL, user TEXT, kind TEXT NOT NULL,
            what TEXT NOT NULL, note TEXT, undone TEXT)""",
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "INSERT INTO settings VALUES ('regrouped', '0')",
    )


def feeds_and_alerts(db: sqlite3.Connection) -> None:
    _run(
        db,
        """CREATE TABLE feeds (
            url TEXT PRIMARY KEY, etag TEXT, modified TEXT, due TEXT, failures INTEGER NOT NULL DEFAULT 0,
            last_status TEXT, last_read TEXT) WITHOUT ROWID""",
        """CREATE TABLE feed_items (
            feed TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 1, report TEXT,
            PRIMARY KEY (feed, item)) WITHOUT ROWID""",
        """CREATE TABLE deliveries (
            number INTEGER PRIMARY KEY,
            alert TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL,
            made TEXT NOT NULL, due TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
            sent TEXT, error TEXT, UNIQUE (alert, key))""",
        "CREATE INDEX deliveries_due ON deliveries (due) WHERE sent IS NULL",
        """CREATE TABLE alert_marks (
            alert TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID""",
    )


def views(db: sqlite3.Connection) -> None:
    names = (
        "(SELECT group_concat(a.name, '; ') FROM event_actors p JOIN actors a ON a.number = p.actor "
        "WHERE p.event = e.number AND p.side = '{}')"
    )
    ids = names.replace("a.name", "a.id")
    quad = (
        "CASE {} WHEN 1 THEN 'verbal cooperation' WHEN 2 THEN 'material cooperation' "
        "WHEN 3 THEN 'verbal conflict' WHEN 4 THEN 'material conflict' END"
    )
    _run(
        db,
        f"""CREATE VIEW v_events AS SELECT
            e.id, s.id AS story, coalesce(s.renamed, s.title) AS story_title,
            e.type, e.mode, {quad.format("e.quad")} AS quad, e.intensity, e.status, e.summary,
            {names.format("actor")} AS actors, {names.format("recipient")} AS recipients,
            {ids.format("actor")} AS actor_ids, {ids.format("recipient")} AS recipient_ids,
            e.reciprocal, e.when_text, e.edtf, e.earliest, e.latest, e.basis, e.settled_by,
            e.place, e.country, e.lat, e.lon, e.reports, e.origins, e.figures, e.created, e.changed
            FROM events e JOIN stories s ON s.number = e.story""",
        """CREATE VIEW v_stories AS SELECT
            s.id, coalesce(s.renamed, s.title) AS title, s.reports, s.origins,
            (SELECT count(*) FROM events e WHERE e.story = s.number) AS events,
            s.first_published, s.last_published, s.created, s.changed,
            s.compared < s.version AS waiting
            FROM stories s WHERE s.ended IS NULL""",
        f"""CREATE VIEW v_dyads AS SELECT
            a.id AS actor, a.name AS actor_name, a.country AS actor_country,
            r.id AS recipient, r.name AS recipient_name, r.country AS recipient_country,
            nullif(d.day, '') AS day, {quad.format("d.quad")} AS quad, d.events,
            CASE WHEN d.rated > 0 THEN d.intensity / d.rated END AS mean_intensity
            FROM dyad_days d JOIN actors a ON a.number = d.actor JOIN actors r ON r.number = d.recipient""",
        """CREATE VIEW v_mentions AS SELECT
            m.id, r.id AS report, r.outlet, r.published, e.id AS event, m.type, m.mode, m.status, m.confidence,
            substr(r.text, m.start + 1, m."end" - m.start) AS quote, m.start, m."end",
            m.attribution, m.speaker, m.force, m.headline, m.edtf, m.earliest, m.latest, m.place, m.country
            FROM mentions m JOIN reports r ON r.number = m.report LEFT JOIN events e ON e.number = m.event""",
    )


def counts_kept(db: sqlite3.Connection) -> None:
    """What lists without a filter are ordered by: counted by triggers, so in the transaction that changes it."""
    alone = (
        "NOT EXISTS (SELECT 1 FROM event_actors p "
        "WHERE p.event = {0}.event AND p.actor = {0}.actor AND p.side <> {0}.side)"
    )
    added = "INSERT INTO dyad_totals (actor, recipient, events) VALUES ({0}.actor, {0}.recipient, {1}) "
    added += "ON CONFLICT DO UPDATE SET events = events + excluded.events;"
    tidied = "DELETE FROM dyad_totals WHERE actor = {0}.actor AND recipient = {0}.recipient AND events = 0;"
    _run(
        db,
        "CREATE INDEX events_planned ON events (earliest, latest) WHERE status = 'planned'",
        "CREATE INDEX mention_actors_actor ON mention_actors (actor)",
        "CREATE INDEX dyad_days_recipient ON dyad_days (recipient)",
        """CREATE TABLE actor_counts (
            actor INTEGER PRIMARY KEY,
            events INTEGER NOT NULL, as_actor INTEGER NOT NULL, as_recipient INTEGER NOT NULL)""",
        "INSERT INTO actor_counts SELECT actor, count(DISTINCT event), sum(side = 'actor'), sum(side = 'recipient') "
        "FROM event_actors GROUP BY actor",
        "CREATE INDEX actor_counts_most ON actor_counts (events DESC, actor)",
        f"""CREATE TRIGGER actor_counts_add AFTER INSERT ON event_actors BEGIN
            INSERT INTO actor_counts (actor, events, as_actor, as_recipient)
            VALUES (new.actor, {alone.format("new")}, new.side = 'actor', new.side = 'recipient')
            ON CONFLICT DO UPDATE SET events = events + excluded.events, as_actor = as_actor + excluded.as_actor,
            as_recipient = as_recipient + excluded.as_recipient; END""",
        f"""CREATE TRIGGER actor_counts_drop AFTER DELETE ON event_actors BEGIN
            UPDATE actor_counts SET events = events - {alone.format("old")},
            as_actor = as_actor - (old.side = 'actor'), as_recipient = as_recipient - (old.side = 'recipient')
            WHERE actor = old.actor;
            DELETE FROM actor_counts WHERE actor = old.actor AND events = 0; END""",
        """CREATE TABLE dyad_totals (
            actor INTEGER NOT NULL, recipient INTEGER NOT NULL, events INTEGER NOT NULL,
            PRIMARY KEY (actor, recipient)) WITHOUT ROWID""",
        "INSERT INTO dyad_totals SELECT actor, recipient, sum(events) FROM dyad_days GROUP BY actor, recipient",
        "CREATE INDEX dyad_totals_most ON dyad_totals (events DESC, actor, recipient)",
        f"CREATE TRIGGER dyad_totals_add AFTER INSERT ON dyad_days BEGIN {added.format('new', 'new.events')} END",
        f"CREATE TRIGGER dyad_totals_drop AFTER DELETE ON dyad_days "
        f"BEGIN {added.format('old', '-old.events')} {tidied.format('old')} END",
        f"CREATE TRIGGER dyad_totals_change AFTER UPDATE OF events ON dyad_days "
        f"BEGIN {added.format('new', 'new.events - old.events')} {tidied.format('new')} END",
    )


def finding_by_lists_alone(db: sqlite3.Connection) -> None:
    """Which report tells which event, and who published what, without a look at rows that are dear to read."""
    _run(
        db,
        "DROP INDEX mentions_report",
        "CREATE INDEX mentions_report ON mentions (report, event)",
        "DROP INDEX mentions_event",
        "CREATE INDEX mentions_event ON mentions (event, report)",
        "CREATE INDEX reports_outlet ON reports (lower(outlet))",
        "CREATE INDEX reports_shown ON reports (number, outlet, published)",
        "CREATE INDEX events_counts ON events (number, origins, reports)",
        "CREATE INDEX events_origins ON events (origins) WHERE origins > 1",
        "CREATE INDEX events_reports ON events (reports) WHERE reports > 1",
        "CREATE INDEX events_spanning ON events (latest, earliest) WHERE latest > earliest",
    )


def columns_beside_stories(db: sqlite3.Connection) -> None:
    """Sides, pairs and tellers of a story's events, packed; apart, since few questions ask for all of them."""
    for kind in ("sides", "pairs", "told"):
        _run(
            db,
            f"""CREATE TABLE story_{kind} (
                story INTEGER PRIMARY KEY REFERENCES stories (number) ON DELETE CASCADE, data BLOB NOT NULL)""",
        )
    for row in db.execute("SELECT number FROM stories WHERE compared > 0 AND ended IS NULL").fetchall():
        write_columns(db, int(row[0]))


def offices_as_stated(db: sqlite3.Connection) -> None:
    """Who is said to hold which office: found by the holder, and by the office for who else is said to."""
    _run(
        db,
        """CREATE TABLE offices (
            report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
            country TEXT NOT NULL, office TEXT NOT NULL COLLATE NOCASE, holder TEXT NOT NULL, name TEXT NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, published TEXT,
            PRIMARY KEY (report, country, office, holder)) WITHOUT ROWID""",
        "CREATE INDEX offices_holder ON offices (holder, country, office, published, report)",
        "CREATE INDEX offices_office ON offices (country, office, holder, published, report)",
    )
    note_offices_due(db)


def lists_in_their_orders(db: sqlite3.Connection) -> None:
    """Stories in each order that a page shows them in, the days that each report tells of, a counter of what is kept.

    Each index has all that is asked of a row before it is known to be shown.
    """
    _run(
        db,
        "CREATE INDEX stories_by_size ON stories (coalesce(origins, 1) DESC, reports DESC, number DESC, changed) "
        "WHERE ended IS NULL",
        "CREATE INDEX stories_by_day ON stories (last_published IS NULL, last_published DESC, number DESC, changed) "
        "WHERE ended IS NULL",
        "DROP INDEX reports_shown",
        "CREATE INDEX reports_shown ON reports (number, outlet, published, story)",
        "CREATE INDEX events_shown ON events (number, type, status, country, story)",
        """CREATE TABLE report_days (
            report INTEGER PRIMARY KEY REFERENCES reports (number) ON DELETE CASCADE,
            first TEXT NOT NULL, last TEXT NOT NULL)""",
        f"INSERT INTO report_days {REPORT_DAYS.format('')}",
        "INSERT OR IGNORE INTO settings VALUES ('revision', '0')",
    )


def days_of_actors(db: sqlite3.Connection) -> None:
    """Events of each actor by side, day and quad, and who is in most events with an actor: read, not counted."""
    _run(
        db,
        """CREATE TABLE actor_days (
            actor INTEGER NOT NULL, side TEXT NOT NULL, day TEXT NOT NULL, quad INTEGER NOT NULL,
            events INTEGER NOT NULL, intensity REAL NOT NULL, rated INTEGER NOT NULL,
            PRIMARY KEY (actor, side, day, quad)) WITHOUT ROWID""",
        f"INSERT INTO actor_days ({SIDE_COLUMNS}) SELECT actor, side, day, quad, sum(events), sum(intensity), "
        f"sum(rated) FROM ({SIDES_COUNTED.format(sign=1, events='events e')}) GROUP BY actor, side, day, quad",
        """CREATE TRIGGER actor_days_change AFTER UPDATE OF events ON actor_days WHEN new.events = 0 BEGIN
            DELETE FROM actor_days WHERE actor = new.actor AND side = new.side AND day = new.day
            AND quad = new.quad; END""",
        "CREATE INDEX dyad_totals_recipient ON dyad_totals (recipient, actor, events)",
    )


MIGRATIONS: tuple[Migration, ...] = (
    reports_and_stories,
    events_and_actors,
    finding,
    history_and_judgements,
    feeds_and_alerts,
    views,
    counts_kept,
    finding_by_lists_alone,
    columns_beside_stories,
    offices_as_stated,
    lists_in_their_orders,
    days_of_actors,
)


def _run(db: sqlite3.Connection, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
