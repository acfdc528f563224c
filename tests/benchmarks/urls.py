"""The site's addresses and one more: the bare view that saving a page is measured against."""

from django.urls import path

from coprod.urls import urlpatterns as site
from tests.benchmarks.saving import save_bare

urlpatterns = [*site, path("bare/", save_bare)]
