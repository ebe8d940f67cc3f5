"""The brief for a terminal: calm, evidence first, the most corroborated on the first screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rich.text import Text

from ..records import Brief, Difference, Event, Status, Value
from . import wording
from .excerpt import shorten
from .lines import Lines
from .safe import one_line
from .view import QuoteView, StoryView, story_views

NARROWEST, WIDEST = 40, 110  # columns; longer lines are hard to read
_WIDE = 64  # from here on status and dates stand in a column of their own
_STATUS_COLUMN = 11
_DATE_COLUMN_MOST = 26
_LEAST = 20  # no label is cut shorter
_AROUND_QUOTE = 6  # columns: two blanks, quotation marks, ellipses
_LETTERS_SHOWN = 8  # reports whose letters fit beside an event
_LETTERS_BESIDE = 4  # letters before a quote; the rest is counted
# How many a first look shows; `everything` shows the rest.
_STORIES, _REPORTS, _EVENTS, _DIFFERENCES, _ONLY, _UPCOMING, _TIMELINE = 3, 8, 7, 6, 6, 5, 12
_QUOTES_FIRST, _QUOTES_REST = 2, 1  # for the first event and for the others
_LINES_FIRST, _LINES_REST = 2, 1  # of such a quote
_LINES_EVERYTHING = 4
_STATUS_STYLES: dict[Status, str] = {
    "happened": "green",
    "ongoing": "cyan",
    "planned": "blue",
    "possible": "yellow",
    "denied": "red",
    "cancelled": "magenta",
}
_KIND_STYLES = {"conflict": "red", "precision": "blue", "wording": "dim"}
_LETTER_STYLES = ("cyan", "yellow", "magenta", "green", "blue", "red")
_SOFT = "dim"
_T = TypeVar("_T")


def terminal(brief: Brief, *, width: int, color: bool, everything: bool = False) -> str:
    """The brief as lines of at most `width` columns (40 to 110), with ANSI colours where `color` says so.

    A first look shows the best supported part and says how much it leaves out; `everything` shows all.
    No character of a report can steer the terminal.
    """
    return _Terminal(width=max(NARROWEST, min(width, WIDEST)), everything=everything).brief(brief).render(color)


class _Terminal:
    """One brief being written. `margin` is where the text of events and differences begins."""

    def __init__(self, *, width: int, everything: bool) -> None:
        self.everything = everything
        self.lines = Lines(width)
        self.wide = width >= _WIDE
        self.margin = _STATUS_COLUMN if self.wide else 2
        self.room = width - self.margin

    def brief(self, brief: Brief) -> Lines:
        views = story_views(brief)
        if not views:
            read = wording.plural(len(brief.reports), "report")
            self.lines.add(Text(f"{read} read, and no story in them", "bold"))
        if len(views) > 1:
            self._contents(views)
        for view in self._some(views, _STORIES):
            if len(views) > 1:
                self.lines.blank()
                self.lines.rule(f"story {view.number} of {len(views)}")
                self.lines.blank()
            self._story(view)
        self._left_out(len(views), _STORIES, "story")
        return self.lines

    def _some(self, items: Sequence[_T], most: int) -> Sequence[_T]:
        return items if self.everything else items[:most]

    def _left_out(self, count: int, most: int, word: str) -> None:
        if count > most and not self.everything:
            self.lines.add(
                Text(f"… {wording.plural(count - most, f'more {word}')}: tidings brief --all", _SOFT),
                self.margin,
            )

    def _contents(self, views: Sequence[StoryView]) -> None:
        self.lines.add(
            Text(
                f"{wording.plural(len(views), 'story')} told by {sum(len(v.reports) for v in views)} reports",
                "bold",
            )
        )
        for view in views:
            body = Text(view.title)
            body.append("  " + view.counts, _SOFT)
            self.lines.add(body, 6, first=Text(f"{view.number:>4}  ", _SOFT))

    def _story(self, view: StoryView) -> None:
        self.lines.add(Text(view.title, "bold"))
        meta = Text(view.counts)
        if view.next:
            meta.append(" · next: ").append(view.next, "bold")
        self.lines.add(meta)
        self._reports(view)
        if not view.comparison.events:
            self.lines.blank()
            self.lines.add(Text("No event was read in these reports.", _SOFT))
        self._events(view)
        self._differences(view)
        self._only(view)
        self._upcoming(view)
        self._timeline(view)

    def _heading(self, words: str) -> None:
        self.lines.blank()
        self.lines.add(Text(words, "bold"))

    def _reports(self, view: StoryView) -> None:
        for r in self._some(view.reports, _REPORTS):
            beside = f"same origin as {r.copy_of}" if r.copy_of else ""
            tail = " · ".join(
                filter(None, (shorten(r.source, (self.lines.width - 5) // 2) if r.source else "", beside))
            )
            room = self.lines.width - 5 - 2 - len(tail)
            body = Text(r.title if self.everything else shorten(r.title, max(room, self.room // 3)))
            if tail:
                body.append(f"  {tail}", _SOFT)
            self.lines.add(body, 5, first=Text("  ") + self._letters(view, (r.letter,)))
        left = len(view.reports) - _REPORTS
        if left > 0 and not self.everything:
            self.lines.add(Text(f"… {wording.plural(left, 'more report')}", _SOFT), 5)

    def _events(self, view: StoryView) -> None:
        events = view.comparison.events
        if not events:
            return
        self._heading("WHAT THE REPORTS SAY")
        for number, event in enumerate(self._some(events, _EVENTS)):
            self._event(view, event, first=number == 0)
        self._left_out(len(events), _EVENTS, "event")

    def _event(self, view: StoryView, event: Event, *, first: bool) -> None:
        status = Text(event.status, _STATUS_STYLES[event.status])
        support = self._support(view, event)
        body = Text(one_line(event.summary), "bold")
        if self.wide:
            self.lines.add(body, self.margin, first=status, right=support)
        else:
            self.lines.add(body, 0, first=status + Text("  "), right=None)
            if support:
                self.lines.add(support, self.margin)
        facts = self._one_line(wording.facts(event), self.room)
        if event.origins != event.reports:
            facts += f" · {wording.plural(event.origins, 'origin')}"
        changed = view.status_by_letter(event)
        if changed:
            facts += " · " + ", then ".join(f"{s} ({' '.join(letters)})" for s, letters in changed)
        self.lines.add(Text(facts, _SOFT), self.margin)
        lines = _LINES_EVERYTHING if self.everything else _LINES_FIRST if first else _LINES_REST
        quotes = view.quotes(event, limit=lines * (self.room - 5))
        most = len(quotes) if self.everything else _QUOTES_FIRST if first else _QUOTES_REST
        for quote in quotes[:most]:
            self._quote(view, quote)

    def _quote(self, view: StoryView, quote: QuoteView) -> None:
        letters = self._letters(view, quote.letters)
        indent = self.margin + max(3, letters.cell_len + 2)
        body, speaker = (
            _quoted(quote),
            Text(self._one_line(quote.said_by or "", self.lines.width - indent), "italic"),
        )
        fits = body.cell_len + 1 + speaker.cell_len <= self.lines.width - indent
        if speaker and fits:
            body.append(" ").append_text(speaker)
        self.lines.add(body, indent, first=Text(" " * self.margin) + letters)
        if speaker and not fits:
            self.lines.add(speaker, indent)

    def _differences(self, view: StoryView) -> None:
        differences = view.comparison.differences
        if not differences:
            return
        self._heading("WHERE THE ACCOUNTS DIFFER")
        for difference in self._some(differences, _DIFFERENCES):
            self._difference(view, difference)
        self._left_out(len(differences), _DIFFERENCES, "difference")

    def _difference(self, view: StoryView, difference: Difference) -> None:
        kind = Text(wording.KINDS[difference.kind], _KIND_STYLES[difference.kind])
        title = Text(wording.ASPECTS[difference.aspect], "bold")
        event = view.by_event.get(difference.event or "")
        about = event.summary if event else difference.explanation
        title.append(" · " + self._one_line(about, self.room - title.cell_len - 3), _SOFT)
        self.lines.add(title, self.margin, first=kind if self.wide else kind + Text("  "))
        letters = [self._letters(view, view.letters(e.report for e in v.evidence)) for v in difference.values]
        indent = self.margin + 2 + max((t.cell_len for t in letters), default=0)
        for value, names in zip(difference.values, letters, strict=True):
            self._value(view, value, indent, Text(" " * self.margin) + names)
        if silent := view.silent(difference):
            self.lines.add(Text(f"{' '.join(silent)} not said", _SOFT), self.margin)

    def _value(self, view: StoryView, value: Value, indent: int, first: Text) -> None:
        """The value and its words in their sentence: beside it, or below a long value if they differ."""
        room = self.lines.width - indent
        body = Text(self._one_line(value.value, room), "bold")
        beside = 2 * body.cell_len <= room and not self.everything
        limit = room - _AROUND_QUOTE - (body.cell_len if beside else 0)
        limit = _LINES_EVERYTHING * room if self.everything else max(_LEAST, limit)
        for quote in view.value(value, limit=limit).quotes[: None if self.everything else 1]:
            if beside and not quote.says(body.plain):
                body.append("  ").append_text(_quoted(quote))
            elif not beside and not quote.repeats(body.plain):
                self.lines.add(body, indent, first=first)
                body, first = _quoted(quote), Text(" " * indent)
        self.lines.add(body, indent, first=first)

    def _only(self, view: StoryView) -> None:
        told = view.comparison.only_in
        if not told or len(view.reports) < 2:
            return
        self._heading("WHAT ONLY ONE SAYS")
        limit = (_LINES_EVERYTHING if self.everything else 2) * (self.room + self.margin - 5)
        for report, quotes in view.only(limit=limit, most=None if self.everything else _ONLY):
            for number, quote in enumerate(quotes):
                name = self._letters(view, (report.letter,))
                self.lines.add(_quoted(quote), name.cell_len + 2, first=None if number else name)
        self._left_out(len(told), _ONLY, "sentence")

    def _upcoming(self, view: StoryView) -> None:
        events = view.upcoming
        if not events:
            return
        self._heading("COMING UP")
        shown = self._some(events, _UPCOMING)
        column = _date_column(shown)
        for event in shown:
            speaker = next((s for m in event.mentions if (s := wording.said_by(m.attribution))), None)
            self._dated(event, speaker or "", column, mark=False)
        self._left_out(len(events), _UPCOMING, "event")

    def _timeline(self, view: StoryView) -> None:
        events = view.timeline
        if len(events) < 2:
            return
        self._heading("TIMELINE")
        shown = self._some(events, _TIMELINE)
        column = _date_column(shown)
        for event in shown:
            self._dated(event, event.status if event.status != "happened" else "", column, mark=True)
        self._left_out(len(events), _TIMELINE, "event")

    def _dated(self, event: Event, tail: str, column: int, *, mark: bool) -> None:
        date = wording.event_time(event)
        body = Text(wording.STATUS_MARKS[event.status] + " ", _STATUS_STYLES[event.status]) if mark else Text()
        room = (self.lines.width - column if self.wide else self.lines.width - 2) - body.cell_len
        summary = self._one_line(event.summary, room)
        body.append(summary)
        where = wording.where_words(event.where)
        if where and where not in summary:
            body.append(f" · {self._one_line(where, room)}", _SOFT)
        if tail:
            body.append(f" · {self._one_line(tail, room)}", _SOFT)
        if self.wide:
            self.lines.add(body, column, first=Text(shorten(date, column - 2), _SOFT))
        else:
            self.lines.add(Text(date, _SOFT))
            self.lines.add(body, 2)

    def _one_line(self, words: str, room: int) -> str:
        """Words on one line, cut to the room there is in a first look."""
        return one_line(words) if self.everything else shorten(words, max(room, _LEAST))

    def _support(self, view: StoryView, event: Event) -> Text:
        """'A · C   2 of 3'; past eight reports only '2 of 26'."""
        said = view.said(event)
        text = Text()
        if len(view.reports) == 1:
            return text
        if len(view.reports) <= _LETTERS_SHOWN:
            for r in view.reports:
                text.append(
                    f"{r.letter} " if r.letter in said else "· ",
                    self._hue(r.hue) if r.letter in said else _SOFT,
                )
            text.append("  ")
        text.append(f"{event.reports} of {len(view.reports)}")
        return text

    def _letters(self, view: StoryView, letters: Sequence[str]) -> Text:
        hues = {r.letter: r.hue for r in view.reports}
        shown, left = letters[:_LETTERS_BESIDE], len(letters) - _LETTERS_BESIDE
        text = Text(" ").join(Text(name, self._hue(hues[name])) for name in shown)
        return text.append(f" +{left}", _SOFT) if left > 0 else text

    def _hue(self, hue: int) -> str:
        return "bold " + _LETTER_STYLES[hue % len(_LETTER_STYLES)]


def _date_column(events: Sequence[Event]) -> int:
    """Columns for the dates of some events, as few as they need."""
    longest = max((len(wording.event_time(e)) for e in events), default=0)
    return min(longest + 2, _DATE_COLUMN_MOST)


def _quoted(quote: QuoteView) -> Text:
    """The words between quotation marks, those that matter underlined where colours show."""
    shown = quote.excerpt
    text = Text("“" + "…" * shown.cut_before)
    for piece in shown.pieces:
        text.append(piece.text, "underline" if piece.mark else "")
    return text.append("…" * shown.cut_after + "”")
