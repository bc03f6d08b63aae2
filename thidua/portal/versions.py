"""One number that changes whenever anything the public reads may have changed: what answers are kept and compared by."""

from thidua.shared.models import AuditEvent


def version() -> int:
    """The last act in the audit chain: every act that publishes, corrects or withdraws stands there. One query."""
    return AuditEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
