"""Where a converted framework goes in an organisation: into a framework of its own, or, for a sheet that was
written out here, changed and brought back, onto the version that it came from.
"""

from accounts.models import Organisation
from accounts.naming import first_free
from frameworks.conversion import table
from frameworks.conversion.cells import sheets_of
from frameworks.conversion.overlay import with_changes
from frameworks.conversion.writing import workbook_of
from frameworks.exchange.files import file_of
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.models import Framework, FrameworkVersion


def settled(file: FrameworkFile, organisation: Organisation, *, is_brought_back: bool) -> FrameworkFile:
    """Return the file as it is to be imported. is_brought_back: it says of which framework it is."""
    codes = set(Framework.objects.filter(organisation=organisation).values_list("code", flat=True))
    if not is_brought_back or file.code not in codes:
        return file.model_copy(update={"code": first_free(file.code, codes)})
    newest = (
        FrameworkVersion.objects.originals()
        .filter(framework__organisation=organisation, framework__code=file.code)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return file
    base = file_of(newest)
    written, _notes = sheets_of(workbook_of(base))
    before = checked(table.from_sheets(written, base.title).data)
    made = with_changes(plain_data(base), plain_data(before), plain_data(file))
    made["version"] = newest.number
    if made != plain_data(base) and newest.status != FrameworkVersion.Status.DRAFT:
        made["version"] = newest.number + 1
        made.pop("note", None)
    return checked(made)
