"""Sign-on by OpenID Connect, every check of the standard made (OpenID Connect Core 1.0, 3.1.3.7).

django-allauth brings the ceremony: state, PKCE, exchange of the code, the steps after. It trusts an ID token that came
over TLS without looking at its signature, sends no nonce, and prefers userinfo without comparing the subject. Here the
signature, issuer, audience, times, nonce and subject must all fit.
"""

import hashlib
import hmac
import time
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY = 60  # seconds two honest clocks may differ
OLDEST = 600  # seconds: a token issued longer ago is not the answer to this sign-on
WELL_KNOWN = "/.well-known/openid-configuration"


def nonce_of(verifier: str) -> str:
    """The nonce of one sign-on, from its secret PKCE verifier: bound to the browser's session, told to the service."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        expected = self.get_provider().server_url.removesuffix(WELL_KNOWN).rstrip("/")
        if not isinstance(config, dict) or str(config.get("issuer", "")).rstrip("/") != expected:
            raise OAuth2Error("the service names another issuer than the one configured")
        return config

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return request.build_absolute_uri(reverse("accounts:sign-on-back"))

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        if not pkce_code_verifier:
            raise OAuth2Error("a sign-on without its verifier")
        self.nonce = nonce_of(pkce_code_verifier)
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app, token, **kwargs):
        answer = kwargs["response"]
        if not isinstance(answer.get("id_token"), str):
            raise OAuth2Error("no ID token")
        try:
            claims = self._claims(app.client_id, answer["id_token"])
            info = self._fetch_user_info(token.token)
            if info.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            return self.get_provider().sociallogin_from_response(request, {"userinfo": info, "id_token": claims})
        except (jwt.PyJWTError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the answer does not hold") from error

    def _claims(self, client_id: str, id_token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(id_token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error("the token is not signed with a public key")
        claims = jwt.decode(
            id_token,
            key=self._key(header.get("kid")),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=self.openid_config["issuer"],
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
        if claims.get("azp", client_id) != client_id or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1):
            raise OAuth2Error("the token is for somebody else as well")
        if claims["iat"] < time.time() - OLDEST:
            raise OAuth2Error("the token is old")
        if not self.nonce or not hmac.compare_digest(str(claims["nonce"]), self.nonce):
            raise OAuth2Error("the token answers another sign-on")
        return claims

    def _key(self, kid: str | None) -> jwt.PyJWK:
        """The public key the token names, or the only one there is."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if key.key_id == kid] if kid else keys
        if len(fitting) != 1:
            raise OAuth2Error("the token names no key of the service")
        return fitting[0]


class CheckedProvider(OpenIDConnectProvider):
    """Sign-in only; nothing of the address bar reaches the service; of the person only the subject is kept."""

    oauth2_adapter_class = CheckedAdapter
    supports_token_authentication = False
    pkce_enabled_default = True

    def get_pkce_params(self) -> dict:
        params = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict:
        asked = super().get_redirect_from_request_kwargs(request)
        return {"process": AuthProcess.LOGIN, "next_url": asked.get("next_url")}

    def extract_extra_data(self, data: dict) -> dict:
        return {}

    def extract_uid(self, data: dict) -> str:
        return str(data["id_token"]["sub"])

    def extract_email_addresses(self, data: dict) -> list:
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: dict):
        login = super().sociallogin_from_response(request, response)
        number = response["userinfo"].get(settings.OIDC_NUMBER_CLAIM)
        login.identity_number = str(number) if number else ""
        return login
