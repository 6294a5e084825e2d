"""django-helpdesk as its manual sets it up for production, on PostgreSQL and without a mail server."""

import os

SECRET_KEY = os.environ["HELPDESK_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
SITE_ID = 1
LOGIN_URL = "/login/"
STATIC_URL = "/static/"
LANGUAGE_CODE = "en-us"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.sites", "django.contrib.staticfiles", "django.contrib.humanize",
    "rest_framework", "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
# A connection is kept, or every request would begin with a new PostgreSQL process.
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk", "USER": os.environ["PGUSER"],
    "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"], "CONN_MAX_AGE": 600,
}}
# Mail is written from its templates and then dropped: the peer waits for no mail server.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Teams need a further package and are not used here.
HELPDESK_TEAMS_MODE_ENABLED = False
