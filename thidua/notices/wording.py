"""A letter as its reader gets it, and addresses as a list shows them."""

from django.conf import settings
from django.urls import reverse

from thidua.shared.letters import kind_of
from thidua.shared.models import Letter

_WHERE = "Mở trên hệ thống"
# The page of what a letter is about, by kind of record; names only, since these packages build on this one.
_PAGES = {
    "conference": "conferences:detail",
    "movement": "movements:detail",
    "pledge": "pledges:detail",
    "registrationsheet": "pledges:registration",
    "scorecard": "scoring:card",
    "nomination": "nominations:detail",
}


def page_about(kind: str, pk: str) -> str:
    """The path of the page of what a letter is about; "" where it is about nothing that has one of its own."""
    return reverse(_PAGES[kind], args=[int(pk)]) if kind in _PAGES and pk.isdecimal() else ""


def text_of(letter: Letter) -> str:
    """The whole plain text that leaves by e-mail. Wants ``letter.to`` and ``letter.dispatch``; no query then."""
    covering = f"{letter.dispatch.covering}\n\n" if letter.dispatch.covering else ""
    page = page_about(letter.dispatch.about_kind, letter.dispatch.about_id)
    here = settings.PUBLIC_URL.rstrip("/")
    foot = [
        f"{settings.AGENCY_NAME} · Hệ thống Thi Đua. Thư gửi tự động, xin không trả lời thư này.",
        f"{_WHERE if page else 'Đọc trên hệ thống'}: {here}{page or reverse('accounts:letters')}",
    ]
    if not kind_of(letter.dispatch.kind).is_legal:
        foot.append(f"Chọn loại thông báo nhận qua thư: {here}{reverse('accounts:letter-choices')}")
    return f"Kính gửi: {letter.to.display_name}\n\n{covering}{letter.body}\n\n-- \n" + "\n".join(foot) + "\n"


def masked(address: str) -> str:
    """``nguyen.an@quangninh.gov.vn`` as ``n***@quangninh.gov.vn``; "" for no address."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}" if at else ("***" if address else "")
