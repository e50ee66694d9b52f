"""Settings of the families' server: no database of the instance, no key of it, no session and no cookie."""

import os
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent

SAFECONDUCT_FAMILIES_HOME = Path(
    os.environ.get("SAFECONDUCT_FAMILIES_HOME", Path.home() / ".safeconduct" / "families")
)
# Nothing is signed with it: there is neither a session nor a cookie.
SECRET_KEY = os.urandom(32).hex()
DEBUG = False
# "1": behind a proxy that ends TLS. The address that its own line adds to `X-Forwarded-For` is then the family's.
SAFECONDUCT_FAMILIES_HTTPS = os.environ.get("SAFECONDUCT_FAMILIES_HTTPS", "") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("SAFECONDUCT_FAMILIES_HOSTS", "").split(",") if host] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "testserver",
]

DATABASES: dict[str, object] = {}
INSTALLED_APPS = ["django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "safeconduct.tracing.families.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.i18n"]},
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("uk", "Українська"), ("ko", "한국어")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

SECURE_SSL_REDIRECT = SAFECONDUCT_FAMILIES_HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if SAFECONDUCT_FAMILIES_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SAFECONDUCT_FAMILIES_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
# A page of text; nothing is uploaded here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
FILE_UPLOAD_HANDLERS: list[str] = []

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# A log line names the kind of error and the place in the program, never what a family wrote, nor from where.
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
