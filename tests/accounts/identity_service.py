"""An OpenID Connect service over real HTTP that can be told to misbehave in one thing."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "thi-dua", "bi-mat-cua-ung-dung"


class IdentityService:
    """Answers as the standard says. ``claims`` and ``info`` are laid over the ID token and userinfo (None takes a claim
    away), ``config`` over the discovery document; ``sign`` makes the token from its claims; ``token`` is laid over the
    answer that brings it."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.subject = "chu-the-1"
        self.sign = lambda claims: jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        self.asked: list[dict[str, str]] = []  # what came to the authorization endpoint
        self._codes: dict[str, dict[str, str]] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments: object) -> None:
                pass

            def do_GET(self) -> None:
                service._get(self)

            def do_POST(self) -> None:
                service._post(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _get(self, request: BaseHTTPRequestHandler) -> None:
        place = urlsplit(request.path)
        if place.path == "/.well-known/openid-configuration":
            self._json(request, self._discovery())
        elif place.path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            self._json(request, {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        elif place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.asked.append(asked)
            code = secrets.token_urlsafe(8)
            self._codes[code] = asked
            request.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            request.send_header("Location", f"{asked['redirect_uri']}?{back}")
            request.end_headers()
        elif place.path == "/userinfo" and request.headers["Authorization"] == "Bearer the-access-token":
            self._json(request, _laid({"sub": self.subject, "name": "Nguyễn Thị An"}, self.info))
        else:
            self._json(request, {"error": "not_found"}, 404)

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self._codes.pop(sent.get("code", ""), None)
        if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            self._json(request, {"error": "invalid_grant"}, 400)
            return
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            self._json(request, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.url, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = _laid(claims | {"nonce": asked.get("nonce")}, self.claims)
        answer = {"access_token": "the-access-token", "token_type": "Bearer", "id_token": self.sign(claims)}
        self._json(request, _laid(answer, self.token))

    def _discovery(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in ends.items()}
        found |= {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        return _laid(found | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}, self.config)

    @staticmethod
    def _json(request: BaseHTTPRequestHandler, content: dict[str, Any], status: int = 200) -> None:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write(json.dumps(content).encode())


def _laid(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (under | over).items() if value is not None}
