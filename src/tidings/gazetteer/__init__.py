"""Countries, organisations, seats of government and places as data, each table read on first use.

Built from GeoNames and other open data by scripts/make_gazetteer.py; sources and licences stand in NOTICE.
"""

from tidings.gazetteer.countries import (
    countries,
    country,
    country_by_demonym,
    country_by_name,
    government_seat,
)
from tidings.gazetteer.lookup import places, state_by_abbreviation
from tidings.gazetteer.model import Country, GazetteerPlace, GovernmentSeat, Organisation
from tidings.gazetteer.organisations import Extra, load_extra, organisation, organisations

__all__ = [
    "Country",
    "Extra",
    "GazetteerPlace",
    "GovernmentSeat",
    "Organisation",
    "countries",
    "country",
    "country_by_demonym",
    "country_by_name",
    "government_seat",
    "load_extra",
    "organisation",
    "organisations",
    "places",
    "state_by_abbreviation",
]
