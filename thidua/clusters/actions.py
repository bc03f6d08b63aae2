"""Setting up a cluster, its names, its end."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from thidua.clusters.models import ClusterAlias, KeptFile
from thidua.clusters.permissions import check_can_create, check_not_ended, check_organises
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import fold, nfc, reason_trouble
from thidua.shared.uploads import take_document
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, Unit

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,19}")
MOST_ALIASES = 20


def fits(label: str, text: str, most: int) -> str:
    """``text`` in one form; Denied where it is longer than its field."""
    text = nfc(text)
    if len(text) > most:
        raise Denied(f"{label} dài quá {most} ký tự.")
    return text


def needed(label: str, text: str, most: int) -> str:
    """As :func:`fits`, and not empty."""
    text = fits(label, text, most)
    if not text:
        raise Denied(f"Mời ghi {label[:1].lower()}{label[1:]}.")
    return text


def reasoned(text: str) -> str:
    """A reason that is kept; Denied where it says nothing."""
    text = fits("Lý do", text, 300)
    if not text:
        raise Denied("Mời ghi lý do.")
    if trouble := reason_trouble(text):
        raise Denied(trouble)
    return text


def document_text(number: str, dated: date | None, issuer: str, on: date) -> str:
    """ "Quyết định 12/QĐ-UBND ngày 05/01/2026 của …", "" where nothing is said; Denied where only a part is."""
    number, issuer = fits("Số, ký hiệu văn bản", number, 60), fits("Cơ quan ban hành", issuer, 160)
    if not (number or dated or issuer):
        return ""
    if not (number and dated and issuer):
        raise Denied("Văn bản căn cứ cần đủ số, ngày và cơ quan ban hành.")
    if dated > on:
        raise Denied(f"Ngày văn bản {vi_date(dated)} ở tương lai.")
    return f"{number} ngày {vi_date(dated)} của {issuer}"


def keep_file(row: KeptFile, upload: File | None, stem: str) -> None:
    """Put an upload on a row that is not saved yet; nothing where there is none."""
    if upload is None:
        return
    taken = take_document(upload)
    row.file_name, row.file_size, row.file_sha256 = taken.name, len(taken.content), taken.sha256
    row.file.save(f"{stem}-{taken.sha256[:16]}{taken.suffix}", ContentFile(taken.content), save=False)


def _check_name(name: str, cluster: Cluster | None) -> None:
    """A name, or another name, leads to one cluster."""
    others = Cluster.objects.filter(name_fold=fold(name), ended_at=None)
    aliases = ClusterAlias.objects.filter(name_fold=fold(name), withdrawn_at=None).select_related("cluster")
    if cluster is not None:
        others, aliases = others.exclude(pk=cluster.pk), aliases.exclude(cluster=cluster)
    other = others.first() or next((alias.cluster for alias in aliases), None)
    if other is not None:
        raise Denied(f"Tên “{name}” đã là tên của {other.name} (mã {other.code}).")


def _texts(given: Mapping[str, Any], on: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in given:
        found["name"] = needed("Tên cụm, khối", given["name"], 200)
    if "kind" in given:
        if given["kind"] not in Cluster.Kind.values:
            raise Denied("Loại hình phải là cụm hoặc khối.")
        found["kind"] = given["kind"]
    if "scope" in given:
        found["scope"] = fits("Phạm vi", given["scope"], 300)
    if "basis_number" in given:
        dated = given["basis_dated"]
        found["basis_number"] = needed("Số quyết định thành lập", given["basis_number"], 60)
        found["basis_issuer"] = needed("Cơ quan ban hành quyết định", given["basis_issuer"], 200)
        if dated is None:
            raise Denied("Mời ghi ngày quyết định thành lập.")
        if dated > on:
            raise Denied(f"Ngày quyết định {vi_date(dated)} ở tương lai.")
        found["basis_dated"] = dated
    return found


@transaction.atomic
def create_cluster(
    *,
    code: str,
    name: str,
    kind: str,
    organiser: Unit,
    basis_number: str,
    basis_dated: date | None,
    basis_issuer: str,
    by,
    at: datetime,
    scope: str = "",
) -> Cluster:
    """Enter a cluster or bloc with the decision that set it up; who is in it is said year by year."""
    check_can_create(by, organiser, at.date())
    code = nfc(code).upper()
    if not _CODE.fullmatch(code):
        raise Denied("Mã gồm 1 đến 20 ký tự: chữ không dấu, chữ số, dấu gạch ngang, chấm, gạch chéo; ví dụ CUM-01.")
    given = {"name": name, "kind": kind, "scope": scope, "basis_number": basis_number}
    texts = _texts(given | {"basis_dated": basis_dated, "basis_issuer": basis_issuer}, at.date())
    _check_name(texts["name"], None)
    cluster = Cluster(code=code, organiser=organiser, **texts)
    try:
        with transaction.atomic():
            cluster.save(force_insert=True)
    except IntegrityError as error:
        raise Denied(f"Mã “{code}” đã có cụm, khối khác dùng.") from error
    audit.record("cluster_created", cluster, by=by, at=at, detail={"code": code, "organiser": organiser.pk})
    return cluster


CHANGEABLE = ("name", "kind", "scope", "basis_number", "basis_dated", "basis_issuer")


@transaction.atomic
def edit_cluster(
    *,
    cluster: Cluster,
    changes: Mapping[str, Any],
    reason: str,
    by,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
) -> int:
    """Change what is written of a cluster ({field: value}, fields of ``CHANGEABLE``); how many differ.

    A name it gives up stays as another name of it, so that old papers are still found (seed 4.29). ``seen``: the values
    the page showed; Stale where they changed since.
    """
    check_organises(by, cluster, at.date())
    if strange := set(changes) - set(CHANGEABLE):
        raise Denied(f"Không sửa được mục {sorted(strange)[0]}.")
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if seen is not None and any(getattr(row, name) != value for name, value in seen.items()):
        raise Stale()
    new = _texts({name: changes.get(name, getattr(row, name)) for name in CHANGEABLE}, at.date())
    different = {name: value for name, value in new.items() if value != getattr(row, name)}
    if not different:
        return 0
    reason = reasoned(reason)
    if "name" in different:
        _check_name(different["name"], row)
        own = row.aliases.filter(withdrawn_at=None)
        own.filter(name_fold=fold(different["name"])).update(
            withdrawn_at=at, withdrawn_by=by, withdrawn_reason="Nay là tên chính thức"
        )
        if fold(row.name) != fold(different["name"]) and not own.filter(name_fold=fold(row.name)).exists():
            ClusterAlias.objects.create(
                cluster=row, name=row.name, note=f"Tên đến ngày {vi_date(at.date())}", added_at=at, added_by=by
            )
    for name, value in different.items():
        setattr(row, name, value)
        setattr(cluster, name, value)
    row.save(update_fields=[*different, "name_fold"])
    audit.record("cluster_edited", cluster, by=by, at=at, detail={"fields": sorted(different), "reason": reason})
    return len(different)


@transaction.atomic
def add_alias(*, cluster: Cluster, name: str, by, at: datetime, note: str = "") -> ClusterAlias:
    """Another name under which people know the cluster; it leads nowhere else."""
    check_organises(by, cluster, at.date())
    name, note = needed("Tên gọi khác", name, 200), fits("Ghi chú", note, 200)
    if fold(name) == cluster.name_fold or cluster.aliases.filter(name_fold=fold(name), withdrawn_at=None).exists():
        raise Denied(f"“{name}” đã là tên của {cluster.name}.")
    _check_name(name, cluster)
    if cluster.aliases.filter(withdrawn_at=None).count() >= MOST_ALIASES:
        raise Denied(f"Một cụm, khối có nhiều nhất {MOST_ALIASES} tên gọi khác.")
    alias = ClusterAlias(cluster=cluster, name=name, note=note, added_at=at, added_by=by)
    try:
        with transaction.atomic():
            alias.save(force_insert=True)
    except IntegrityError as error:
        raise Denied(f"Tên “{name}” vừa được ghi cho một cụm, khối.") from error
    audit.record("cluster_alias_added", cluster, by=by, at=at, detail={"alias": alias.pk})
    return alias


@transaction.atomic
def withdraw_alias(*, alias: ClusterAlias, reason: str, by, at: datetime) -> None:
    """A name entered by mistake: found no longer, kept with the reason."""
    check_organises(by, alias.cluster, at.date())
    reason = reasoned(reason)
    done = ClusterAlias.objects.filter(pk=alias.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    if not done:
        raise Stale("Tên gọi này vừa được người khác bỏ.")
    audit.record("cluster_alias_withdrawn", alias.cluster, by=by, at=at, detail={"alias": alias.pk})


@transaction.atomic
def end_cluster(*, cluster: Cluster, on: date, reason: str, by, at: datetime) -> None:
    """Dissolve a cluster: ``on`` is its last day. What it did stays readable; no year after it may be formed already."""
    check_organises(by, cluster, at.date())
    reason = reasoned(reason)
    if on > at.date():
        raise Denied(f"Ngày giải thể {vi_date(on)} ở tương lai.")
    if cluster.memberships.filter(year__gt=on.year).exists():
        raise Denied(f"{cluster.name} đã có danh sách năm sau {on.year}; không giải thể vào ngày {vi_date(on)} được.")
    if waiting := cluster.gatherings.filter(state="planned").count():
        raise Denied(f"Còn {waiting} buổi giao ban, giao lưu chưa tổ chức; hãy hủy trước.")
    done = Cluster.objects.filter(pk=cluster.pk, ended_at=None).update(
        ended_on=on, ended_at=at, ended_by=by, ended_reason=reason
    )
    if not done:
        check_not_ended(Cluster.objects.get(pk=cluster.pk))
    cluster.refresh_from_db()
    audit.record("cluster_ended", cluster, by=by, at=at, detail={"on": on.isoformat()})
