"""The one queue that residents write to, and the member of staff who reads it. seed.py PASSWORD"""

import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402: models are there after the set-up
from helpdesk.models import Queue  # noqa: E402

get_user_model().objects.create_superuser("staff", "staff@example.org", sys.argv[1])
print(Queue.objects.create(
    title="Reports", slug="reports", allow_public_submission=True, email_address="desk@example.org").pk)
