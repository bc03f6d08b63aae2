"""Every drawing a page or a button asks for exists: a missing one leaves a hole where an icon should stand."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWN = set(re.findall(r'<symbol[^>]*\bid="([a-z0-9-]+)"', (ROOT / "static/img/icons.svg").read_text("utf-8")))
# icon="seal", icon="file" if … else "seal", "icon": "seal", {% icon "seal" %}, with icon_name="seal"
ASKED = (
    re.compile(r'\bicon(?:_name)?"?\s*[=:]\s*"([a-z0-9-]+)"(?: if [^\n]*? else "([a-z0-9-]+)")?'),
    re.compile(r'{% icon "([a-z0-9-]+)"'),
)


def test_every_icon_asked_for_is_drawn():
    files = [*(ROOT / "thidua").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    asked = {
        (name, file.relative_to(ROOT).as_posix())
        for file in files
        for pattern in ASKED
        for found in pattern.findall(file.read_text("utf-8"))
        for name in ((found,) if isinstance(found, str) else found)
        if name
    }
    assert len({name for name, _ in asked}) > 30  # the patterns still read the code
    assert sorted((name, file) for name, file in asked if name not in DRAWN) == []
