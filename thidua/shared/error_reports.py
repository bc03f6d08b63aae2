"""What the report of an error may hold: files, lines and names of variables, never what somebody typed or a record says."""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NothingTyped(SafeExceptionReporterFilter):
    """Every value of a form and of a frame is hidden, not only those that somebody remembered to mark: complaints, opinions
    and comments pass through more frames than anybody marks. Unchanged while debugging."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        if not self.is_active(request):
            return request.POST
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        if not self.is_active(request):
            return dict(tb_frame.f_locals).items()
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
