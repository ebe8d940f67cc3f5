"""Actors across reports: the same one under one id, who holds which office, what a user corrected."""

from __future__ import annotations

from .holdings import Holding, holdings
from .linking import Key, link_actors, relink

__all__ = ["Holding", "Key", "holdings", "link_actors", "relink"]
