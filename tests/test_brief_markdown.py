"""The Markdown brief: complete, and nothing of a report is read as markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from brief_samples import ALL, fishing, hostile, several
from tidings.brief import markdown
from tidings.brief.markdown import escape

NASTY = [
    "*a* _b_ **c** ~~d~~",
    "[x](javascript:alert(1))",
    "![x](https://tracker.example/p.png)",
    "<script>alert(1)</script>",
    "<https://x.example>",
    "&lt;b&gt; &#65;",
    "`code` ``more``",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "| a | b |",
    "===",
    "---",
    "a\\*b",
    "a\n\n# b",
    "$x$ {:.c} ^up^",
    "https://x.example and www.x.example and a@x.example",
]


@pytest.mark.parametrize("words", NASTY)
def test_escaped_words_render_as_themselves(words):
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for before in ("", "- ", "# "):
        tokens = parser.parse(before + escape(words))
        inline = [t for t in tokens if t.type == "inline"]
        assert len(inline) == 1
        assert {c.type for c in inline[0].children} <= {"text", "text_special"}
        assert "".join(c.content for c in inline[0].children) == " ".join(words.split())


@pytest.mark.parametrize("name", sorted(ALL))
def test_nothing_of_a_report_becomes_a_link_or_html(name):
    tokens = MarkdownIt("commonmark").parse(markdown(ALL[name]()))
    inside = [c.type for t in tokens for c in t.children or ()]
    assert not {"link_open", "image", "html_inline", "code_inline", "em_open"} & set(inside)
    assert "html_block" not in {t.type for t in tokens}
    assert "fence" not in {t.type for t in tokens}


@pytest.mark.parametrize(
    "line",
    [
        "# Norway and Finland to sign fishing pact",
        "3 reports, 2 independent origins · next: **3–4 Mar 2025, Oslo**",
        "- **B** Nordic leaders plan talks on cod (Baltic Wire, 25 Feb 2025)",
        "- **planned** Eva Solberg Lind and Antti Koivula meet (3 of 3: A B C)",
        "  - **B C** “Norway stopped seven Finnish boats…”",
        "- **When** (finer) Eva Solberg Lind and Antti Koivula meet: 3–4 March lies inside next week",
        "- no date: Norway lowers its tariffs (possible)",
        "- b.txt: read as Windows-1252. Save it as UTF-8",
    ],
)
def test_lines(line):
    assert line in markdown(fishing()).splitlines()


def test_several_stories_are_listed_first():
    assert markdown(several()).startswith("# Brief: 3 stories from 8 reports\n\n1. Norway and Finland")


def test_control_characters_are_visible():
    told = markdown(hostile())
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "␛" in told
