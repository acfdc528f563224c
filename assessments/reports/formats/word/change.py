"""What moved since an earlier round, in the Word file."""

from django.utils.translation import gettext as _

from assessments.reports.beside.change import Changed, ReportChange, Said
from assessments.reports.beside.plan import ReportPlan
from assessments.reports.charts import slopes
from assessments.reports.charts.subjects import slopes_of
from assessments.reports.formats.word.document import WordDocument, Words
from assessments.reports.formats.word.marking import foreign, marked
from assessments.reports.formats.word.pictures import png_of


def write_change(file: WordDocument, change: ReportChange, plan: ReportPlan) -> None:
    """Write the chapter: how to read it, where the gap moved, the slopes of the questions that moved
    furthest, with what was planned about them, all that can be compared, and what cannot."""
    file.heading(_("What has moved since %(title)s") % {"title": change.then.title}, 1)
    for said in change.lead:
        file.paragraph(_said(said))
    file.paragraph(change.to_know)
    if change.moved_gaps:
        file.heading(_("Where the gap moved"), 2)
        file.paragraph(change.of_gaps)
        rows = [
            (_named(one), one.gap.then, one.gap.now, one.gap_moved) for one in change.moved_gaps if one.gap
        ]
        heads = (_("Question"), change.then.short, change.now.short, _("What happened"))
        file.table(_("Where the gap moved"), heads, rows, (9, 3, 3, 5))
        file.paragraph(
            _("On %(hardly_gaps)s of %(gaps)s questions it hardly moved.")
            % {"hardly_gaps": change.hardly_gaps, "gaps": len(change.gaps)}
        )
    if change.top_moves:
        file.heading(_("What moved, for whom"), 2)
    for one in change.top_moves:
        _slope(file, change, one, plan)
    for name, found in ((_("Part by part"), change.parts), (_("Question by question"), change.questions)):
        if found:
            file.heading(name, 2)
            _table(file, change, name, found)
    if change.names:
        _names(file, change)
    if change.cannot:
        file.heading(_("What cannot be compared, and why"), 2)
        left = [(named, one.why) for one in change.cannot for named in one.what]
        file.table(
            _("What cannot be compared, and why"),
            (_("What"), _("Why")),
            [
                (Words(named.label, foreign(named.language) if named.language else ""), why)
                for named, why in left
            ],
            (8, 12),
        )
        file.paragraph(_("All else can be compared."))


def _names(file: WordDocument, change: ReportChange) -> None:
    title = _("Which name fits, then and now")
    file.heading(title, 2)
    heads = (_("Name"), _("Who sees it"), change.then.short, change.now.short, _("Moved"))
    rows = [
        (
            Words(row.name, foreign(row.language) if row.language else ""),
            row.view,
            row.then_words,
            row.now_words,
            row.moved,
        )
        for row in change.names
    ]
    file.table(title, heads, rows, (6, 7, 4, 4, 4))


def _said(one: Said) -> list[Words]:
    return marked(one.words, one.language) if one.language else [Words(one.words)]


def _named(one: Changed) -> tuple[Words, ...]:
    return Words(f"{one.number} "), Words(one.title, foreign(one.part.language))


def _slope(file: WordDocument, change: ReportChange, one: Changed, plan: ReportPlan) -> None:
    file.heading(_named(one), 3)
    file.paragraph(one.says, leads=True)
    drawn = slopes_of(one, change, "word")
    file.picture(png_of(slopes.slopes(**drawn)), drawn["title"], share=0.45)
    planned = plan.before_about(one.key)
    for action in planned:
        lead, what, end = action.beside_a_move
        file.paragraph([Words(f"{lead} "), Words(what, None, is_bold=True), Words(f" {end}")])
    if planned:
        file.paragraph(_("We cannot say that the one led to the other."))


def _table(file: WordDocument, change: ReportChange, name: str, found: tuple[Changed, ...]) -> None:
    """Write a row for each figure."""
    rows = []
    for one in found:
        for row in one.compared:
            if row.move:
                rows.append((_named(one), row.name, row.then, row.now, row.moved))
        if one.gap:
            rows.append((_named(one), _("Gap"), str(one.gap.then), str(one.gap.now), one.gap_moved))
    heads = (_("What"), _("Group"), change.then.short, change.now.short, _("Moved"))
    file.table(name, heads, rows, (8, 6, 3, 3, 4))
    file.paragraph(_("0 is the least good answer, 100 the best."))
