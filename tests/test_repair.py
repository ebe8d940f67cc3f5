"""The parser's slips, made by hand on its own parse, and mended."""

from __future__ import annotations

from dataclasses import replace

from tidings.reading.parser import parse
from tidings.reading.repair import repair
from tidings.records import Parse, Token


def with_slip(text: str, word: str, **slip: str) -> Parse:
    """The parse of a text in which one word has other labels than the parser gave it."""
    parsed = parse(text)
    return replace(parsed, tokens=tuple(replace(t, **slip) if t.text == word else t for t in parsed.tokens))


def dep(parsed: Parse, word: str) -> tuple[str, str]:
    token: Token = next(t for t in parsed.tokens if t.text == word)
    return token.dep, parsed.tokens[token.head].text


def test_a_list_goes_on_after_a_bracket() -> None:
    text = "Ann Lee (R-Ohio), Jan Kot (D-Utah) and ten others left."
    slip = with_slip(text, "Kot", dep="appos")
    assert dep(repair(slip, text), "Kot") == ("conj", "Lee")


def test_a_name_beside_another_stays_beside_it() -> None:
    text = "Ann Lee (R-Ohio), a senator, left."
    parsed = parse(text)
    assert dep(repair(parsed, text), "senator") == dep(parsed, "senator")


def test_a_surname_that_looks_like_a_verb_is_a_name() -> None:
    text = "Ana Keating left. Keating, a senator, blamed Kim Lee for it."
    again = next(t.i for t in parse(text).tokens if t.text == "Keating" and t.start > 10)
    tokens = [
        replace(t, pos="VERB", tag="VBG", dep="ROOT", head=t.i) if t.i == again
        else replace(t, dep="conj", head=again) if t.text == "blamed"
        else t
        for t in parse(text).tokens
    ]  # fmt: skip
    slip = replace(parse(text), tokens=tuple(tokens))
    mended = repair(slip, text)
    assert mended.tokens[again].pos == "PROPN"
    assert mended.tokens[mended.tokens[again].head].text == "blamed"


def test_them_before_a_plural_is_those() -> None:
    text = "China condemns them western sanctions as illegal."
    assert dep(parse(text), "them") == ("det", "sanctions")


def test_verbs_of_giving_keep_both_objects() -> None:
    text = "China sent them new masks."
    assert dep(parse(text), "them") == ("dative", "sent")


def test_a_deed_that_somebody_is_accused_of_has_its_object() -> None:
    text = "He is accused of hacking emails."
    slip = with_slip(text, "hacking", dep="amod")
    tokens = {t.text: t for t in slip.tokens}
    slip = replace(
        slip,
        tokens=tuple(
            replace(t, head=tokens["emails"].i) if t.text == "hacking"
            else replace(t, dep="pobj", head=tokens["of"].i) if t.text == "emails"
            else t
            for t in slip.tokens
        ),
    )  # fmt: skip
    mended = repair(slip, text)
    assert (dep(mended, "hacking"), dep(mended, "emails")) == (("pcomp", "of"), ("dobj", "hacking"))


def test_a_past_form_without_a_subject_in_front_is_a_participle() -> None:
    parsed = parse("But asked if he would go, Mr. Lee declined.")
    assert next(t.tag for t in parsed.tokens if t.text == "asked") == "VBN"


def test_a_participle_joined_to_a_finite_verb_is_finite() -> None:
    parsed = parse("In Lima, relatives of the sailors protested outside the foreign ministry and called for talks.")
    tokens = {t.text: t for t in parsed.tokens}
    assert tokens["protested"].tag == "VBD"
    assert [t.text for t in parsed.children(tokens["protested"].i, "nsubj", "prep")] == ["In", "relatives", "outside"]
    assert parsed.tokens[tokens["called"].head].text == "protested"


def test_a_subject_after_a_clause_is_no_other_name_of_its_object() -> None:
    text = "Before Kenya attacked Chad, the mayor of Lima left."
    parsed = parse(text)
    tokens = {t.text: t for t in parsed.tokens}
    slip = replace(
        parsed,
        tokens=tuple(replace(t, dep="appos", head=tokens["Chad"].i) if t.text == "mayor" else t for t in parsed.tokens),
    )
    assert dep(repair(slip, text), "mayor") == ("nsubj", "left")


def test_a_list_in_a_clause_in_front_stays_a_list() -> None:
    text = "After Kenya attacked Chad, Mali and Niger, the mayor left."
    parsed = parse(text)
    assert dep(repair(parsed, text), "Mali") == dep(parsed, "Mali")


def test_what_stands_before_a_colon_is_not_said_by_the_verb_after_it() -> None:
    text = "It backs Oslo on most points: it rejects the plan."
    parsed = parse(text)
    tokens = {t.text: t for t in parsed.tokens}
    slip = replace(
        parsed,
        tokens=tuple(
            replace(t, dep="ccomp", head=tokens["rejects"].i) if t.text == "backs" else t for t in parsed.tokens
        ),
    )
    assert dep(repair(slip, text), "backs") == ("parataxis", "rejects")


def test_blank_tokens_that_the_parser_makes_governors_end_the_search_for_a_head() -> None:
    for text in (
        " aU \n –.  arxSér.P-(ZPé(Zs',aSaSé",
        "-a–a,U Pe.\n\n .\n .,Z’,r UT-PS– T'(U-é,’T–-'r ,sa' rU'ia(.aéUsixsasT",
    ):
        parsed = parse(text)
        assert parsed.tokens
        assert all(0 <= t.head < len(parsed.tokens) for t in parsed.tokens)


def test_what_stands_behind_a_relative_clause_is_the_main_verb() -> None:
    text = "The state, which says aid costs it $2 billion a year, offered on Sunday to hold talks."
    assert dep(parse(text), "offered") == ("ROOT", "offered")
    assert dep(parse(text), "state") == ("nsubj", "offered")


def test_a_noun_with_a_relative_clause_and_a_participle_is_left() -> None:
    text = "The man, who has not been named, held in Lima by police."
    parsed = parse(text)
    assert repair(parsed, text) is parsed


def test_who_says_something_and_blames_somebody_does_both() -> None:
    text = "He said the troops would be sent home, and blamed Iran for the attack."
    assert dep(parse(text), "blamed") == ("conj", "said")
    text = "Ana Keating said her party would challenge the deal in court and called on Lee to resign."
    assert dep(parse(text), "called") == ("conj", "said")
    text = "Aides said he would resign and leave the country."
    assert dep(parse(text), "leave") == ("conj", "resign")


def test_what_is_done_twice_is_done_by_one() -> None:
    text = "Lee said the bridge would be closed and flooded by rebels."
    assert dep(parse(text), "flooded") == ("conj", "closed")


def test_a_participle_with_a_subject_is_the_past_tense() -> None:
    text = "Iran offered to help after shells killed two men in Iraq."
    slip = with_slip(text, "killed", tag="VBN")
    assert next(t.tag for t in repair(slip, text).tokens if t.text == "killed") == "VBD"


def test_the_stop_of_a_shortened_word_is_no_name() -> None:
    text = "The council hired Thomas Keel Sr., vice president of the Marlow Group, for the search."
    parsed = parse(text)
    stops = [t for t in parsed.tokens if t.text == "."]
    assert [t.pos for t in stops] == ["PUNCT"] * len(stops)
    assert dep(parsed, "president") == ("appos", next(t.text for t in parsed.tokens if t.text.startswith("Sr")))
    split = with_slip(text, ".", pos="PROPN", tag="NNP", dep="dobj")
    assert all(t.pos == "PUNCT" for t in repair(split, text).tokens if t.text == "." and t.end < len(text))


def test_a_name_that_hangs_on_its_own_stop_takes_its_place() -> None:
    text = "The council hired Thomas Keel Sr., vice president of the Marlow Group, for the search."
    parsed = parse(text)
    at = {t.text: t.i for t in reversed(parsed.tokens)}
    stop, name = parsed.tokens[at["."]], parsed.tokens[at["."] - 1]
    over = name.head
    slip = {
        stop.i: replace(stop, pos="PROPN", tag="NNP", dep="dobj", head=over),
        at["Keel"]: replace(parsed.tokens[at["Keel"]], dep="compound", head=stop.i),
        name.i: replace(name, dep="dep", head=at["Keel"]),
        at["president"]: replace(parsed.tokens[at["president"]], dep="appos", head=stop.i),
    }
    mended = repair(replace(parsed, tokens=tuple(slip.get(t.i, t) for t in parsed.tokens)), text)
    assert mended.tokens[at["Keel"]].head == over
    assert mended.tokens[at["president"]].head == name.i
    for token in mended.tokens:
        path = [token.i]
        while mended.tokens[path[-1]].head != path[-1]:
            path.append(mended.tokens[path[-1]].head)
            assert len(path) <= len(mended.tokens), "heads in a ring"
