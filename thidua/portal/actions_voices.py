"""What readers send (nobody is signed in) and what editors decide about it: comments, polls, messages."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from thidua.portal import emails, permissions
from thidua.portal.models import Article
from thidua.portal.models_voices import Comment, Message, Poll, PollChoice, PollVote
from thidua.portal.queries import PUBLISHED
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

LONGEST, SHORTEST = 3000, 10
# From one address and from everybody together, within an hour.
FROM_ONE, FROM_ALL = 5, 200
VOTES_FROM_ONE = 20
MOST_WAITING = 5_000  # comments nobody has looked at; beyond, a flood is on its way
CHOICES = (2, 10)
LONGEST_POLL = 366  # days
_CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|vn|info|xyz|top|club|shop|online|site)\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?<!\d)(?:\+84|0)(?:[ .-]?\d){9,10}(?!\d)")


def keyed(purpose: str, text: str) -> str:
    """A keyed hash that tells nothing to who has the database only."""
    return salted_hmac(f"thidua.portal.{purpose}", text, algorithm="sha256").hexdigest()


def source_of(address: str, at: datetime) -> str:
    """A mark of an address, the same all day and another one tomorrow; "" for an unknown address."""
    return keyed("source", f"{at.date().isoformat()} {address}") if address else ""


def _check_flood(rows: QuerySet, source: str, at: datetime, limit: int = FROM_ONE) -> None:
    recent = rows.filter(sent_at__gt=at - timedelta(hours=1))
    if source and recent.filter(source=source).count() >= limit:
        raise Denied("Bạn đã gửi nhiều lần trong một giờ. Mời chờ một lúc rồi gửi lại.")
    if recent.count() >= FROM_ALL:
        raise Denied("Đang có quá nhiều ý kiến gửi cùng lúc. Mời quay lại sau.")


def _check_text(text: str) -> None:
    if len(text) < SHORTEST:
        raise Denied("Mời viết rõ nội dung, ít nhất vài từ.")
    if len(text) > LONGEST:
        raise Denied(f"Nội dung dài quá {LONGEST} ký tự. Mời rút gọn.")


def doubts_of(name: str, title: str, text: str) -> list[str]:
    """Why an editor should read twice, in words; never a reason to refuse by itself."""
    whole = f"{name}\n{title}\n{text}"
    found = []
    if links := len(_LINK.findall(whole)):
        found.append(f"có {links} liên kết")
    if _PHONE.search(whole):
        found.append("có số điện thoại")
    letters = [sign for sign in whole if sign.isalpha()]
    if len(letters) > 40 and sum(sign.isupper() for sign in letters) > 0.6 * len(letters):
        found.append("viết hoa gần hết")
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
    if {"LATIN"} < scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
        found.append("có chữ cái của bảng chữ khác trông giống chữ Latinh")
    if "MATHEMATICAL" in scripts or "FULLWIDTH" in scripts:
        found.append("có chữ kiểu lạ thay chữ thường")
    if re.search(r"(.)\1{9,}", text):
        found.append("lặp một ký tự nhiều lần")
    return found


# ── comments ──


@transaction.atomic
def send_comment(
    *, article: Article, name: str, email: str, title: str, text: str, source: str, at: datetime
) -> Comment:
    """A reader's comment, to be decided by an editor before anybody sees it."""
    if article.state != PUBLISHED or not article.takes_comments:
        raise Denied("Bài viết này không nhận ý kiến.")
    name, title, text = nfc(name), nfc(title), nfc_lines(text)
    if not name or not title:
        raise Denied("Mời ghi họ tên và tiêu đề ý kiến.")
    if len(name) > 100 or len(title) > 150 or len(email) > 254:
        raise Denied("Họ tên không quá 100 ký tự, tiêu đề không quá 150 ký tự.")
    _check_text(text)
    _check_flood(Comment.objects.all(), source, at)
    if Comment.objects.filter(state="waiting").count() >= MOST_WAITING:
        raise Denied("Đang có quá nhiều ý kiến chờ duyệt. Mời quay lại sau.")
    if source and Comment.objects.filter(article=article, source=source, text=text).exists():
        raise Denied("Ý kiến này vừa được gửi rồi.")
    comment = Comment.objects.create(
        article=article,
        name=name,
        email=email,
        title=title,
        text=text,
        doubts=doubts_of(name, title, text),
        source=source,
        sent_at=at,
    )
    audit.record("comment_received", article, by=None, at=at, detail={"comment": comment.pk})
    return comment


@transaction.atomic
def publish_comment(*, comment: Comment, by, at: datetime) -> None:
    """Show a comment under its article."""
    permissions.check_can_moderate(by, comment.article.unit, at.date())
    pass_gate(comment, "publish", source="", **stamp("decided", by=by, at=at))
    audit.record("comment_published", comment.article, by=by, at=at, detail={"comment": comment.pk})


@transaction.atomic
def refuse_comment(*, comment: Comment, reason: str, by, at: datetime) -> None:
    """Not show a comment, or take a shown one off; the reason is kept, the writer's e-mail goes."""
    permissions.check_can_moderate(by, comment.article.unit, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi rõ lý do không đăng.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự. Mời viết gọn lại.")
    act = "refuse" if comment.state == "waiting" else "hide"
    decided = stamp("decided", by=by, at=at)
    pass_gate(comment, act, source="", email="", decided_reason=reason, **decided)
    audit.record("comment_refused", comment.article, by=by, at=at, detail={"comment": comment.pk, "was": act})


@transaction.atomic
def answer_comment(*, comment: Comment, answer: str, by, at: datetime) -> None:
    """The office's answer beneath a published comment; may be written anew."""
    permissions.check_can_moderate(by, comment.article.unit, at.date())
    if comment.state != PUBLISHED:
        raise Denied("Chỉ trả lời ý kiến đã đăng.")
    answer = nfc_lines(answer)
    if not answer or len(answer) > LONGEST:
        raise Denied(f"Mời viết câu trả lời, không quá {LONGEST} ký tự.")
    touch(comment, answer=answer, **stamp("answered", by=by, at=at))
    audit.record("comment_answered", comment.article, by=by, at=at, detail={"comment": comment.pk})


# ── polls ──


@transaction.atomic
def draft_poll(*, unit: Unit, question: str, choices: Sequence[str], closes_on: date, by, at: datetime) -> Poll:
    permissions.check_can_ask_readers(by, unit, at.date())
    question, labels = nfc(question), [nfc(label) for label in choices if nfc(label)]
    if not question or len(question) > 300:
        raise Denied("Mời ghi câu hỏi, không quá 300 ký tự.")
    if not CHOICES[0] <= len(labels) <= CHOICES[1]:
        raise Denied(f"Mời ghi từ {CHOICES[0]} đến {CHOICES[1]} lựa chọn, mỗi dòng một lựa chọn.")
    if len({label.casefold() for label in labels}) < len(labels):
        raise Denied("Có hai lựa chọn giống nhau.")
    if any(len(label) > 100 for label in labels):
        raise Denied("Mỗi lựa chọn không quá 100 ký tự.")
    if not at.date() <= closes_on <= at.date() + timedelta(days=LONGEST_POLL):
        raise Denied("Ngày kết thúc phải từ hôm nay, không quá một năm.")
    poll = Poll.objects.create(unit=unit, question=question, closes_on=closes_on, **stamp("drafted", by=by, at=at))
    PollChoice.objects.bulk_create(
        PollChoice(poll=poll, ordinal=place, label=label) for place, label in enumerate(labels, start=1)
    )
    audit.record("poll_drafted", poll, by=by, at=at)
    return poll


@transaction.atomic
def open_poll(*, poll: Poll, by, at: datetime) -> None:
    """Put the question on the portal; from now on neither it nor its choices change."""
    permissions.check_can_ask_readers(by, poll.unit, at.date())
    if at.date() > poll.closes_on:
        raise Denied(f"Ngày kết thúc {vi_date(poll.closes_on)} đã qua. Mời soạn câu hỏi mới.")
    pass_gate(poll, "open", **stamp("opened", by=by, at=at))
    audit.record("poll_opened", poll, by=by, at=at)


@transaction.atomic
def close_poll(*, poll: Poll, by, at: datetime) -> None:
    """End the voting; the result stays readable, the marks of addresses go."""
    permissions.check_can_ask_readers(by, poll.unit, at.date())
    pass_gate(poll, "close", **stamp("closed", by=by, at=at))
    poll.votes.update(source="")
    audit.record("poll_closed", poll, by=by, at=at, detail={"votes": poll.votes.count()})


@transaction.atomic
def vote_in_poll(*, poll: Poll, choice: PollChoice, device: str, source: str, at: datetime) -> None:
    """One vote a device. ``device``: the random mark in the reader's browser; a keyed hash of it and the poll is kept."""
    if poll.state != "open" or at.date() > poll.closes_on:
        raise Denied("Cuộc bình chọn này đã kết thúc.")
    if choice.poll_id != poll.pk:
        raise Denied("Lựa chọn này không có trong câu hỏi.")
    if not device:
        raise Denied("Trình duyệt chưa cho phép ghi dấu đã bình chọn (cookie) nên chưa nhận được phiếu.")
    recent = PollVote.objects.filter(poll=poll, source=source, voted_at__gt=at - timedelta(hours=1))
    if source and recent.count() >= VOTES_FROM_ONE:
        raise Denied("Có quá nhiều phiếu từ cùng một mạng trong một giờ. Mời quay lại sau.")
    try:
        with transaction.atomic():
            PollVote.objects.create(
                poll=poll, choice=choice, device=keyed("poll", f"{poll.pk} {device}"), source=source, voted_at=at
            )
    except IntegrityError:
        raise Denied("Bạn đã bình chọn câu hỏi này rồi.") from None


# ── messages ──


@transaction.atomic
def send_message(
    *, unit: Unit, subject: str, name: str, text: str, source: str, at: datetime, contact: str = "", page: str = ""
) -> tuple[Message, str]:
    """A reader's message; returns it with the code under which the answer can be read, which is not kept."""
    name, contact, page, text = nfc(name), nfc(contact), nfc(page), nfc_lines(text)
    if subject not in Message.Subject.values:
        raise Denied("Mời chọn việc muốn gửi.")
    if not name or len(name) > 100 or len(contact) > 120 or len(page) > 300:
        raise Denied("Mời ghi họ tên (không quá 100 ký tự), cách liên hệ không quá 120 ký tự.")
    _check_text(text)
    _check_flood(Message.objects.all(), source, at)
    code = "-".join("".join(secrets.choice(_CODE_SIGNS) for _ in range(4)) for _ in range(3))
    message = Message.objects.create(
        unit=unit,
        subject=subject,
        name=name,
        contact=contact,
        page=page,
        text=text,
        code_hash=keyed("message", code.replace("-", "")),
        source=source,
        sent_at=at,
    )
    audit.record("message_received", message, by=None, at=at, detail={"subject": subject})
    editors = users_with_role([RoleGrant.Role.EDITOR], unit, at.date())
    outbox.queue(editors, *emails.message_waits(message), by=None, at=at)
    return message, code


@transaction.atomic
def answer_message(*, message: Message, answer: str, by, at: datetime, outcome: str = "") -> None:
    """Answer a message; the writer reads it with the code, or is reached the way given. A request to take something down
    is answered with what became of it (``Message.Outcome``), no other message has one."""
    permissions.check_can_ask_readers(by, message.unit, at.date())
    check_gate(message, "answer")
    if message.subject == Message.Subject.REMOVAL and outcome not in Message.Outcome.values:
        raise Denied("Mời chọn kết quả của đề nghị: đã gỡ, đã sửa, hay giữ nguyên.")
    if message.subject != Message.Subject.REMOVAL and outcome:
        raise Denied("Chỉ đề nghị gỡ, sửa thông tin mới có kết quả.")
    answer = nfc_lines(answer)
    if not answer or len(answer) > LONGEST:
        raise Denied(f"Mời viết câu trả lời, không quá {LONGEST} ký tự.")
    pass_gate(message, "answer", answer=answer, outcome=outcome, source="", **stamp("answered", by=by, at=at))
    audit.record("message_answered", message, by=by, at=at, detail={"outcome": outcome} if outcome else {})


@transaction.atomic
def set_message_aside(*, message: Message, reason: str, by, at: datetime) -> None:
    """No answer is due (advertising, abuse): the reason stands as the answer the writer reads. Who asks that something be
    taken down is always answered."""
    permissions.check_can_set_aside(by, message, at.date())
    reason = nfc_lines(reason)
    if not reason or len(reason) > 300:
        raise Denied("Cần ghi rõ lý do không trả lời, không quá 300 ký tự.")
    pass_gate(message, "set_aside", answer=reason, source="", **stamp("answered", by=by, at=at))
    audit.record("message_set_aside", message, by=by, at=at)
