from django.urls import path

from frameworks.views import (
    comparison,
    creation,
    files,
    names,
    originals,
    publication,
    reading,
    stories,
    versions,
)
from frameworks.views.editor import addresses as editing
from frameworks.views.editor import fit, picture

app_name = "frameworks"
urlpatterns = [
    path("", versions.frameworks, name="list"),
    path("words/", reading.words, name="words"),
    path("practice/", reading.practice, name="practice"),
    path("practice/of/<slug:slug>/new/", stories.new_story, name="new_story"),
    path("practice/<int:pk>/", stories.change, name="story"),
    path("practice/<int:pk>/publish/", stories.publish, name="publish_story"),
    path("practice/<int:pk>/take-back/", stories.take_back, name="take_back_story"),
    path("practice/<int:pk>/delete/", stories.delete, name="delete_story"),
    path("<int:pk>/", versions.version, name="version"),
    path("<int:pk>/compare/", comparison.choose, name="compare_choose"),
    path("<int:pk>/compare/<int:other>/", comparison.compare, name="compare"),
    path("<int:pk>/names/", names.try_rules, name="try_rules"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/edit/parts/<slug:code>/", editing.edit_part, name="edit_part"),
    path("<int:pk>/edit/questions/<slug:code>/", editing.edit_question, name="edit_question"),
    path(
        "<int:pk>/edit/questions/<slug:code>/picture/",
        picture.edit_question_picture,
        name="edit_question_picture",
    ),
    path(
        "<int:pk>/edit/levels/<slug:code>/<str:level>/picture/",
        picture.edit_level_picture,
        name="edit_level_picture",
    ),
    path("<int:pk>/edit/levels/", editing.edit_scales, name="edit_scales"),
    path("<int:pk>/edit/sources/", editing.edit_sources, name="edit_sources"),
    path("<int:pk>/edit/names/", fit.edit_fit, name="edit_fit"),
    path("<int:pk>/edit/names/<slug:place>/", fit.edit_fit_rule, name="edit_fit_rule"),
    path("<int:pk>/edit/changes/", editing.edit_changes, name="edit_changes"),
    path("<int:pk>/publish/", publication.publish, name="publish"),
    path("<int:pk>/agree/", publication.agree, name="agree"),
    path("<int:pk>/withdraw/", publication.withdraw, name="withdraw"),
    path("<int:pk>/discard/", publication.discard, name="discard"),
    path("new/", creation.new, name="new"),
    path("<int:pk>/adapt/", creation.adapt, name="adapt"),
    path("<int:pk>/next/", creation.next_version, name="next"),
    path("<int:pk>/translate/", creation.translate, name="translate"),
    path("<int:pk>/original/", originals.original, name="original"),
    path("import/", files.import_file, name="import"),
    path("sheet-to-fill.xlsx", files.sheet_to_fill, name="sheet_to_fill"),
    path("<int:pk>/file.xlsx", files.export_sheet, name="export_sheet"),
    path("format.schema.json", files.format_schema, name="schema"),
    path("<int:pk>/file.yaml", files.export, {"form": "yaml"}, name="export"),
    path("<int:pk>/file.json", files.export, {"form": "json"}, name="export_json"),
]
