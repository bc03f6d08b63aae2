"""What an issued paper brings about beside itself: entries of the register, the public page.

Parts of the acts in ``actions*.py``, which check the right and keep the audit.
"""

from datetime import datetime

from thidua.decisions import queries
from thidua.decisions.models import Decision
from thidua.decisions.paper import Content, original_of
from thidua.honours.actions import correct_honour
from thidua.honours.actions_ending import revoke_honour
from thidua.honours.models import Honour
from thidua.papers.actions import open_to_all
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc

Kind = Decision.Kind


def change_register(decision: Decision, content: Content, *, at: datetime) -> list[Honour]:
    """Chain what a later paper says to the award lines it is about; returns the new entries.

    The register asks who decided: it is the signer of the paper, whatever clerk issues it (Luật 2022, Điều 93 khoản 8).
    A recall takes back the paper only; the honours stand until an annulment.
    """
    if decision.kind == Kind.RECALL:
        return []
    lines = queries.honours_of(original_of(decision))
    signer = certain(decision.signed_by)
    reason = f"{decision.get_kind_display()} số {decision.number_text}: {decision.reason}"[:300]
    entries = []
    for change in content.changes:
        honour = lines.get(change.line.ordinal)
        if honour is None:
            raise Denied(f"Không thấy dòng sổ vàng của {change.line.recipient_name}; mời kiểm tra quyết định gốc.")
        if decision.kind == Kind.ANNULMENT:
            entries.append(
                revoke_honour(
                    honour=honour, cause=decision.ground, reason=reason, number=decision.number_text,
                    on=certain(decision.decided_on), paper=certain(decision.paper), by=signer, at=at,
                )
            )  # fmt: skip
            continue
        names = ("recipient_name", "recipient_detail", "ground")
        corrected = {name: getattr(change, name) for name in names if getattr(change, name)}
        entries.append(correct_honour(honour=honour, reason=reason, by=signer, at=at, **corrected))
    return entries


def settle_publication(decision: Decision, withheld_reason: str, *, by, at: datetime) -> None:
    """Public from now on, or not, with the reason."""
    reason = nfc(withheld_reason)
    if len(reason) > 300:
        raise Denied("Lý do không công khai dài quá 300 ký tự.")
    if reason:
        touch(decision, withheld_reason=reason, published_at=None, published_by=None)
    else:
        touch(decision, withheld_reason="", **stamp("published", by=by, at=at))
    paper = certain(decision.paper)
    if paper.is_public == bool(reason):
        open_to_all(paper=paper, is_public=not reason, by=by, at=at)
