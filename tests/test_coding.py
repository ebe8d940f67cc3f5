"""Who does what to whom, where and when: sentences with the ends a careful reader would mark."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import pytest

from tidings.clean import clean
from tidings.codebook import Label, Pair
from tidings.coding import code
from tidings.coding.circumstances import Circumstances
from tidings.coding.options import Finder
from tidings.coding.ranking import candidates, features
from tidings.ingest import report_from_text
from tidings.reading import read
from tidings.records import EventMention, Reading

# (sentence, event word, actor's head, recipient's head); None where nobody is named on that side
ENDS = [
    ("Iran shelled the Iraqi port on Sunday.", "shelled", "Iran", "port"),
    # passives
    ("The editor was arrested by Turkish police in Izmir.", "arrested", "police", "editor"),
    ("Three activists were jailed on Tuesday.", "jailed", None, "activists"),
    # a list of verbs shares its subject
    ("Chad condemned Sudan, recalled its envoy and accused Libya of arming rebels.", "accused", "Chad", "Libya"),
    # control: who is urged is the one to act, who urges is the actor of the urging
    ("Kenya urged Uganda to withdraw its troops.", "urged", "Kenya", "Uganda"),
    # relative and participial clauses
    ("Gunmen who attacked a Nigerian convoy fled.", "attacked", "Gunmen", "convoy"),
    ("Peru expelled the envoy accused of helping smugglers.", "expelled", "Peru", "envoy"),
    # light verbs: the other side is inside the object
    ("Japan imposed sanctions on North Korea.", "sanctions", "Japan", "Korea"),
    ("Egypt issued an ultimatum to Ethiopia.", "issued", "Egypt", "Ethiopia"),
    ("Turkey launched strikes on Kurdish fighters.", "launched", "Turkey", "fighters"),
    # the other side is a possessor
    ("Poland criticized Hungary's decision.", "criticized", "Poland", "Hungary"),
    # prepositions
    ("Oman held talks with Qatar in Muscat.", "held", "Oman", "Qatar"),
    ("Thousands of students protested against the government in Tirana.", "protested", "Thousands", "government"),
    ("Norway will send tents to Nepal.", "send", "Norway", "Nepal"),
    # both sides in the subject
    ("Ghana and Togo signed a border treaty.", "signed", "Ghana", "Togo"),
    # pronouns stand for their names
    ("Israel said it will not release the prisoners.", "release", "it", "prisoners"),
    # adjectives of willingness
    ("Vietnam is willing to help Laos.", "help", "Vietnam", "Laos"),
    # event nouns
    ("The Russian invasion of Georgia shocked Europe.", "invasion", "Russian", "Georgia"),
    ("The visit of Angela Merkel to Ankara was short.", "visit", "Merkel", "Ankara"),
    ("Talks between Serbia and Kosovo collapsed.", "Talks", "Serbia", "Kosovo"),
    ("Officials feared sanctions imposed by Canada on Belarus.", "sanctions", "Canada", "Belarus"),
    # what a verb of receiving says comes from somebody
    ("The Peruvian government drew criticism from farmers on Sunday.", "drew", "farmers", "government"),
    # two sides after 'between', on a verb and on a noun
    ("Fighting between Kurdish rebels and Turkish soldiers killed ten people.", "Fighting", "rebels", "soldiers"),
    # who is called on is the one to act, behind a preposition too
    ("Kenya called on Uganda to expel the envoy.", "expel", "Uganda", "envoy"),
    ("Unions called on Friday for Chad to expel the envoy.", "expel", "Chad", "envoy"),
    ("Ruto tweeted to Uganda to expel the envoy.", "tweeted", "Ruto", "Uganda"),
    # who judges a deed is against its doer, who is named before it, and does not do it
    ("Kenya condemned American strikes on Chad.", "condemned", "Kenya", "American"),
    ("Kenya condemned western sanctions against Chad.", "sanctions", "western", "Chad"),
    ("Kenya condemned Israel's strikes on Iran.", "condemned", "Kenya", "Israel"),
    # 'asked if' in front of its clause is done to the subject, not by it
    ("Asked by Kenya if Chad would help, Uganda left.", "Asked", "Kenya", "Uganda"),
    # who is accused of an act is its doer; where and on what something is said is no side
    ("Police arrested two officers accused of bombing Kenyan farmers.", "bombing", "officers", "farmers"),
    ("William Ruto attacked Chad on Twitter.", "attacked", "Ruto", "Chad"),
    # 'we' where saying it does it, and not elsewhere
    ('"We condemn Chad for this," said William Ruto.', "condemn", "We", "Chad"),
    # 'I' in somebody's words
    ('"I condemned Chad at once," said William Ruto.', "condemned", "I", "Chad"),
]  # fmt: skip


def read_plain(text: str) -> Reading:
    report = report_from_text(text)
    return read(report, clean(report))


@pytest.mark.parametrize(("text", "word", "actor", "recipient"), ENDS, ids=[e[0][:50] for e in ENDS])
def test_the_likeliest_ends_of_an_event_word(text: str, word: str, actor: str | None, recipient: str | None) -> None:
    reading = read_plain(text)
    tokens = reading.parse.tokens
    found = [o for o, _ in candidates(reading) if tokens[o.trigger].text == word]
    assert found, [tokens[o.trigger].text for o, _ in candidates(reading)]
    ends = tuple(None if i is None else tokens[i].text for i in (found[0].actor, found[0].recipient))
    assert ends == (actor, recipient)


def test_no_option_has_a_time_at_an_end() -> None:
    finder = Finder(read_plain("France met Spain on Monday and left Italy in May."))
    ends = {i for t in finder.triggers() for o in finder.options(t) for i in (o.actor, o.recipient) if i is not None}
    assert not {finder.parse.tokens[i].text for i in ends} & {"Monday", "May"}


def test_features_say_what_they_count() -> None:
    finder = Finder(read_plain("Iran shelled Basra."))
    trigger = next(finder.triggers())
    names = set(features(finder, finder.options(trigger)[0], 0))
    assert {"rp=dobj", "ap=nsubj", "tl=shell"} <= names


class Always:
    """A classifier that calls everything an assault, so that only what surrounds the type is tested."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        label = Label(type="ASSAULT", confidence=1.0, mode=None, status="happened", status_confidence=1.0, scores=())
        return tuple(label for _ in pairs)


def coded(text: str, word: str, published: str | None = "2024-05-10") -> EventMention:
    day = dt.date.fromisoformat(published) if published else None
    report = report_from_text(text, published=day)
    found = code(report, read(report, clean(report)), classifier=Always())
    return next(m for m in found if m.trigger.quote(report.text) == word)


WHEN = [
    ("Sudan attacked Chad on Monday.", "attacked", "2024-05-06"),
    # the time of the other clause is not taken
    ("Sudan attacked Chad after Libya had armed rebels in 2019.", "attacked", None),
    ("The mayor, who ruled Lagos from 2000 to 2006, attacked Chad.", "attacked", None),
    # a participle shares the time of its verb
    ("Sudan attacked Chad, killing two soldiers, in 2012.", "attacked", "2012-01-01"),
    ("Sudan attacked Chad in a raid reported on Monday.", "attacked", "2024-05-06"),
    # an act that another precedes or follows has another time
    ("Sudan threatened Chad on Monday, two days before the attack on Libya.", "attack", None),
    ("Sudan attacked Libya on Sunday before invading Chad for raids on Kenya.", "raids", None),
    # an act to come is not on the day on which it is asked for, or told of
    ("William Ruto said on Wednesday that he would attack Chad.", "attack", None),
    ("Aid groups urged Sudan on Monday to attack Chad.", "attack", None),
    ("Sudan will attack Chad on Sunday.", "attack", "2024-05-12"),
    # a noun that comes alone tells when the act was
    ("Sudan attacked Chad. The attack on Tuesday killed ten people.", "attack", "2024-05-07"),
    ("Sudan attacked Chad. Another attack on Tuesday killed ten people.", "attacked", None),
    # a participle without a subject goes with its verb, and its own deed does not
    ("Kenya spoke on Monday, accusing Chad of arming rebels.", "accusing", "2024-05-06"),
    ("Chad is accused of arming rebels during the 2016 war.", "accused", None),
    # 'there' is where and when the sentence before puts what it tells
    ("The fair in Lima in May was closed. Kenya will attack Chad there.", "attack", "2024-05-01"),
    # 'also' goes on with what the sentence before tells
    ("On Monday Ruto visited Oslo. Ruto also met Holm.", "met", "2024-05-06"),
    ("On Monday Ruto visited Oslo. Ruto met Holm.", "met", None),
    # what somebody says is said when they say it
    ("William Ruto on Wednesday said he condemned Chad.", "condemned", "2024-05-08"),
]
WHERE = [
    ("Sudan met Chad in Geneva.", "met", "Geneva"),
    ("Sudan invaded Chad.", "invaded", "Chad"),
    ("Sudan attacked bankers. The attack happened in Abéché.", "attack", "Abéché"),
    ("Sudan met Chad in the state of Texas.", "met", "Texas"),
    ("The fair in Lima was closed. Sudan met Libya there.", "met", "Lima"),
    ("Voters in Texas left. Sudan met Chad in the state.", "met", "Texas"),
    ("Sudan met Libya in Dallas. Sudan attacked bankers in another city.", "attacked", None),
    # a place that only describes somebody is not where it happened
    ("The mayor of Paris attacked bankers.", "attacked", None),
]


@pytest.mark.parametrize(("text", "word", "day"), WHEN)
def test_the_time_of_an_event_is_that_of_its_clause(text: str, word: str, day: str | None) -> None:
    when = coded(text, word).when
    assert (when and str(when.earliest)) == day


@pytest.mark.parametrize(("text", "word", "name"), WHERE)
def test_the_place_of_an_event_is_one_its_words_name(text: str, word: str, name: str | None) -> None:
    where = coded(text, word).where
    assert (where and where.name) == name


def test_people_are_no_place() -> None:
    reading = read_plain("Peru called in Turkey's envoy. Police were in Chad's capital.")
    assert [place.name for place, _ in Circumstances(reading).put(moving=False)] == ["Chad"]


def test_a_present_form_with_a_date_to_come_is_a_plan() -> None:
    assert coded("Sudan is meeting Chad in Geneva on May 15.", "meeting").status == "planned"
    assert coded("Sudan is meeting Chad in Geneva on May 15.", "meeting", published=None).status == "planned"


def test_no_publication_date_is_invented_for_an_event() -> None:
    assert coded("Sudan attacked Chad.", "attacked").when is None


OWNED = [
    # whose plan, beside the word and where it comes alone
    ("Kenya attacked Uganda's plan.", "attacked", ["Uganda"]),
    ("Uganda presented a plan in May. Kenya attacked the plan at once.", "attacked", ["Uganda"]),
    ("Ohio and Texas filed a lawsuit in May. The governor attacked the lawsuit.", "attacked", ["Ohio", "Texas"]),
    ("Kenya attacked the claims in Uganda's report.", "attacked", ["Uganda"]),
    # an adjective before a deed says whose it is
    ("Kenya attacked the American plan.", "attacked", ["United States"]),
    ("Kenya attacked Western sanctions.", "attacked", ["the West"]),
    # another plan is nobody's yet, and no thing but words and deeds is followed to its owner
    ("Uganda presented a plan in May. Kenya attacked another plan.", "attacked", ["plan"]),
    ("Uganda's bridge is old. Kenya attacked the bridge.", "attacked", ["bridge"]),
]


@pytest.mark.parametrize(("text", "word", "recipients"), OWNED)
def test_an_act_on_a_plan_is_on_the_one_whose_plan_it_is(text: str, word: str, recipients: list[str]) -> None:
    assert [p.actor.name for p in coded(text, word).recipients] == recipients


def test_a_noun_that_comes_alone_has_the_sides_of_the_event_it_means() -> None:
    echo = coded("Sudan attacked Chad. The attack on Tuesday was brief, Mahamat Idriss said.", "attack")
    assert [p.actor.name for p in (*echo.actors, *echo.recipients)] == ["Sudan", "Chad"]
    assert echo.attribution.speaker == "Mahamat Idriss"


@pytest.mark.parametrize(
    ("words", "speakers"),
    [("We condemn Chad for this", ["William Ruto"]), ("We attacked Chad for this", [])],
)
def test_we_are_the_speaker_where_saying_it_does_it(words: str, speakers: list[str]) -> None:
    reading = read_plain(f'"{words}," said William Ruto.')
    assert [a.name for m in reading.actors if m.head == 1 for a in m.actors] == speakers


def test_each_verb_of_a_list_is_quoted_with_its_own_words() -> None:
    text = "Kenya attacked Chad on Monday, besieged Sudan and shelled Libya."
    mention = coded(text, "shelled")
    assert mention.span.quote(text) == "shelled Libya"
    assert [p.actor.name for p in mention.actors] == ["Kenya"]


def test_an_order_in_quotation_marks_is_not_done_by_the_speaker() -> None:
    report = report_from_text('"Leave the country," Edgar Lungu told Zambian miners.')
    found = code(report, read(report, clean(report)), classifier=Always())
    assert "Edgar Lungu" not in [p.actor.name for m in found if m.trigger.start == 1 for p in m.actors]


def test_both_sign_what_both_see_signed() -> None:
    reading = read_plain(
        "President Xi Jinping met President William Ruto. The two presidents oversaw the signing of an agreement."
    )
    trigger = next(t for t in reading.parse.tokens if t.text == "agreement")
    assert any(o.reciprocal and o.actor_path == "carrier" for o in Finder(reading).options(trigger))


def test_what_somebody_says_of_their_own_act_is_told_once() -> None:
    report = report_from_text("William Ruto said he attacked Chad.")
    found = code(report, read(report, clean(report)), classifier=Always())
    assert [m.trigger.quote(report.text) for m in found] == ["attacked"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The leaked files showed that Kenyan officers beat a Somali trader.", "beat"),
        ("Investigators revealed that Peru had bombed Chile.", "bombed"),
    ],
)
def test_an_act_is_not_told_by_the_word_that_says_it_is_so(text: str, word: str) -> None:
    report = report_from_text(text)
    found = code(report, read(report, clean(report)), classifier=Always())
    assert [m.trigger.quote(text) for m in found] == [word]


ONCE = [
    # the same act by the verb of saying over it
    ("The White House said Kenya condemned Chad.", ["condemned"]),
    # but who speaks for the doer does it too
    ("Kenya's prime minister said Kenya condemned Chad.", ["said", "condemned"]),
    # and by the participle that goes on about it
    ("Kenya condemned Chad, saying it had armed rebels.", ["condemned"]),
    # two verbs in a row are two acts
    ("Kenya condemned Chad and accused Chad of fraud.", ["condemned", "accused"]),
]


@pytest.mark.parametrize(("text", "words"), ONCE)
def test_one_act_of_a_sentence_is_told_once(text: str, words: list[str]) -> None:
    report = report_from_text(text)
    found = code(report, read(report, clean(report)), classifier=Accuses())
    told = [m.trigger.quote(text) for m in found if "Chad" in [p.actor.name for p in m.recipients]]
    assert told == words


class RejectsTogether(Always):
    """Sees a refusal where a third is refused, and little where two would refuse each other."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        return tuple(
            dataclasses.replace(label, type="REJECT", confidence=sure, scores=(("REJECT", sure), ("NONE", 1.0 - sure)))
            for pair, label in zip(pairs, super().classify(pairs), strict=True)
            for sure in [0.9 if pair.recipient and "treaty" in pair.sentence[slice(*pair.recipient)] else 0.05]
        )


def test_what_two_do_together_to_a_third_is_done_by_both() -> None:
    text = "Moscow and Beijing rejected the treaty."
    report = report_from_text(text)
    found = code(report, read(report, clean(report)), classifier=RejectsTogether())
    mention = next(m for m in found if m.trigger.quote(text) == "rejected")
    assert [p.actor.name for p in mention.actors] == ["Russia", "China"]
    assert [p.actor.name for p in mention.recipients] == ["treaty"]


class Rejects(Always):
    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        return tuple(dataclasses.replace(label, type="REJECT") for label in super().classify(pairs))


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Kenya will not pay Chad.", "pay", "happened"),
        ("Kenya rejected Chad's plan.", "rejected", "happened"),
        ("Kenya did not reject Chad's plan.", "reject", "denied"),
    ],
)
def test_what_somebody_will_not_do_is_a_refusal_that_happened(text: str, word: str, status: str) -> None:
    report = report_from_text(text)
    found = code(report, read(report, clean(report)), classifier=Rejects())
    assert [m.status for m in found if m.trigger.quote(text) == word] == [status]


class Accuses(Always):
    """A classifier that calls everything an accusation, which is told on the day of the news."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        return tuple(dataclasses.replace(label, type="ACCUSE") for label in super().classify(pairs))


NEWS_DAYS = [
    # published on a Friday: the first sentence that names a day close before names the day of the news
    ("The envoy left on Wednesday. Kenya condemned Chad.", "2024-05-08"),
    ("The envoy left on Thursday after talks on Wednesday. Kenya condemned Chad.", "2024-05-09"),
    ("The envoy left on Wednesday. Talks begin on Thursday. Kenya condemned Chad.", "2024-05-08"),
    # what is done may be of another day
    ("The envoy left on Wednesday. Kenya harmed Chad.", None),
    # no day, one long past, a perfect, and words in quotation marks tell of no day
    ("The envoy left. Kenya condemned Chad.", None),
    ("The envoy left in April. Kenya condemned Chad.", None),
    ("The envoy left on Wednesday. Kenya has condemned Chad.", None),
    ('The envoy left on Wednesday. "Kenya condemned Chad," Ana Ruiz said.', None),
]


@pytest.mark.parametrize(("text", "day"), NEWS_DAYS)
def test_undated_speech_takes_the_day_of_the_news(text: str, day: str | None) -> None:
    report = report_from_text(text, published=dt.date(2024, 5, 10))
    found = code(report, read(report, clean(report)), classifier=Accuses())
    when = next(m for m in found if m.trigger.quote(text) in ("condemned", "harmed")).when
    assert (when and str(when.earliest)) == day


class Tells(Accuses):
    """A classifier that calls raids an assault and the rest an accusation."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        kinds = ("ASSAULT" if "raided" in p.sentence else "ACCUSE" for p in pairs)
        return tuple(dataclasses.replace(a, type=k) for a, k in zip(super().classify(pairs), kinds, strict=True))


@pytest.mark.parametrize(
    "opening",
    [
        "Sudan raided Chad on Thursday night.",
        "Sudan raided Chad late on Thursday.",
        "Sudan raided Chad on Thursday evening.",
        # nor on the day before it
        "Sudan raided Chad on Thursday night. On Wednesday Lagos was calm.",
    ],
)
def test_nobody_answers_in_the_night_of_a_deed(opening: str) -> None:
    report = report_from_text(f"{opening}\n\nKenya condemned Sudan.", published=dt.date(2024, 5, 10))
    found = code(report, read(report, clean(report)), classifier=Tells())
    told = {m.trigger.quote(report.text): m.when for m in found}
    assert told["raided"] is not None
    assert told["condemned"] is None


ATTRIBUTED = [
    ("A Chadian official said Sudan attacked Chad on Monday.", "attacked", "unnamed", "official"),
    ("Sudan attacked Chad, President Mahamat Deby said.", "attacked", "named", "Deby"),
    # a relative pronoun is whom it stands for
    ("Mahamat Deby, who said Sudan attacked Chad, left.", "attacked", "named", "Deby"),
    ("Sudan attacked Chad.", "attacked", "outlet", ""),
    # whoever plans it is its actor, not its source
    ("Sudan plans to attack Chad, a diplomat said.", "attack", "unnamed", "diplomat"),
]


@pytest.mark.parametrize(("text", "word", "kind", "speaker"), ATTRIBUTED)
def test_who_says_so(text: str, word: str, kind: str, speaker: str) -> None:
    attribution = coded(text, word).attribution
    assert attribution.kind == kind
    assert speaker in (attribution.speaker or "")


class Talks(Accuses):
    """A classifier that takes everything for talks."""

    def classify(self, pairs: Sequence[Pair]) -> tuple[Label, ...]:
        return tuple(dataclasses.replace(a, type="CONSULT") for a in super().classify(pairs))


@pytest.mark.parametrize(("text", "found"), [("Kenya spoke with Chad.", 1), ("Kenya commented on Chad.", 0)])
def test_to_speak_with_somebody_is_an_act(text: str, found: int) -> None:
    report = report_from_text(text, published=dt.date(2024, 5, 10))
    assert len(code(report, read(report, clean(report)), classifier=Talks())) == found
