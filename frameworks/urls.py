from django.urls import path

from frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.frameworks, name="list"),
    path("import/", views.import_file, name="import"),
    path("format.schema.json", views.format_schema, name="schema"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/file.yaml", views.export, {"form": "yaml"}, name="export"),
    path("<int:pk>/file.json", views.export, {"form": "json"}, name="export_json"),
]
