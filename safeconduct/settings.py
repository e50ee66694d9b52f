"""Settings: everything that differs between instances comes from the environment, described in docs/reference.

`SAFECONDUCT_HOME` is the folder of the instance; the databases are SQLite files in it unless addresses are
given. A secret stands in a file or is asked for, never here.
"""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BASE = Path(__file__).resolve().parent

# openpyxl would take lxml where it finds it, and lxml follows entities; workbooks are parsed by defusedxml only.
os.environ["OPENPYXL_LXML"] = "False"

# --- the instance ---------------------------------------------------------------------------------

SAFECONDUCT_HOME = Path(os.environ.get("SAFECONDUCT_HOME", Path.home() / ".safeconduct" / "instance"))


def _passphrase(variable: str) -> str:
    """What stands in the file that the variable names, without its line end; "" when it is not set."""
    path = os.environ.get(variable, "")
    return Path(path).read_text(encoding="utf-8").rstrip("\r\n") if path else ""


SAFECONDUCT_SERVICE_PASSPHRASE = _passphrase("SAFECONDUCT_SERVICE_PASSPHRASE_FILE")
# Argon2id: operations and bytes of memory. RFC 9106's second choice (64 MiB, three passes).
SAFECONDUCT_ARGON2 = (3, 64 * 1024 * 1024)
# The second reader of publications: any service with the chat completions of the OpenAI API. Empty: there is none.
SAFECONDUCT_SECOND_READER_URL = os.environ.get("SAFECONDUCT_SECOND_READER_URL", "")
SAFECONDUCT_SECOND_READER_MODEL = os.environ.get("SAFECONDUCT_SECOND_READER_MODEL", "")
SAFECONDUCT_SECOND_READER_KEY = _passphrase("SAFECONDUCT_SECOND_READER_KEY_FILE")
# A parser for English beside the rules, used where spaCy and this model are installed. Empty: the rules read alone.
SAFECONDUCT_SPACY_MODEL = os.environ.get("SAFECONDUCT_SPACY_MODEL", "en_core_web_md")
SAFECONDUCT_IDLE_LOCK_MINUTES = 15
# An uploaded list waits in memory until it lies sealed in the database; a larger one is for the command line.
SAFECONDUCT_UPLOAD_BYTES_MAX = 64 * 1024 * 1024


def _cookie_secret() -> str:
    """Made from the service key's file, so that nothing more has to be kept; sessions end when it changes."""
    path = SAFECONDUCT_HOME / "service.key"
    content = path.read_bytes() if path.exists() else os.urandom(32)
    return hashlib.blake2b(content, person=b"safeconduct/http").hexdigest()


SECRET_KEY = _cookie_secret()
DEBUG = False
_HTTPS = os.environ.get("SAFECONDUCT_HTTPS", "") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("SAFECONDUCT_HOSTS", "").split(",") if host] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "testserver",
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if _HTTPS else []

# --- databases ------------------------------------------------------------------------------------

# FULL: NORMAL loses acknowledged entries when the power goes (see tests/contract). secure_delete: a deleted
# key must not stay in a free page. No busy_timeout here: it would replace `timeout`. Entries of one to two
# kilobytes fill pages of eight better than pages of four; the size counts only when a database is made.
SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=67108864; PRAGMA cache_size=-32768; "
    "PRAGMA journal_size_limit=67108864;"
)


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SAFECONDUCT_HOME / name,
        # Readers that later write must wait at the start, or they fail at once; see the decision record.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
        "CONN_MAX_AGE": None,
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def _database(variable: str, sqlite_name: str) -> dict[str, Any]:
    url = os.environ.get(variable, "")
    return _postgresql(url) if url else _sqlite(sqlite_name)


DATABASES = {
    "default": _database("SAFECONDUCT_DATABASE_URL", "ledger.sqlite3"),
    "keys": _database("SAFECONDUCT_KEYS_DATABASE_URL", "keys.sqlite3"),
}
DATABASE_ROUTERS = ["safeconduct.store.routers.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the application ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "safeconduct.store",
    "safeconduct.store.keys.apps.KeysConfig",
    "safeconduct.accounts",
    "safeconduct.registry",
    "safeconduct.tracing",
    "safeconduct.wishes",
    "safeconduct.duties",
    "safeconduct.arrangements",
    "safeconduct.disclosure",
    "safeconduct.figures",
    "safeconduct.shell",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeconduct.accounts.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "safeconduct.accounts.sessions.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safeconduct.shell.middleware.Frame",
]
ROOT_URLCONF = "safeconduct.urls"
WSGI_APPLICATION = "safeconduct.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "safeconduct.shell.context.frame",
            ],
            "builtins": ["safeconduct.shell.templatetags.safeconduct"],
        },
    }
]

# --- language -------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("uk", "Українська"), ("ko", "한국어")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- sessions, cookies, headers -------------------------------------------------------------------

SESSION_COOKIE_NAME = "safeconduct"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "safeconduct.shell.edge.form_too_old"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send `Origin: null`, and the check of forms refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Django's other handler writes what is uploaded to the disk, unsealed.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = SAFECONDUCT_UPLOAD_BYTES_MAX

# --- passwords, static files, logs ----------------------------------------------------------------

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_PERMISSIONS = 0o600

# A log line names the kind of error and the place in the program, never a request's content or a person.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "safeconduct": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
