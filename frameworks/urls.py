from django.urls import path

from frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.frameworks, name="list"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/file/", views.export, name="export"),
]
