"""Letters in the outbox, and the mail server they leave through."""

import pytest

from tests.notices.server import Post, running
from thidua.shared import outbox
from thidua.shared.letters import LetterKind, Subject, register
from thidua.shared.models import Letter

KIND = register(LetterKind("tests.any", "Loại thử", "Thử"))


@pytest.fixture
def post(settings):
    """A plain server; what it took stands in ``post.taken``."""
    post = Post()
    with running(post, settings):
        yield post


@pytest.fixture
def write(province):
    """``write("a@x.vn", …)``: one letter for each address, oldest first, of ``kind``."""
    users = iter([province.ha_long.officer, province.ha_long.clerk, province.ha_long.head, province.cam_pha.officer])

    def queued(*addresses, subject="Mời họp", body="Nội dung", kind=KIND, at=None, by=None):
        letters = []
        for address in addresses:
            user = next(users)
            user.email = address
            user.save(update_fields=["email"])
            by = by or province.root.officer
            outbox.queue([user], Subject.of(subject, kind, user), body, by=by, at=at or province.at)
            letters.append(Letter.objects.latest("pk"))
        return letters if len(letters) > 1 else letters[0]

    return queued


def fresh(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)
