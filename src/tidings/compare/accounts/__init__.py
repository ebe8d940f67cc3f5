"""What is compared of each account: its words, numbers, sentences and clauses.

`numbers` are read by `words`, of which `sentences` are made, and by `quantities`, which say what is counted; `prepared`
is an account with its sentences, looked up by token; `clauses` are read off it. `stems`, `polarity` and `weights` are
small helps: words of one kind, whether words say that it is so, how telling a word is.
"""

from __future__ import annotations
