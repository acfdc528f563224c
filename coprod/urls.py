"""Every address of the site. Who may open which is a table in tests/access/rows.py."""

from django.urls import include, path

from accounts.views import change_name, confirm_email
from coprod import views

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("look/", views.look_of_site, name="look_of_site"),
    path("mail-troubles/seen/", views.mail_troubles_seen, name="mail_troubles_seen"),
    path("account/confirm-email/<str:key>/", confirm_email, name="account_confirm_email"),
    path("account/name/", change_name, name="change_name"),
    path("account/", include("allauth.account.urls")),
    path("organisations/", include("accounts.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("", include("assessments.urls")),
]

handler400 = "coprod.views.bad_request"
handler403 = "coprod.views.permission_denied"
handler404 = "coprod.views.page_not_found"
handler500 = "coprod.views.server_error"
