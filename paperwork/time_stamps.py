"""The client of a time-stamping authority (RFC 3161): a bounded question, an answer that is believed only when it fits.

pyHanko's own client compares the nonce alone, and waits as long as a server goes on sending.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
from threading import Timer
from urllib.parse import urlsplit

from asn1crypto import cms, core, tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

SECONDS = 10  # for the whole answer, not for each piece of it
LARGEST = 64 * 1024  # bytes of an answer; a token with its certificates is 2 to 6 KB


class StampError(Exception):
    """No usable time stamp came; why, as a Vietnamese half sentence."""


class _Reply(core.Sequence):
    """TimeStampResp as RFC 3161 has it: a refusal carries no token, which asn1crypto's own class does not allow."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class TimeStampAuthority(TimeStamper):
    """Stamps of the authority at `url` (http or https). Every method raises :class:`StampError` when none comes."""

    def __init__(self, url: str, *, seconds: float = SECONDS):
        super().__init__()
        self.url, self.seconds = url, seconds

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str):
        """The token over `message_digest`: granted, for this very question, and signed by whom it names."""
        _, request = self.request_cms(message_digest, md_algorithm)
        content = await asyncio.to_thread(_answer, self.url, request.dump(), self.seconds)
        return await _checked(content, request)


def _answer(url: str, question: bytes, seconds: float) -> bytes:
    """The bytes the server answers within `seconds`; no redirect is followed, no proxy used."""
    place = urlsplit(url)
    if place.scheme not in ("http", "https") or not place.hostname:
        raise StampError("địa chỉ đã cấu hình không phải http hay https")
    line: http.client.HTTPConnection = (
        http.client.HTTPSConnection(place.hostname, place.port, timeout=seconds, context=ssl.create_default_context())
        if place.scheme == "https"
        else http.client.HTTPConnection(place.hostname, place.port, timeout=seconds)
    )
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    late = []

    def cut() -> None:
        late.append(True)
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)

    bell = Timer(seconds, cut)
    bell.daemon = True
    try:
        bell.start()
        line.request("POST", path, question, headers)
        response = line.getresponse()
        content = response.read(LARGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise StampError(
            "không trả lời kịp" if late or isinstance(error, TimeoutError) else "không kết nối được"
        ) from error
    finally:
        bell.cancel()
        line.close()
    if late:
        raise StampError("không trả lời kịp")
    if response.status != 200:
        raise StampError(f"báo lỗi {response.status}")
    if response.headers.get_content_type() != "application/timestamp-reply" or len(content) > LARGEST:
        raise StampError("trả lời không phải dấu thời gian")
    return content


async def _checked(content: bytes, request: tsp.TimeStampReq):
    try:
        answer = _Reply.load(content, strict=True)
        status = answer["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise StampError("từ chối cấp dấu thời gian")
        token = answer["time_stamp_token"]
        data = token["content"]
        info = data["encap_content_info"]["content"].parsed
        if token["content_type"].native != "signed_data" or not isinstance(info, tsp.TSTInfo):
            raise StampError("trả lời không phải dấu thời gian")
        if info["nonce"].native != request["nonce"].native:
            raise StampError("trả lời cho một câu hỏi khác (số nonce không khớp)")
        if info["message_imprint"].dump() != request["message_imprint"].dump():
            raise StampError("đóng dấu lên nội dung khác (mã băm không khớp)")
        digest = request["message_imprint"]["hashed_message"].native
        # Whether the agency trusts the authority is asked when the signature is examined, like every other question of trust.
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        said = await validate_tst_signed_data(data, context, lambda _: digest)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, SignatureValidationError) as error:
        raise StampError("trả lời không phải dấu thời gian") from error
    if not (said["intact"] and said["valid"]):
        raise StampError("gửi dấu thời gian có chữ ký không đúng")
    return token
