"""How static files are stored on a real site."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Name each file by its contents, also where one script imports another: else a browser could pair a new
    script with an old one from its cache."""

    support_js_module_import_aggregation = True
