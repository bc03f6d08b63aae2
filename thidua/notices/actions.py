"""What an officer does at the desk of notices. Each act takes a whole dispatch, or one ``letter`` of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from thidua.notices import permissions
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate_all
from thidua.shared.jobs.actions_daily import repeat_round as ask_again
from thidua.shared.jobs.models import Job, Round
from thidua.shared.letters import kinds
from thidua.shared.models import Dispatch, KindRule, Letter
from thidua.shared.text import nfc


@transaction.atomic
def hold_letters(*, dispatch: Dispatch, letter: Letter | None = None, by, at: datetime) -> int:
    """Let nothing leave until it is released; returns how many letters are held. They cannot be read in the system
    either."""
    permissions.check_can_stop(by, dispatch, at.date(), "tạm giữ thông báo")
    count = pass_gate_all(_letters(dispatch, letter), "hold")
    return _done("letters_held", "Không còn thư nào để giữ: thư đã gửi, đã hủy hoặc đang được gửi.", count, dispatch,
                 letter, by, at)  # fmt: skip


@transaction.atomic
def release_letters(*, dispatch: Dispatch, letter: Letter | None = None, by, at: datetime) -> int:
    """Let what was held, or waited for a look, go its way; returns how many letters."""
    permissions.check_can_manage(by, dispatch, at.date(), "cho gửi thông báo")
    count = pass_gate_all(_letters(dispatch, letter), "release")
    return _done("letters_released", "Không có thư nào đang giữ hoặc chờ xem.", count, dispatch, letter, by, at)


@transaction.atomic
def send_now(*, dispatch: Dispatch, letter: Letter | None = None, by, at: datetime) -> int:
    """Let it go before all others, without waiting for a pause or for office hours; what was given up is tried anew.
    Returns how many letters."""
    permissions.check_can_manage(by, dispatch, at.date(), "gửi ngay thông báo")
    count = pass_gate_all(_letters(dispatch, letter), "send_now", is_urgent=True, not_before=None, attempts=0)
    return _done("letters_hurried", "Không có thư nào chờ gửi, đang giữ hoặc gửi lỗi.", count, dispatch, letter, by, at)


@transaction.atomic
def cancel_letters(*, dispatch: Dispatch, letter: Letter | None = None, reason: str, by, at: datetime) -> int:
    """Take back what has not left, with a reason; returns how many letters. The rows stay."""
    permissions.check_can_stop(by, dispatch, at.date(), "hủy thông báo")
    reason = nfc(reason)[:300]
    if not reason:
        raise Denied("Hãy ghi lý do hủy thông báo.")
    fields = {"cancelled_at": at, "cancelled_by": by, "cancelled_reason": reason, "is_urgent": False}
    count = pass_gate_all(_letters(dispatch, letter), "cancel", **fields)
    return _done("letters_cancelled", "Không còn thư nào để hủy: thư đã gửi hoặc đã hủy.", count, dispatch, letter,
                 by, at, reason)  # fmt: skip


@transaction.atomic
def write_covering(*, dispatch: Dispatch, covering: str, by, at: datetime) -> None:
    """Put a sentence above the text of every letter of the dispatch, or take it away ("")."""
    permissions.check_can_introduce(by, dispatch, at.date())
    # Nobody releases a letter between the check and the change.
    list(dispatch.letters.select_for_update().values_list("pk", flat=True))
    permissions.check_can_introduce(by, dispatch, at.date())
    changed = Dispatch.objects.filter(pk=dispatch.pk, version=dispatch.version)
    if not changed.update(covering=nfc(covering)[:500], version=F("version") + 1):
        raise Stale()
    dispatch.refresh_from_db()
    audit.record("covering_written", dispatch, by=by, at=at, detail={"length": len(dispatch.covering)})


@transaction.atomic
def open_address(*, letter: Letter, by, at: datetime) -> str:
    """The whole address of a reader; that it was opened, by whom, stands in the audit."""
    permissions.check_can_open_address(by, letter, at.date())
    audit.record("address_opened", letter.dispatch, by=by, at=at, detail={"letter": letter.pk, "account": letter.to_id})
    return letter.to.email


@transaction.atomic
def set_kind_rules(*, waiting: Collection[str], by, at: datetime) -> int:
    """Choose which kinds wait for a look before they leave; the others go at once. Returns how many kinds changed.

    What is on its way stays as it is.
    """
    permissions.check_can_set_rules(by, at.date())
    allowed = {kind.code: kind for kind in kinds() if kind.may_wait}
    if unknown := set(waiting) - set(allowed):
        raise Denied(f"Loại thông báo này luôn gửi ngay, không chờ được: {', '.join(sorted(unknown))}.")
    known = {rule.kind: rule.waits for rule in KindRule.objects.select_for_update()}
    changed = [code for code in allowed if (code in waiting) != known.get(code, False)]
    for code in changed:
        choice = {"waits": code in waiting, "changed_at": at, "changed_by": by}
        rule, _ = KindRule.objects.update_or_create(kind=code, defaults=choice)
        audit.record("kind_rule_set", rule, by=by, at=at, detail={"kind": code, "waits": code in waiting})
    return len(changed)


@transaction.atomic
def repeat_round(*, round: Round, by, at: datetime) -> Job:
    """Ask once more for a daily work that failed."""
    permissions.check_is_technician(by, at.date())
    return ask_again(round=round, by=by, at=at)


def _letters(dispatch: Dispatch, letter: Letter | None) -> QuerySet[Letter]:
    rows = Letter.objects.filter(dispatch=dispatch)
    return rows if letter is None else rows.filter(pk=letter.pk)


def _done(act: str, nothing: str, count: int, dispatch: Dispatch, letter: Letter | None, by, at: datetime,
          reason: str = "") -> int:  # fmt: skip
    """One record for the act; a refusal when it reached no letter (two clicks at once: the second one)."""
    if not count:
        raise Denied(nothing)
    detail = {"letters": count} | ({"letter": letter.pk} if letter else {}) | ({"reason": reason} if reason else {})
    audit.record(act, dispatch, by=by, at=at, detail=detail)
    return count
