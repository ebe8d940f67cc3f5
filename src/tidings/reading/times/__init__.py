"""English time expressions of news: found, valued (TIMEX3), settled (EDTF and bounds), compared and named."""

from __future__ import annotations

from .comparing import finer, intersects, label, settle
from .datelines import date_of_text
from .finding import find_times, timex3

__all__ = ["date_of_text", "find_times", "finer", "intersects", "label", "settle", "timex3"]
