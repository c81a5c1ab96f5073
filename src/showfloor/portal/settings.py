"""Django's settings of the portal, from the workspace that SHOWFLOOR_WORKSPACE names.

Secure by default: argon2, a content security policy without anything inline, two cookies (session
and language), no framing, limited uploads; behind TLS also HSTS and secure cookies.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from showfloor.portal.configuration import (
    PortalConfiguration,
    no_configuration,
    read_configuration,
)

_named = os.environ.get("SHOWFLOOR_WORKSPACE", "")
PORTAL: PortalConfiguration = read_configuration(Path(_named)) if _named else no_configuration()
PORTAL_WORKSPACE = PORTAL.workspace
PORTAL_IS_DEMO = os.environ.get("SHOWFLOOR_PORTAL_DEMO") == "1"
"""Whether every page says that its figures are generated."""
_today = os.environ.get("SHOWFLOOR_PORTAL_TODAY", "")
PORTAL_TODAY = date.fromisoformat(_today) if _today else None
"""The day that a demonstration speaks from; None: the real one."""

SECRET_KEY, *SECRET_KEY_FALLBACKS = PORTAL.secrets()
DEBUG = False
ALLOWED_HOSTS = list(PORTAL.hosts)
INSTALLED_APPS = [
    "showfloor.portal.walls",
    "showfloor.portal.people",
    "showfloor.portal.figures",
    "showfloor.portal.access",
    "showfloor.portal.programmes",
    "showfloor.portal.news",
    "showfloor.portal.offers",
    "showfloor.portal.imports",
    "showfloor.portal.maps",
    "showfloor.portal.measured",
    "showfloor.portal.rollout",
    "showfloor.portal.runs",
    "showfloor.portal.standing",
    "showfloor.portal.work",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "showfloor.portal.walls.forwarded.Forwarded",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "showfloor.portal.rollout.calendar_entering.CalendarEntering",
    "showfloor.portal.access.sessions.SessionAges",
    "showfloor.portal.access.sign_on.entering.SignOnEntering",
    "showfloor.portal.people.entering.Entering",
    "showfloor.portal.figures.bare_answers.BareAnswers",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "showfloor.portal.urls"
WSGI_APPLICATION = "showfloor.portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "showfloor.portal.figures.navigation.frame",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": {**PORTAL.database}}
if PORTAL.is_sqlite:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
    }
    DATABASES["partner"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{Path(PORTAL.database['NAME']).absolute().as_uri()}?mode=ro",
        "OPTIONS": {"uri": True, "timeout": 20},
    }
if PORTAL.owner_database is not None:
    DATABASES["owner"] = PORTAL.owner_database
PORTAL_MIGRATED_DATABASE = "default" if PORTAL.owner_database is None else "owner"
"""Which of the names above migrations go to."""
DATABASE_ROUTERS = ["showfloor.portal.walls.databases.ByReach"]
PORTAL_APPLICATION_ROLE = "" if PORTAL.is_sqlite else str(PORTAL.database["USER"])
"""The PostgreSQL role that answers requests; neither owns a table nor bypasses a policy."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "showfloor.portal.access.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "showfloor.portal.access.second_factor.SecondFactors"
MFA_FORMS = {
    "add_webauthn": "showfloor.portal.access.key_forms.AddKey",
    "authenticate_webauthn": "showfloor.portal.access.key_forms.UseKey",
    "login_webauthn": "showfloor.portal.access.key_forms.UsePasskey",
    "reauthenticate_webauthn": "showfloor.portal.access.key_forms.ConfirmByKey",
}
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts those, for all processes together
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "showfloor.portal.access.accounts.locked_out"
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = PORTAL.time_zone

STATIC_URL = "static/"
STATIC_ROOT = PORTAL.folder / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "showfloor.portal.figures.look.LookFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PORTAL.folder / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_NAME = "showfloor_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PORTAL.behind_tls
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LANGUAGE_COOKIE_NAME = "showfloor_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PORTAL.behind_tls
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "showfloor.portal.figures.answers.forbidden"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = PORTAL.behind_tls
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PORTAL.behind_tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PORTAL.behind_tls
if PORTAL.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the second factor's code is drawn as one
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["showfloor.portal.imports.receiving.Receiver"]
PORTAL_UPLOAD_BYTES: int = int(os.environ.get("SHOWFLOOR_PORTAL_UPLOAD_BYTES") or 2 * 1024**3)
"""The most that one file of an import may have, and, below, hold once it is unpacked."""
PORTAL_UNPACKED_BYTES: int = 8 * PORTAL_UPLOAD_BYTES
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

PORTAL_ADDRESS: str = PORTAL.address
"""What letters link to."""
DEFAULT_FROM_EMAIL = f"portal@{urlsplit(PORTAL.address).hostname}"
if PORTAL.mail:
    _mail = urlsplit(PORTAL.mail)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_mail.username or ""),
        unquote(os.environ.get("SHOWFLOOR_PORTAL_MAIL_PASSWORD") or _mail.password or ""),
    )
    EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.scheme == "smtp+tls", 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(PORTAL.folder / "mail")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
        "showfloor": {"handlers": ["terminal"], "level": "INFO", "propagate": False},
        "axes": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
    },
}
