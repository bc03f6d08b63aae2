"""Who may confirm, check again and stop. Who may sign is a question of the stage whose paper it is."""

from datetime import date

from django.utils import timezone

from thidua.shared.denied import Denied, reason_against
from thidua.signing.models import SignedFile, SignerCertificate, Signing, SigningPlace
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import unit_ids_visible_to

Role = RoleGrant.Role
CLERKS = [Role.CLERK, Role.OFFICER]


def check_can_see(user, signing: Signing, on: date) -> None:
    seen = unit_ids_visible_to(user, on)
    if not any(place.unit_id in seen for place in signing.places.all()):
        raise Denied("Bạn không có quyền xem chữ ký trên giấy tờ này.")


def check_is_open(signing: Signing) -> None:
    if signing.state != "open":
        raise Denied(f"Việc lấy chữ ký đã kết thúc: {signing.state_label.lower()}.")


def check_can_confirm(user, file: SignedFile, on: date) -> None:
    """A clerk or officer of the signer's own side, never the signer nor who handed the file in: nobody vouches for the
    head of another unit."""
    if file.outcome != SignedFile.Outcome.FLAGGED:
        raise Denied("Tệp này không chờ xác nhận.")
    check_is_open(file.place.signing)
    check_has_role(user, CLERKS, file.place.unit, on, "xác nhận người ký")
    if user.pk in (file.signer_id, file.received_by_id):
        raise Denied("Người ký không tự xác nhận chứng thư của mình; việc này của văn thư hoặc chuyên viên khác.")


def check_can_scan(user, signing: Signing, on: date) -> None:
    check_is_open(signing)
    _check_is_clerk(user, signing, on, "tải lên bản giấy đã ký")


def may_vouch_for(user, place: SigningPlace, on: date) -> bool:
    """Whether the word of this clerk is enough that the head of the place signed on paper: a clerk or officer of the
    unit of the place, or of a unit above it."""
    return not reason_against(check_has_role, user, CLERKS, place.unit, on, "ghi nhận chữ ký trên bản giấy")


def check_day_of_ink(signing: Signing, signed_on: date, on: date) -> None:
    if not timezone.localdate(signing.prepared_at) <= signed_on <= on:
        raise Denied("Ngày ký phải từ ngày phát hành bản chờ ký đến hôm nay.")


def _check_is_clerk(user, signing: Signing, on: date, to_do: str) -> None:
    """A clerk or officer of any party; the refusal names the unit the paper belongs to."""
    for place in signing.places.select_related("unit"):
        if not reason_against(check_has_role, user, CLERKS, place.unit, on, to_do):
            return
    check_has_role(user, CLERKS, signing.unit, on, to_do)


def check_can_end_certificate(user, certificate: SignerCertificate, on: date) -> None:
    """The holder, or a clerk or officer of a unit in which the holder has or had a role (a token may be lost by somebody
    who has already left)."""
    if certificate.ended_at is not None:
        raise Denied("Chứng thư này đã ngừng dùng.")
    if user.pk == certificate.user_id:
        return
    for unit in Unit.objects.filter(grants__user=certificate.user_id).distinct():
        if not reason_against(check_has_role, user, CLERKS, unit, on, "ngừng dùng chứng thư"):
            return
    raise Denied(
        f"Chỉ {certificate.user.display_name}, văn thư hoặc chuyên viên của đơn vị người đó ngừng dùng được chứng thư này."
    )


def check_is_next(place: SigningPlace, held: dict[int, SignedFile], together: frozenset[int] = frozenset()) -> None:
    """The place is free, nobody's digital file waits for a clerk, and in a fixed order the places before are signed.

    A scan that waits stops nobody else: the next signer does not sign on top of it. ``together``: places that one scan
    shows signed at once.
    """
    if mine := held.get(place.pk):
        raise Denied(
            "Bên này đã ký." if mine.outcome == "accepted" else "Chữ ký của bên này đang chờ văn thư xác nhận."
        )
    for other in held.values():
        if other.outcome == SignedFile.Outcome.FLAGGED and other.way != SignedFile.Way.SCAN:
            raise Denied(f"Chữ ký của {other.signer.display_name} đang chờ văn thư xác nhận; bên sau ký sau khi xong.")
    if place.signing.in_order:
        for before in place.signing.places.all():
            if before.ordinal < place.ordinal and before.pk not in held and before.pk not in together:
                raise Denied(f"Chưa đến lượt ký: {before.post} {before.name} ký trước.".replace("  ", " "))
