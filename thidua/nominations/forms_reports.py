"""The author's text of a report, one box a part."""

from django.core.exceptions import ValidationError

from rulebook.dossiers import report_form
from thidua.nominations.actions_reports import LONGEST_PART
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.pieces import text_of
from thidua.shared.forms import BaseForm, LongTextField, VersionedMixin
from thidua.shared.wording import vi_number


class _PartField(LongTextField):
    """Says how long a text is before it says how long it may be; nothing is cut off."""

    def __init__(self, heading: str, **options):
        self.heading = heading
        super().__init__(label=heading, required=False, **options)

    def to_python(self, value):
        # measured before it is cleaned: whoever pastes megabytes gets an answer at once
        given = str(value or "")
        if len(given) > LONGEST_PART:
            raise ValidationError(
                f"Mục này dài {vi_number(len(given))} ký tự; nhận nhiều nhất {vi_number(LONGEST_PART)} ký tự. "
                "Hãy rút gọn, hoặc đính kèm tài liệu thành tệp."
            )
        return super().to_python(value)


class ReportEditForm(VersionedMixin, BaseForm):
    def __init__(self, *args, report: AchievementReport, **kwargs):
        super().__init__(*args, thing_name="báo cáo", thing_version=report.version, **kwargs)
        self.seen_version = report.version
        form = report_form(report.form)
        parts, needed = {part.code: part for part in form.parts}, form.needed
        for stored in report.parts:
            text = text_of(stored)
            help_text = (
                "Bảng phía trên lấy từ dữ liệu; ghi thêm ở đây nếu cần."
                if parts[stored["code"]].kind == "table"
                else ""
            )
            field = _PartField(
                parts[stored["code"]].heading_vi,
                rows=min(16, max(3, text.count("\n") * 2 + 2)),
                initial=text,
                help_text=help_text,
            )
            if stored["code"] in needed and not stored["rows"]:
                field.optional_vi = "cần viết xong trước khi gửi hồ sơ"  # type: ignore[attr-defined]
            self._dress(field)
            self.fields[stored["code"]] = field

    @property
    def texts(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
