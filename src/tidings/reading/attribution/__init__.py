"""Who says what in a report: `find_quotations`."""

from .find import find_quotations

__all__ = ["find_quotations"]
