"""Pages run under a strict content security policy: nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "outside address": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I),
    "turned-off escaping": re.compile(r"\|\s*safe\b|autoescape\s+off", re.I),
}


def test_the_walk_sees_templates():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_template_is_clean(template):
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", template.read_text(), flags=re.S)
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []
