"""Verbs of saying: what is said with them is somebody's words, no act on which two accounts could differ."""

from __future__ import annotations

# Verbs that bring in what somebody said or thinks.
SPEECH = frozenset(
    """
    say tell add call claim note think believe know assert state insist argue declare express remark comment
    respond reply
    """.split()
)
# Verbs that say no more than that something was said, or that what was said is quoted.
NEUTRAL = frozenset("say tell add state note write accord according report speak comment".split())
