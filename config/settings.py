"""Settings of one installation, all from the environment; the defaults are right for a fresh clone on one machine.

A production installation sets SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and leaves DEBUG and DEMO unset.
"""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
# Demo mode: a practice province. Lists the demo people on the sign-in page and lets the clock stand on a demo day.
DEMO = env.bool("DEMO", False)


def _local_key(name: str, make: Callable[[], str]) -> str:
    """A key made on this machine on first use and kept outside version control, so that no secret is ever shipped."""
    place = BASE_DIR / "out" / name
    if not place.exists():
        place.parent.mkdir(exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(make())
    return place.read_text()


SECRET_KEY = env.str("SECRET_KEY", "") or _local_key(".secret-key", lambda: secrets.token_urlsafe(50))
# What identity numbers and other sensitive fields are encrypted with: 32 bytes as base64, several divided by commas; the
# first encrypts, all of them open. Kept and backed up apart from the database: without it the fields are lost.
FIELD_KEY = env.str("FIELD_KEY", "") or _local_key(
    ".field-key", lambda: base64.b64encode(secrets.token_bytes(32)).decode()
)
# What exported rankings are sealed with: seeds of Ed25519 keys, 32 bytes as base64, several divided by commas; the first
# seals, all of them are recognised. The public key is published, so that anybody can check an exported file.
SEAL_KEY = env.str("SEAL_KEY", "") or _local_key(
    ".seal-key", lambda: base64.b64encode(secrets.token_bytes(32)).decode()
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", False)
# The public address that certificates carry; anyone can check an honour there for decades. Where nobody chose one it is
# this machine at the port it is served at (PUBLIC_PORT, which `serve` and `demo` set).
PUBLIC_URL = env.str("PUBLIC_URL", "") or f"http://localhost:{env.int('PUBLIC_PORT', 8000)}"
AGENCY_NAME = env.str("AGENCY_NAME", "Tỉnh Quảng Ninh")
# From this year on an award or initiative that is not in the registers was not given; before it nobody knows.
REGISTER_COMPLETE_FROM = env.int("REGISTER_COMPLETE_FROM", 2021)
# The agency's own rules, laid over the law where it leaves something to agencies: the code of an overlay of the rulebook
# or the path of a file like those in rulebook/data/overlays.
AGENCY_OVERLAY = env.str("AGENCY_OVERLAY", "")
# What guessing a ballot trustee's pass phrase costs: "interactive" (64 MB), "moderate" (256 MB), "sensitive" (1 GB).
# A practice province, whose phrases are printed for everybody, uses "practice" (nothing); no other installation may.
BALLOT_KDF = env.str("BALLOT_KDF", "practice" if DEMO else "moderate")
if BALLOT_KDF == "practice" and not DEMO:
    raise ImproperlyConfigured("BALLOT_KDF=practice is for practice provinces (DEMO=1) only")

# Whose certificates for digital signatures are trusted: a folder with `anchors`, `chain` and `crl` (docs/how-to/sign-papers.md).
# Without it no uploaded signature is accepted. A practice province also trusts its own practice authority.
SIGNING_TRUST_FOLDER = env.str("SIGNING_TRUST_FOLDER", "")
# Time-stamping authority (RFC 3161) for signatures made on the server; "" makes signatures without a time stamp.
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", "")

INSTALLED_APPS = [
    "django_linear_migrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "tree_queries",
    "axes",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "thidua.apps.ThiduaConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "thidua.shared.middleware.ClockMiddleware",
    # A technician who looks through somebody's eyes reads only, and for a limited time.
    "thidua.units.middleware.StaffSessionMiddleware",
    # Closed by default: every address asks for a signed-in person unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "thidua.accounts.middleware.SessionMiddleware",
    "thidua.shared.middleware.DeniedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thidua.shared.context.site",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'out' / 'thidua.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: two writers queue instead of failing half way; WAL: readers never wait for the writer.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Opened when asked for: enough for the four requests a server process answers at once, and commands beside it.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 8}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "thidua.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "thidua.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "thidua.accounts.passwords.UnlikeTheOwner"},
    {"NAME": "thidua.accounts.passwords.NotCommon"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "portal:front"
# How many servers stand before this one and write X-Forwarded-For; 0: nobody is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
AXES_CLIENT_IP_CALLABLE = "thidua.accounts.queries.address_of"
AXES_FAILURE_LIMIT = 8
FAILURES_AN_HOUR = 60
AXES_COOLOFF_TIME = 0.25  # hours
# One name from one machine, so that nobody locks somebody else out from afar; guessing from many machines is stopped by
# the number of failures of a name in an hour.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "thidua.accounts.locked.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_USE_ATTEMPT_EXPIRATION = False

# Sessions: at most a working day, ended earlier when nobody has used them for a while.
SESSION_ENGINE = "thidua.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 480 if DEMO else 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# What counts failed codes must be the same for every process; the database is what all of them have.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "thidua_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Public pages as they were drawn (thidua.portal.caching): each process keeps its own; the key says what they show.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Sign-in by django-allauth: a closed system, so no sign-up, no confirming of e-mail, no reset by e-mail.
ACCOUNT_ADAPTER = "thidua.accounts.sign_on.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key", "reauthenticate": "10/m/user"}
ACCOUNT_FORMS = {"reauthenticate": "thidua.accounts.factor_forms.PasswordAgainForm"}
MFA_ADAPTER = "thidua.accounts.sign_on.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"Thi Đua – {AGENCY_NAME}"
# One step before and after: a telephone may be half a minute wrong. A code that was used is refused all that time.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "thidua.accounts.factor_forms.CodeForm",
    "reauthenticate": "thidua.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "thidua.accounts.factor_forms.TurnOnCodesForm",
    "deactivate_totp": "thidua.accounts.factor_forms.TurnOffCodesForm",
    "generate_recovery_codes": "thidua.accounts.factor_forms.NewRecoveryCodesForm",
    "authenticate_webauthn": "thidua.accounts.factor_forms.KeyForm",
    "reauthenticate_webauthn": "thidua.accounts.factor_forms.KeyAgainForm",
    "login_webauthn": "thidua.accounts.factor_forms.KeySignInForm",
    "add_webauthn": "thidua.accounts.factor_forms.AddKeyForm",
    "edit_webauthn": "thidua.accounts.factor_forms.RenameKeyForm",
}
# Roles that decide sign in with a second factor; "officer@root" is the officer of the whole installation.
# A practice province, whose people sign in with one click, asks for none.
SECOND_FACTOR_ROLES = (
    []
    if DEMO
    else env.list(
        "SECOND_FACTOR_ROLES",
        default=["decider", "council_secretary", "council_chair", "auditor", "operator", "officer@root"],
    )
)

# Sign-on through the national identity service (OpenID Connect), where the agency has it.
OIDC_NAME = env.str("OIDC_NAME", "VNeID")
OIDC_SERVER = env.str("OIDC_SERVER", "")
# The claim that carries the personal identification number; matched only against numbers an officer entered.
OIDC_NUMBER_CLAIM = env.str("OIDC_NUMBER_CLAIM", "identity_number")
SOCIALACCOUNT_ADAPTER = "thidua.accounts.sign_on.SignOnAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "thidua.accounts.oidc.CheckedProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "vneid",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", ""),
                "secret": env.str("OIDC_CLIENT_SECRET", ""),
                "settings": {
                    "server_url": OIDC_SERVER,
                    "scope": env.list("OIDC_SCOPES", default=["openid", "profile"]),
                    "fetch_userinfo": True,
                },
            }
        ]
        if OIDC_SERVER
        else [],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# In demo and debug the files are served from where they lie, so that no collect step is needed.
WHITENOISE_USE_FINDERS = DEBUG or DEMO
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else BASE_DIR / "staticfiles"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "out" / "media")))
# Issued papers are served by a view that checks rights, never by the static server.
MEDIA_URL = "khong-phuc-vu-truc-tiep/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not (DEBUG or DEMO)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Background jobs: the queue is a table of the same database; thidua.shared.jobs adds lease, retry, progress, cancel.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOB_LEASE = env.int("JOB_LEASE", 45)  # seconds without a sign of life after which another worker takes a job up
# Spreadsheets people hand in lie here, never served; removed when their time is over (manage.py remove_old_uploads).
UPLOAD_ROOT = Path(env.str("UPLOAD_ROOT", str(MEDIA_ROOT.parent / "uploads")))
UPLOAD_LARGEST = env.int("UPLOAD_LARGEST", 30 * 1024 * 1024)  # bytes
UPLOAD_KEPT_DAYS = env.int("UPLOAD_KEPT_DAYS", 90)
# The file of an old decision that was registered: evidence of its lines. Ten years are our own choice, no rule's: long
# enough for every appeal about such a line, and not for ever, since the file holds more personal data than its lines. The
# decision itself is kept by the archive of the office, whose own terms bind that copy.
OLD_DECISIONS_KEPT_DAYS = env.int("OLD_DECISIONS_KEPT_DAYS", 3650)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The form that leads to the identity service ends at its address.
_SIGN_ON = [f"{urlsplit(OIDC_SERVER).scheme}://{urlsplit(OIDC_SERVER).netloc}"] if OIDC_SERVER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *_SIGN_ON, *env.list("OIDC_FORM_ORIGINS", default=[])],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # The browser itself refuses such a cookie from another host or without HTTPS.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_HSTS_SECONDS = 31536000

# Letters leave through the agency's own mail server. Without one they are read in the system only.
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)  # TLS from the first byte (port 465)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", not EMAIL_USE_SSL)  # STARTTLS
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)  # seconds without an answer
EMAIL_BACKEND = env.str("EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "thi-dua@localhost")
# Reminders leave between these hours of working days.
OFFICE_HOURS = (env.int("OFFICE_OPENS", 7), env.int("OFFICE_CLOSES", 18))
# Deadlines of the house where the law sets none, in working days; reminders count with them.
DEADLINE_DAYS = {
    "answer_movement": env.int("ANSWER_MOVEMENT_DAYS", 10),  # after the launch
    "register": env.int("REGISTER_DAYS", 20),  # after the launch
    "sign": env.int("SIGN_DAYS", 10),  # after the pledge was put forward
    "acknowledge": env.int("ACKNOWLEDGE_DAYS", 3),  # after a copy of a decision was delivered
    "mend": env.int("MEND_DAYS", 5),  # after a paper was returned
    "self_score": env.int("SELF_SCORE_DAYS", 15),  # after the season was opened
    "verify": env.int("VERIFY_DAYS", 10),  # after the verification began
    "recover": env.int("RECOVER_DAYS", 15),  # after an honour was taken away
}
# How long the records of sign-in are kept: failed attempts, and sign-ins.
FAILED_SIGN_INS_KEPT_DAYS = env.int("FAILED_SIGN_INS_KEPT_DAYS", 90)
SIGN_INS_KEPT_DAYS = env.int("SIGN_INS_KEPT_DAYS", 730)
SILENCED_SYSTEM_CHECKS: list[str] = []
# Reports of errors hold no value of a form or a variable.
DEFAULT_EXCEPTION_REPORTER_FILTER = "thidua.shared.error_reports.NothingTyped"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
