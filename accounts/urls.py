from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("new/", views.new_organisation, name="new"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/change/", views.change, name="change"),
    path("<slug:slug>/publishing/", views.publishing, name="publishing"),
    path("<slug:slug>/members/<int:pk>/", views.member, name="member"),
    path("<slug:slug>/invited/<int:pk>/again/", views.send_invitation_again, name="send_invitation_again"),
    path("<slug:slug>/invited/<int:pk>/", views.take_back_invitation, name="take_back_invitation"),
]
