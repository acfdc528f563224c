from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from assessments.reports.formats.table import SITE_FORMATS
from assessments.views import (
    deletion,
    invitations,
    packs,
    paper,
    preview,
    removal,
    results,
    rounds,
    setup,
)
from assessments.views.agreement import keys
from assessments.views.beside import change
from assessments.views.groundwork import agreement, asking, clauses, prints, sheets
from assessments.views.meetings import records, room
from assessments.views.plans import actions, plan, priorities
from assessments.views.portfolio import overview
from assessments.views.sharing import charts, faces, links
from assessments.views.taking_part import answers, joining, my_answers, sending
from assessments.views.voices import cosigning, statements

app_name = "assessments"


def _result_urls(place: str, shown_to: Callable[..., Any], prefix: str = "") -> list[URLPattern]:
    """Give the pages of a release their addresses, its charts too, and each format of its report:
    rounds/1/report.pdf, named report_pdf. shown_to: who sees them (views/results.py)."""
    file, chart = shown_to(results.report_file), shown_to(charts.chart_file)
    return [
        path(f"{place}results/", shown_to(results.overview_page), name=f"{prefix}results"),
        path(
            f"{place}results/questions/", shown_to(results.questions_page), name=f"{prefix}results_questions"
        ),
        path(f"{place}results/comments/", shown_to(results.comments_page), name=f"{prefix}results_comments"),
        path(
            f"{place}results/<slug:framework>/<slug:section>/",
            shown_to(results.part_page),
            name=f"{prefix}results_part",
        ),
        *(
            path(
                f"{place}charts/<slug:name>.{suffix}",
                chart,
                {"suffix": suffix},
                name=f"{prefix}results_chart_{suffix}",
            )
            for suffix in charts.MEDIA_TYPES
        ),
        path(f"{place}report/", shown_to(results.report_page), name=f"{prefix}report"),
        path(f"{place}outcome/", shown_to(plan.outcome_page), name=f"{prefix}outcome"),
        *(
            path(f"{place}{one.file}", file, {"key": one.key}, name=f"{prefix}{one.url_name}")
            for one in SITE_FORMATS
        ),
    ]


def _change_url(place: str, shown_to: Callable[..., Any], prefix: str = "") -> URLPattern:
    """Give what has moved since an earlier round its address, for those who may see the earlier one."""
    return path(f"{place}results/change/", shown_to(change.change_page), name=f"{prefix}results_change")


# For people who run an assessment or read its results: signed in.
running_urls = [
    path("assessments/", rounds.assessments, name="list"),
    path("assessments/new/", setup.new_assessment, name="new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/about/", setup.about, name="about"),
    path("rounds/<int:pk>/frameworks/", setup.frameworks, name="frameworks"),
    path("rounds/<int:pk>/perspectives/", setup.perspectives, name="perspectives"),
    path("rounds/<int:pk>/expected/", setup.expected, name="expected"),
    path("rounds/<int:pk>/terms/", setup.terms, name="terms"),
    path("rounds/<int:pk>/day/", setup.day, name="day"),
    path("rounds/<int:pk>/joining/", setup.joining, name="joining"),
    path("rounds/<int:pk>/preview/", preview.round_preview, name="round_preview"),
    path("rounds/<int:pk>/screen/", invitations.screen, name="screen"),
    path("rounds/<int:pk>/open/", rounds.open_round, name="open"),
    path("rounds/<int:pk>/change/", rounds.change_open_round, name="change"),
    path("rounds/<int:pk>/contact/", rounds.change_contact, name="contact"),
    path("rounds/<int:pk>/ways-in/", invitations.ways_in, name="ways_in"),
    path("rounds/<int:pk>/ways-in/codes/", invitations.add_codes, name="add_codes"),
    path("rounds/<int:pk>/ways-in/codes/stop/", invitations.stop_codes, name="stop_codes"),
    path("rounds/<int:pk>/ways-in/slips/", invitations.slips, name="slips"),
    path("rounds/<int:pk>/ways-in/e-mail/", invitations.invite, name="invite"),
    path("rounds/<int:pk>/ways-in/remind/", invitations.remind, name="remind"),
    path("rounds/<int:pk>/ways-in/<int:batch>/take-back/", invitations.take_back, name="take_back"),
    path("rounds/<int:pk>/poster.pdf", invitations.poster, name="poster"),
    path("rounds/<int:pk>/poster-large.pdf", invitations.poster, {"large": True}, name="large_poster"),
    path("rounds/<int:pk>/paper/", paper.overview, name="paper"),
    path("rounds/<int:pk>/paper/print/", paper.print_forms, name="print_paper"),
    path("rounds/<int:pk>/paper/form/", paper.type_in, name="type_in"),
    path("rounds/<int:pk>/close/", rounds.close_round, name="close"),
    path("rounds/<int:pk>/reopen/", rounds.reopen_round, name="reopen"),
    path("rounds/<int:pk>/release/", rounds.release_round, name="release"),
    path("rounds/<int:pk>/end/", rounds.end_round, name="end"),
    path("rounds/<int:pk>/copy/", setup.copy, name="copy"),
    path("rounds/<int:pk>/delete/", deletion.delete_round, name="delete"),
    path("rounds/<int:pk>/words/", removal.words_shown, name="words"),
    path(
        "rounds/<int:pk>/words/<slug:framework>/<slug:question>/<int:place>/",
        removal.remove_words,
        name="remove_words",
    ),
    path("rounds/<int:pk>/words/beside/<uuid:statement>/", removal.remove_statement, name="remove_statement"),
    path(
        "rounds/<int:pk>/words/written/<slug:kind>/<int:row>/<slug:field>/",
        removal.remove_text,
        name="remove_text",
    ),
    path("organisations/<slug:slug>/delete/", deletion.delete_organisation, name="delete_organisation"),
    path("organisations/<slug:slug>/face/", faces.face, name="face"),
    path("organisations/<slug:slug>/packs/", packs.packs, name="packs"),
    path("packs/<int:pk>/", packs.pack, name="pack"),
    path("packs/<int:pk>/file/", packs.pack_file, name="pack_file"),
    path("my-account/delete/", deletion.delete_account, name="delete_account"),
    path("rounds/<int:pk>/next/", rounds.next_round, name="next_round"),
    path("rounds/<int:pk>/links/", links.links, name="links"),
    path("rounds/<int:pk>/links/new/", links.new_link, name="new_link"),
    path("rounds/<int:pk>/links/<int:link>/withdraw/", links.withdraw_link, name="withdraw_link"),
    _change_url("rounds/<int:pk>/", results.for_members),
    path("organisations/<slug:slug>/assessments/", overview.portfolio, name="portfolio"),
    path("organisations/<slug:slug>/assessments.pdf", overview.portfolio_pdf, name="portfolio_pdf"),
    path("organisations/<slug:slug>/actions/", overview.open_actions, name="open_actions"),
    path("rounds/<int:pk>/archive/", overview.archive, name="archive"),
    path("rounds/<int:pk>/keys/", keys.keys, name="keys"),
    path("rounds/<int:pk>/keys/<slug:side>/", keys.name_holder, name="name_key"),
    path("rounds/<int:pk>/keys/<slug:side>/link/", keys.replace_link, name="replace_key_link"),
    path("rounds/<int:pk>/key/", keys.my_key, name="my_key"),
    *_result_urls("rounds/<int:pk>/", results.for_members),
]

# Meetings over shared results, and the record of what was said at them: signed in.
_MEETING = "rounds/<int:pk>/meetings/<int:meeting>/"
_QUESTION = f"{_MEETING}<slug:framework>/<slug:question>/"
meeting_urls = [
    path("rounds/<int:pk>/meetings/new/", records.new_meeting, name="new_meeting"),
    path(_MEETING, room.all_questions, name="meeting"),
    path(f"{_MEETING}keys/", room.keys, name="meeting_keys"),
    path(_QUESTION, room.question, name="meeting_question"),
    path(f"{_QUESTION}say/", room.say, name="meeting_say"),
    path("rounds/<int:pk>/record/", records.record, name="record"),
    *(
        path(
            f"rounds/<int:pk>/{what}{suffix}.pdf",
            records.sheet,
            {"what": what, "large": bool(suffix)},
            name=f"{what}{suffix.replace('-', '_')}_pdf",
        )
        for what in ("discussion", "record")
        for suffix in ("", "-large")
    ),
]

# The working agreement of an assessment, and the sheets that go with it: signed in.
_AGREEMENT = "assessments/<int:pk>/agreement/"
agreement_urls = [
    path(_AGREEMENT, agreement.agreement, name="agreement"),
    path(f"{_AGREEMENT}versions/<int:number>/", agreement.version, name="agreement_version"),
    path(f"{_AGREEMENT}headings/new/", agreement.new_heading, name="new_heading"),
    path(f"{_AGREEMENT}whole/", agreement.whole, name="whole_agreement"),
    path(f"{_AGREEMENT}clauses/<slug:code>/", clauses.clause, name="clause"),
    path(
        f"{_AGREEMENT}clauses/<slug:code>/words/<int:wording>/",
        clauses.remove_words,
        name="remove_clause_words",
    ),
    path(f"{_AGREEMENT}meeting/", clauses.room, name="agreement_meeting"),
    path(f"{_AGREEMENT}meeting/keys/", clauses.keys, name="agreement_meeting_keys"),
    path(f"{_AGREEMENT}meeting/<slug:code>/", clauses.clause, {"in_room": True}, name="clause_in_room"),
    path(f"{_AGREEMENT}print/<slug:what>.pdf", prints.agreement_pdf, name="agreement_pdf"),
    path(f"{_AGREEMENT}sheets/<slug:sheet>/", sheets.sheet, name="agreement_sheet"),
    path(f"{_AGREEMENT}sheets/<slug:sheet>.pdf", prints.sheet_pdf, name="agreement_sheet_pdf"),
    path(f"{_AGREEMENT}ask/", asking.ask_before, name="ask_before"),
    path(f"{_AGREEMENT}kept/", asking.ask_kept, name="ask_kept"),
]

# For somebody who holds a key to results, without an account.
key_urls = [
    path("key/", keys.enter, name="key"),
    path("key/<int:pk>/", keys.key_held, name="key_held"),
]

# The plan that follows from results.
plan_urls = [
    path("rounds/<int:pk>/plan/", plan.plan, name="plan"),
    path("rounds/<int:pk>/plan.pdf", plan.plan_pdf, name="plan_pdf"),
    path("rounds/<int:pk>/plan-large.pdf", plan.plan_pdf, {"large": True}, name="plan_large_pdf"),
    path("rounds/<int:pk>/plan/new/", actions.new_action, name="new_action"),
    path("rounds/<int:pk>/plan/<int:number>/", actions.change_action, name="change_action"),
    path("rounds/<int:pk>/plan/<int:number>/update/", actions.say_what_happened, name="action_update"),
    path("rounds/<int:pk>/plan/<int:number>/delete/", actions.delete_action, name="delete_action"),
    path("rounds/<int:pk>/plan/first/", priorities.priorities, name="priorities"),
    path("rounds/<int:pk>/plan/first/together/", priorities.together, name="priorities_together"),
    path("rounds/<int:pk>/plan/first/<slug:side>/", priorities.side, name="priorities_side"),
    path("rounds/<int:pk>/plan/review/", plan.review, name="review_plan"),
    path("rounds/<int:pk>/plan/day/", plan.review_day, name="review_day"),
    path("no-mail/<str:token>/", plan.no_mail, name="no_mail"),
]

# For people who take part: no account.
taking_part_urls = [
    path("enter/", joining.enter, name="enter"),
    path("taken-back/", my_answers.withdrawn, name="withdrawn"),
    path("left/", joining.left, name="left"),
    path("join/<slug:join_code>/", joining.join, name="join"),
    path("join/<slug:join_code>/keep/", sending.keep, name="keep"),
    path("join/<slug:join_code>/perspective/", joining.perspective, name="perspective"),
    path("join/<slug:join_code>/questions/", answers.questions, name="questions"),
    path("join/<slug:join_code>/part/<int:number>/", answers.part, name="part"),
    path("join/<slug:join_code>/question/<int:number>/", answers.question, name="question"),
    path("join/<slug:join_code>/check/", sending.check, name="check"),
    path("join/<slug:join_code>/sent/", sending.sent, name="sent"),
    path("join/<slug:join_code>/mine/", my_answers.mine, name="mine"),
    path("join/<slug:join_code>/mine.pdf", my_answers.my_answers_pdf, name="my_answers_pdf"),
    path("join/<slug:join_code>/mine/unplaced/", my_answers.unplaced, name="delete_unplaced"),
    path("join/<slug:join_code>/withdraw/", my_answers.withdraw, name="withdraw"),
    path("join/<slug:join_code>/look/", joining.look, name="look"),
    path("join/<slug:join_code>/leave/", joining.leave, name="leave"),
    _change_url("join/<slug:join_code>/", results.for_those_who_sent, "join_"),
    *_result_urls("join/<slug:join_code>/", results.for_those_who_sent, "join_"),
]

# For people who took part, once the results are shared: what they say of these.
voice_urls = [
    path("join/<slug:join_code>/agreement/", statements.agreement, name="join_agreement"),
    path("join/<slug:join_code>/differently/", statements.statements, name="statements"),
    path("join/<slug:join_code>/differently/new/", statements.new_statement, name="new_statement"),
    path("join/<slug:join_code>/differently/read/", statements.taken_back_read, name="taken_back_read"),
    path("join/<slug:join_code>/differently/<uuid:pk>/", statements.statement, name="statement"),
    path(
        "join/<slug:join_code>/differently/<uuid:pk>/change/",
        statements.change_statement,
        name="change_statement",
    ),
    path(
        "join/<slug:join_code>/differently/<uuid:pk>/take-back/",
        statements.take_back_statement,
        name="take_back_statement",
    ),
    path(
        "join/<slug:join_code>/differently/<uuid:pk>/join/", statements.join_statement, name="join_statement"
    ),
    path("join/<slug:join_code>/differently/<uuid:pk>/step-back/", statements.step_back, name="step_back"),
    path("join/<slug:join_code>/fair/", cosigning.fair_record, name="fair_record"),
]

# The example's results, for anybody.
example_urls = [
    _change_url("example/<int:pk>/", results.of_the_example, "example_"),
    *_result_urls("example/<int:pk>/", results.of_the_example, "example_"),
]

# The logo of an organisation, for whoever sees a page with it.
logo_urls = [path("logos/<slug:digest>.png", faces.logo, name="logo")]

# For anybody who has a link to a release.
shared_urls = _result_urls("shared/<slug:secret>/", links.for_those_with_a_link, "shared_")

# A framework as a participant would see it: open to whoever may see the version.
preview_urls = [
    path("frameworks/<int:pk>/preview/", preview.preview, name="preview"),
    path("frameworks/<int:pk>/preview/sheet.pdf", preview.sheet, name="preview_sheet"),
    path(
        "frameworks/<int:pk>/preview/sheet-large.pdf",
        preview.sheet,
        {"large": True},
        name="preview_large_sheet",
    ),
    path("frameworks/<int:pk>/preview/<slug:section>/", preview.preview_part, name="preview_part"),
]

urlpatterns = [
    *preview_urls,
    *running_urls,
    *plan_urls,
    *meeting_urls,
    *agreement_urls,
    *taking_part_urls,
    *key_urls,
    *voice_urls,
    *example_urls,
    *shared_urls,
    *logo_urls,
]
