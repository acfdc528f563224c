from django.urls import path

from frameworks.views import exchanging, reading

app_name = "frameworks"
urlpatterns = [
    path("", reading.frameworks, name="list"),
    path("<int:pk>/", reading.version, name="version"),
    path("import/", exchanging.import_file, name="import"),
    path("format.schema.json", exchanging.format_schema, name="schema"),
    path("<int:pk>/file.yaml", exchanging.export, {"form": "yaml"}, name="export"),
    path("<int:pk>/file.json", exchanging.export, {"form": "json"}, name="export_json"),
]
