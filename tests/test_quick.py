"""The quicker ways of asking a spaCy pipeline must give what it gives by itself."""

from pathlib import Path

import pytest

from tidings import load
from tidings.reading.entities import Entities
from tidings.reading.parser import DEFAULT_MODEL, PLAIN, _loaded
from tidings.reading.quick import quickened

EXAMPLES = Path(__file__).parent.parent / "examples"
ODD = [
    "I'm gonna say it: they ain't ready, y'all. Let's go, c'm on, you've gotta see.",
    "  Two   spaces,\ttabs \n and lines.  ",
    "He did not do what it does; nothin' is what there is, and so it 's.",
    "Which one? That which was, but for these, is the one that they'd have.",
    "…",
    " ",
    "word " * 300,
    "The A.B.C. of 1,200 U.S. dollars (12%) on 3 May at 5 p.m. in the Hague, Ms. O'Neill's.",
]


def told(doc):
    words = [
        (w.text, w.tag_, w.pos_, str(w.morph), w.lemma_, w.dep_, w.head.i, w.ent_type_, w.ent_iob_, w.is_sent_start)
        for w in doc
    ]
    return words, [(e.start, e.end, e.label_) for e in doc.ents]


@pytest.mark.parametrize("together", [1, 7, 1000])
def test_the_same_words_as_by_itself(together):
    texts = [
        line.translate(PLAIN)
        for report in load([EXAMPLES]).reports
        for line in report.text.split("\n")[: 12 if together == 1 else None]
    ] + ODD
    wanted = [told(doc) for doc in _loaded(DEFAULT_MODEL).pipe(texts)]
    read = quickened(_loaded(DEFAULT_MODEL))
    found = [told(doc) for at in range(0, len(texts), together) for doc in read(texts[at : at + together])]
    assert sum(len(words) for words, _ in wanted) > 600
    assert found == wanted


def test_rules_of_users_models_keep_their_order():
    """A later rule has precedence, whichever way it is looked up."""
    model = _loaded(DEFAULT_MODEL)
    ruler = model.get_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "zorg"}]], {"POS": "VERB"})
    ruler.add([[{"LOWER": {"REGEX": "^zor"}}]], {"POS": "NOUN"})
    ruler.add([[{"LOWER": {"IN": ["zorg", "zarg"]}}]], {"POS": "ADJ"})
    ruler.add(
        [[{"TAG": {"NOT_IN": ["XX"]}, "LOWER": "zurg"}], [{"LOWER": "zorg"}, {"LOWER": "zorg"}]], {"POS": "INTJ"}, 0
    )
    doc = next(quickened(model)(["zorg zorg zarg zurg zora"]))
    assert [w.pos_ for w in doc] == ["INTJ", "ADJ", "ADJ", "INTJ", "NOUN"]


def test_entities_found_before_are_kept():
    """As a pipeline with rules for names has them; other texts of the same lot are read as ever."""

    def ruled():
        model = _loaded(DEFAULT_MODEL)
        ruler = model.add_pipe("entity_ruler", before="ner")
        ruler.add_patterns([{"label": "ORG", "pattern": "Kenya"}])
        return model

    texts = ["Kenya condemned Chad on Monday.", "Officials of Chad met Angela Merkel in Berlin on 3 May."]
    wanted = [told(doc) for doc in ruled().pipe(texts)]
    assert [told(doc) for doc in quickened(ruled())(texts)] == wanted
    assert wanted[0][1][0] == (0, 1, "ORG")


def test_a_recogniser_of_another_build_is_left_to_itself():
    model = _loaded(DEFAULT_MODEL)
    recogniser = model.get_pipe("ner")
    assert Entities.fit(recogniser)
    recogniser.model.attrs["unseen_classes"] = {3}
    assert not Entities.fit(recogniser)


def test_nothing_to_read():
    read = quickened(_loaded(DEFAULT_MODEL))
    assert list(read([])) == []
    assert [len(doc) for doc in read([""])] == [0]
