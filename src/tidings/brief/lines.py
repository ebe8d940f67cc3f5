"""Lines of text for a terminal: wrapped by the width that characters take, with hanging indents."""

from __future__ import annotations

import io
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

_GAP = 2  # columns between a line and what stands at its right
_NOTHING: Mapping[str, str] = {}


class Lines:
    """Lines of at most `width` columns, in the making."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: list[Text] = []
        self._wrapper = _console(io.StringIO(), width, color=False)

    def add(self, body: Text, indent: int = 0, *, first: Text | None = None, right: Text | None = None) -> None:
        """Add `body`, indented; `first` stands in the indent of its first line, `right` at that line's end.

        A `first` longer than the indent pushes the first line to the right.
        """
        start = max(indent, first.cell_len) if first else indent
        room = self.width - max(indent, 0)
        lead = Text(" " * (start - indent))
        reserve = right.cell_len + _GAP if right else 0
        wrapped = self._wrap(lead + body, room, reserve)
        for number, line in enumerate(wrapped):
            if number == 0 and first:
                shown = first.copy()
                shown.append(" " * (indent - shown.cell_len))
                rest = line[start - indent :] if start > indent else line
                shown.append_text(rest)
            else:
                shown = Text(" " * indent) + line
            if number == 0 and right:
                shown.append(" " * (self.width - shown.cell_len - right.cell_len)).append_text(right)
            self._lines.append(shown)

    def blank(self) -> None:
        self._lines.append(Text())

    def rule(self, words: str) -> None:
        line = Text("── ", "dim").append(words, "dim").append(" ")
        self._lines.append(line.append("─" * max(0, self.width - line.cell_len), "dim"))

    def render(self, color: bool) -> str:
        """All lines, without blanks at their ends, each closed by a line break."""
        out = io.StringIO()
        console = _console(out, self.width, color=color)
        for line in self._lines:
            line.rstrip()
            console.print(line, soft_wrap=True, highlight=False, markup=False, emoji=False)
        return out.getvalue()

    def _wrap(self, text: Text, width: int, reserve: int) -> list[Text]:
        """Lines of `width` columns, the first shorter by `reserve`."""
        if not reserve:
            return list(text.wrap(self._wrapper, max(1, width))) or [Text()]
        head = text.wrap(self._wrapper, max(1, width - reserve))[0]
        rest = text[len(head.plain) :] if len(head.plain) < len(text.plain) else Text()
        while rest.plain[:1] == " ":
            rest = rest[1:]
        return [head, *(rest.wrap(self._wrapper, max(1, width)) if rest.plain else [])]


def _console(out: io.StringIO, width: int, *, color: bool) -> Console:
    """A console that depends on what is given here alone, not on the environment or the platform."""
    return Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        _environ=_NOTHING,
    )
