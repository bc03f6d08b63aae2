"""Refusals. A refusal always carries its reason, in Vietnamese, ready for the screen."""


class Denied(Exception):
    """The act is not allowed. ``reason`` says why and, where it can, what to do next."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Stale(Denied):
    """Somebody else changed the thing since the page was shown; nothing was done."""

    def __init__(
        self, reason: str = "Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại."
    ):
        super().__init__(reason)


def reason_against(check, *args, **kwargs) -> str:
    """The reason ``check`` would refuse with, or "": the same check stops the act and explains the grey button."""
    try:
        check(*args, **kwargs)
    except Denied as denied:
        return denied.reason
    return ""


def attempt(form, act, **arguments):
    """Do ``act``; a refusal becomes an error of ``form``, so that the page comes back with everything typed.

    Returns what the act returns, None when it was refused.
    """
    try:
        return act(**arguments)
    except Denied as denied:
        form.add_error(None, denied.reason)
        return None
