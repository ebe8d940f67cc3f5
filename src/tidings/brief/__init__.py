"""What people see of a `records.Brief`: terminal, page and Markdown as strings, JSON as a dict."""

from __future__ import annotations

from .html import html
from .json import json_schema, json_text, to_json
from .markdown import markdown
from .terminal import terminal

__all__ = ["html", "json_schema", "json_text", "markdown", "terminal", "to_json"]
