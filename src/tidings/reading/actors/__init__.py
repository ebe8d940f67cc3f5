"""Who is named in a report: people and their offices, bodies, states, groups, and what pronouns stand for.

`find_actors` reads one parse. It learns the people first (`people`, `titles`, `names`), then resolves each noun phrase
in order: names of bodies (`bodies`), role nouns and groups (`nouns`), pronouns (`pronouns`), with `memory` of what was
named before. Nothing comes from a list of leaders.
"""

from .find import find_actors, same_people
from .names import person_name
from .words import behind_adjective, country_in, region_country, slug, state

__all__ = [
    "behind_adjective",
    "country_in",
    "find_actors",
    "person_name",
    "region_country",
    "same_people",
    "slug",
    "state",
]
