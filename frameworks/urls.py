from django.urls import path

from frameworks.views import adapting, beginning, comparing, exchanging, publishing, reading
from frameworks.views.editing import addresses as editing

app_name = "frameworks"
urlpatterns = [
    path("", reading.frameworks, name="list"),
    path("<int:pk>/", reading.version, name="version"),
    path("<int:pk>/compare/", comparing.choose, name="compare_choose"),
    path("<int:pk>/compare/<int:other>/", comparing.compare, name="compare"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/edit/parts/<slug:code>/", editing.edit_part, name="edit_part"),
    path("<int:pk>/edit/questions/<slug:code>/", editing.edit_question, name="edit_question"),
    path("<int:pk>/edit/levels/", editing.edit_scales, name="edit_scales"),
    path("<int:pk>/edit/sources/", editing.edit_sources, name="edit_sources"),
    path("<int:pk>/edit/changes/", editing.edit_changes, name="edit_changes"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/agree/", publishing.agree, name="agree"),
    path("<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("<int:pk>/discard/", publishing.discard, name="discard"),
    path("new/", beginning.new, name="new"),
    path("<int:pk>/adapt/", beginning.adapt, name="adapt"),
    path("<int:pk>/next/", beginning.next_version, name="next"),
    path("<int:pk>/translate/", beginning.translate, name="translate"),
    path("<int:pk>/original/", adapting.original, name="original"),
    path("import/", exchanging.import_file, name="import"),
    path("format.schema.json", exchanging.format_schema, name="schema"),
    path("<int:pk>/file.yaml", exchanging.export, {"form": "yaml"}, name="export"),
    path("<int:pk>/file.json", exchanging.export, {"form": "json"}, name="export_json"),
]
