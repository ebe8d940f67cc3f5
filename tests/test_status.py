"""Is an event told as happened, ongoing, planned, possible, denied or cancelled? The event word stands in brackets."""

from __future__ import annotations

import pytest

from tidings.coding.status import status_of
from tidings.reading.parser import parse

CASES = [
    ("The envoy went on to [accuse] Chad.", "happened"),
    ("The rebels managed to [seize] the port.", "happened"),
    ("The envoy could not resist [accusing] Chad.", "happened"),
    ("The rebels did not hesitate to [seize] the port.", "happened"),
    ("The rebels could not [seize] the port.", "denied"),
    ("The firm tried to avoid losses from [selling] arms to Chad.", "happened"),
    ("The firm tried to keep from [selling] arms to Chad.", "possible"),
    ("The rebels did not manage to [seize] the port.", "denied"),
    ("Russia [invaded] Ukraine in February.", "happened"),
    ("Germany [criticised] neither side.", "denied"),
    ("Kenya [launched] no strikes on Chad.", "denied"),
    ("The minister was [arrested] by the army.", "happened"),
    ("Troops have [entered] the town.", "happened"),
    ("The president [visited] Ghana last week.", "happened"),
    ("Rebels are [shelling] the port.", "ongoing"),
    ("Police have been [searching] the offices.", "ongoing"),
    ("The two leaders will [meet] in Doha.", "planned"),
    ("The army is to [withdraw] its tanks.", "planned"),
    ("The envoy plans to [visit] Khartoum.", "planned"),
    ("Kenya intends to [send] 200 officers.", "planned"),
    ("The ministers are scheduled to [meet] on Friday.", "planned"),
    ("The prince is expected to [visit] Oman.", "planned"),
    ("Norway has agreed to [train] the pilots.", "planned"),
    ("He said the navy would [send] a frigate.", "planned"),
    ("The talks are due to [resume] in Cairo.", "planned"),
    ("Officials are preparing for a [visit] to Tirana.", "planned"),
    ("Peru to [expel] the ambassador.", "planned"),
    ("The planned [visit] to Lima drew criticism.", "planned"),
    ("The council will hold [talks] with the rebels.", "planned"),
    ("The court may [free] the editor.", "possible"),
    ("The union could [strike] next month.", "possible"),
    ("If the army [attacks] the town, thousands will flee.", "possible"),
    ("The group threatened to [bomb] the pipeline.", "possible"),
    ("Chad urged Sudan to [release] the pilots.", "possible"),
    ("The mayor wants to [ban] the march.", "possible"),
    ("Analysts fear an [attack] on the dam.", "possible"),
    ("There is a risk of [war] between the two.", "possible"),
    ("The possibility of an [alliance] was raised.", "possible"),
    ("The general asked the king to [pardon] the officers.", "possible"),
    ("The soldiers did not [fire] on the crowd.", "denied"),
    ("The minister never [met] the banker.", "denied"),
    ("Moscow denied that it had [shelled] the village.", "denied"),
    ("The army denied [bombing] the market.", "denied"),
    ("The bank failed to [pay] the miners.", "denied"),
    ("The rebels left without [signing] the accord.", "denied"),
    ("No [attack] took place, the governor said.", "denied"),
    ("The premier refused to [meet] the delegation.", "denied"),
    ("The ambassador will not [attend] the summit.", "denied"),
    # a denial of a denial leaves it open
    ("The spokesman did not deny that troops had [crossed] the river.", "possible"),
    ("The minister can't rule out a [blockade].", "possible"),
    ("The president cancelled a [visit] to Warsaw.", "cancelled"),
    ("The [summit] was called off.", "cancelled"),
    ("Senators urged the president to cancel his [meeting] with Iran.", "planned"),
    ("The minister may call off the [talks] with Peru.", "planned"),
    ("The minister will call off the [talks] with Peru.", "cancelled"),
    ("The government postponed the [meeting] with the unions.", "cancelled"),
    # a past participle beside a noun is not under the noun's plan
    ("They broke an agreement [reached] in 1991.", "happened"),
    # a relative clause is not under the verb that governs its noun
    ("The court will hear the officers who [killed] the students.", "happened"),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_status_as_told(marked: str, expected: str) -> None:
    at = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    parsed = parse(text)
    trigger = next(t for t in parsed.tokens if t.start == at)
    assert status_of(parsed, trigger.i) == expected
