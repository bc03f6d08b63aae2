"""Who may build, send, appraise a dossier."""

from collections.abc import Collection
from datetime import date

from rulebook.dated import in_force
from rulebook.deadlines import DeadlineValue, deadline_rule
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.models_desk import AskRound, DossierHold, LineQuestion, Route
from thidua.people.queries import selves, selves_of
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import has_role, unit_ids_with_roles

Role = RoleGrant.Role
_BUILDS = [Role.OFFICER, Role.HEAD]
LAW_REVIEW_ROLES = (Role.APPRAISER, Role.AUDITOR)
EDITABLE = ("draft", "returned")


def check_can_draft(user, unit: Unit, on: date) -> None:
    check_has_role(user, _BUILDS, unit, on, "lập hồ sơ đề nghị khen thưởng")


def check_can_edit(user, nomination: Nomination, on: date) -> None:
    """Own unit, and not sent: a sent list stays as it was sent."""
    check_can_draft(user, nomination.unit, on)
    if nomination.state not in EDITABLE:
        raise Denied("Hồ sơ đã gửi nên không sửa được danh sách. Cần sửa, hãy đề nghị cấp thẩm định trả lại.")


def asked_lines(nomination: Nomination) -> set[int]:
    """Lines with a question that waits for its answer."""
    rows = LineQuestion.objects.filter(round__nomination=nomination, round__answered_at=None)
    return set(rows.values_list("line_id", flat=True))


def check_can_write(user, nomination: Nomination, on: date, lines: set[int] | None = None) -> None:
    """Reports, papers, grounds: while the dossier is built; afterwards only on ``lines`` that the appraiser asked about."""
    if nomination.state != "asked":
        check_can_edit(user, nomination, on)
        return
    check_can_draft(user, nomination.unit, on)
    if not lines or lines - asked_lines(nomination):
        raise Denied("Hồ sơ đang thẩm định: chỉ sửa, bổ sung được trường hợp mà cơ quan thẩm định đã hỏi.")


def check_can_choose_papers(user, unit: Unit, on: date) -> None:
    if unit.parent_id is not None:
        raise Denied("Luật giao bộ, ban, ngành, tỉnh quy định hồ sơ; đơn vị cấp dưới không chọn.")
    check_has_role(user, [Role.APPRAISER, Role.HEAD], unit, on, "chọn giấy tờ phải có trong hồ sơ")


def check_can_send(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, _BUILDS, nomination.unit, on, "gửi hồ sơ")
    check_gate(nomination, "send")
    if not nomination.lines.exists():
        raise Denied("Hồ sơ chưa có cá nhân, tập thể nào.")


def check_can_withdraw(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, _BUILDS, nomination.unit, on, "rút hồ sơ")
    check_gate(nomination, "withdraw")


def check_can_recall(user, nomination: Nomination, on: date) -> None:
    """Taken back to be changed, as long as nobody has taken it in."""
    check_has_role(user, _BUILDS, nomination.unit, on, "rút lại hồ sơ để sửa")
    if nomination.state in ("received", "asked"):
        raise Denied("Hồ sơ đã được tiếp nhận nên không tự rút lại để sửa được; hãy đề nghị cơ quan thẩm định trả lại.")
    check_gate(nomination, "recall")


def check_can_receive(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "tiếp nhận hồ sơ")
    check_gate(nomination, "receive")


def check_can_return(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "trả lại hồ sơ")
    check_gate(nomination, "return")


def check_can_appraise(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "thẩm định hồ sơ")
    if nomination.state != "received":
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không thẩm định được.")


def check_not_held(nomination: Nomination) -> None:
    """Nothing goes on with a dossier that is on hold."""
    hold = DossierHold.objects.filter(nomination=nomination, line=None, lifted_at=None).first()
    if hold is not None:
        raise Denied(f"Hồ sơ đang tạm dừng từ ngày {vi_date(hold.started_at)}; bỏ tạm dừng rồi mới làm tiếp được.")


def reads_grounds(user, nomination: Nomination, on: date) -> bool:
    """Whether the account may know why a dossier or a nominee is on hold: whoever appraises it, prepares the council or
    controls the unit that judges it. Never the proposing unit as such, nor somebody who stands in the dossier; they see
    that it is on hold and since when, and the ground where the appraiser chose to tell it (``DossierHold.is_told``)."""
    if user.person_id in named_in(nomination):
        return False
    return has_role(user, [Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.AUDITOR], nomination.to_unit, on)


def check_can_assign(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "phân công thẩm định")
    if nomination.state not in ("sent", "received", "asked"):
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không phân công thẩm định được.")


def check_can_ask(user, nomination: Nomination, on: date) -> None:
    check_can_appraise(user, nomination, on)
    check_not_held(nomination)


def check_can_reply(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, _BUILDS, nomination.unit, on, "trả lời cơ quan thẩm định")
    check_gate(nomination, "reply")


def check_can_split(user, nomination: Nomination, on: date) -> None:
    check_can_appraise(user, nomination, on)


def check_can_give_opinion(user, nomination: Nomination, on: date) -> None:
    """While it is built the unit may collect opinions itself; afterwards the desk does."""
    if nomination.state in EDITABLE:
        check_can_draft(user, nomination.unit, on)
        return
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "ghi ý kiến của cơ quan khác")
    if nomination.state not in ("sent", "received", "asked", "appraised"):
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không ghi thêm ý kiến được.")


def check_can_hold(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "tạm dừng hồ sơ")
    if nomination.state not in ("sent", "received", "asked", "appraised"):
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không tạm dừng được.")


def check_can_set_desk(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.APPRAISER, Role.HEAD], unit, on, "đặt quy định của bàn thẩm định")


def check_can_change_rule_date(user, nomination: Nomination, on: date) -> None:
    """Another day of the law touches every line: nobody chooses it for a dossier that holds their own name."""
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "đổi ngày áp dụng quy định")
    if nomination.state != "received":
        raise Denied(
            f"Hồ sơ đang ở bước “{nomination.state_label}”; chỉ đổi được ngày áp dụng quy định khi đang thẩm định."
        )
    refusal = "Bạn có tên trong hồ sơ này nên không tự đổi ngày áp dụng quy định; hãy để người khác làm."
    check_not_own(user, [Role.APPRAISER], nomination.to_unit, on, named_in(nomination), refusal)


def named_in(nomination: Nomination) -> Collection[int]:
    """Every record of a person who stands in the dossier."""
    return selves_of(nomination.lines.exclude(person=None).order_by().values_list("person", flat=True)).ids


def check_can_review_law(user, on: date) -> None:
    """The effect of a change of the law, and the register held against the law: appraisers and auditors."""
    if not unit_ids_with_roles(user, on, LAW_REVIEW_ROLES):
        names = " hoặc ".join(f"“{role.label}”" for role in LAW_REVIEW_ROLES)
        raise Denied(f"Để xem kết quả đối chiếu pháp luật của cả đơn vị cần vai trò {names}.")


def check_can_appraise_line(user, line: NominationLine, on: date) -> None:
    """Nobody appraises a line about themselves; the level above does."""
    check_can_appraise(user, line.nomination, on)
    refusal = "Bạn có tên ở dòng này nên không tự thẩm định; hãy để người khác hoặc cấp trên thẩm định."
    check_not_own(user, [Role.APPRAISER], line.nomination.to_unit, on, selves(line.person_id), refusal)
    check_not_held(line.nomination)
    if DossierHold.objects.filter(line=line, lifted_at=None).exists():
        raise Denied("Trường hợp này đang tạm dừng; bỏ tạm dừng rồi mới thẩm định được.")
    last = (
        AskRound.objects.filter(nomination=line.nomination_id).order_by("-ordinal").select_related("asked_by").first()
    )
    if last is not None and last.route == Route.ASKER and last.asked_by_id != user.pk:
        if last.questions.filter(line=line).exists():
            raise Denied(
                f"Trường hợp này do {last.asked_by.display_name} đã hỏi; theo quy định chỉ người đã hỏi xét lại."
            )


def lines_not_for(user, nomination: Nomination) -> set[int]:
    """Lines nobody may appraise now, or not this account: on hold, or asked about by somebody else who alone looks again."""
    held = set(
        DossierHold.objects.filter(nomination=nomination, line__isnull=False, lifted_at=None).values_list(
            "line", flat=True
        )
    )
    last = AskRound.objects.filter(nomination=nomination).order_by("-ordinal").first()
    if last is not None and last.route == Route.ASKER and last.asked_by_id != user.pk:
        held |= set(last.questions.values_list("line_id", flat=True))
    return held


def check_can_finish(user, nomination: Nomination, on: date) -> None:
    """Nobody ends the appraisal of a dossier that holds their own name (requirement U7)."""
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "kết thúc thẩm định")
    check_gate(nomination, "appraise")
    refusal = "Bạn có tên trong hồ sơ này nên không tự kết thúc thẩm định; hãy để người khác hoặc cấp trên kết thúc."
    check_not_own(user, [Role.APPRAISER], nomination.to_unit, on, named_in(nomination), refusal)
    check_not_held(nomination)
    waiting = nomination.lines.filter(appraisal=NominationLine.Appraisal.PENDING).count()
    if waiting:
        raise Denied(f"Còn {waiting} trường hợp chưa thẩm định.")
    check_consulted(nomination, nomination.rule_date or on)


def check_can_report_appraisal(user, nomination: Nomination, on: date) -> None:
    """After the appraisal has ended, before the council concludes; one report for a dossier."""
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "lập báo cáo thẩm định")
    if nomination.state not in ("appraised", "in_council"):
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”; báo cáo thẩm định lập khi đã thẩm định xong.")
    if nomination.appraisal_report_id is not None:
        raise Denied("Báo cáo thẩm định của hồ sơ này đã được cấp số.")
    refusal = "Bạn có tên trong hồ sơ này nên không tự lập báo cáo thẩm định; hãy để người khác hoặc cấp trên lập."
    check_not_own(user, [Role.APPRAISER], nomination.to_unit, on, named_in(nomination), refusal)


def check_can_write_return(user, nomination: Nomination, on: date) -> None:
    """Of a dossier that was given back by another unit; one letter for each return."""
    check_has_role(user, [Role.APPRAISER, Role.CLERK], nomination.to_unit, on, "lập công văn trả hồ sơ")
    if nomination.is_own_appraisal:
        raise Denied(
            f"Hồ sơ do chính {nomination.unit.name} lập và thẩm định nên không cần công văn trả hồ sơ; lý do trả đã ghi ở "
            "trang hồ sơ."
        )
    if nomination.state != "returned":
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”; công văn trả hồ sơ lập khi đã trả lại.")
    if nomination.return_letter_id is not None:
        raise Denied("Công văn trả hồ sơ của lần trả này đã được cấp số.")


def check_consulted(nomination: Nomination, on: date) -> None:
    """The step after the appraisal waits for an open consultation, and for one that the law demands."""
    states = set(Consultation.objects.filter(nomination=nomination).values_list("state", flat=True))
    if "open" in states:
        raise Denied("Đợt lấy ý kiến công khai chưa công bố kết quả; công bố rồi mới chuyển bước được.")
    law = consultation_law(nomination.award_code, on)
    if law is not None and "published" not in states:
        before = "Đợt trước đã hủy nên không tính. " if "cancelled" in states else ""
        raise Denied(
            f"Danh sách phải đăng công khai {law.days} ngày làm việc để lấy ý kiến trước khi họp Hội đồng "
            f"({law.cite.label_vi}). {before}Hãy mở đợt lấy ý kiến."
        )


def what_cancelling_means(nomination: Nomination, on: date) -> str:
    """Said before somebody cancels a consultation: what stays public, and whether the dossier may go on without another."""
    law = consultation_law(nomination.award_code, nomination.rule_date or on)
    then = (
        f"Luật buộc lấy ý kiến ({law.cite.label_vi}) nên hồ sơ chưa đi tiếp được cho tới khi mở đợt mới, đủ ngày và công bố "
        "kết quả."
        if law is not None
        else "Luật không buộc lấy ý kiến cho hình thức này nên hồ sơ đi tiếp được; việc hủy và lý do vẫn ghi ở “Diễn biến” và "
        "báo cáo thẩm định."
    )
    return f"Trang công khai sẽ ghi đợt này đã hủy, ngày hủy và lý do; danh sách được gỡ xuống. {then}"


def consultation_law(award_code: str, on: date) -> DeadlineValue | None:
    """What the law of the day says of publishing the list of such an award; None where our data does not say that it must
    be. The text was read for the titles of Hero and, until the end of 2023, for Chiến sĩ thi đua toàn quốc."""
    heroes = award_code in ("hero_of_labour", "hero_of_armed_forces")
    if not heroes and not (award_code == "national_emulation_fighter" and on < date(2024, 1, 1)):
        return None
    value = in_force(deadline_rule("public_disclosure").values, on)
    return value if value is not None and value.status.decides else None


def check_can_consult(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "lấy ý kiến công khai")
    if nomination.state not in ("received", "appraised"):
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không lấy ý kiến công khai được.")
    check_not_held(nomination)


def check_can_triage(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "xem xét ý kiến của công chúng")
