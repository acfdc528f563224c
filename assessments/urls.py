from django.urls import path

from assessments.views import (
    answering,
    own_copy,
    paper,
    preview,
    results,
    running,
    taking_part,
    ways_in,
)

app_name = "assessments"

# For people who run an assessment or read its results: signed in.
running_urls = [
    path("assessments/", running.assessments, name="list"),
    path("assessments/new/", running.new_assessment, name="new"),
    path("rounds/<int:pk>/", running.round_page, name="round"),
    path("rounds/<int:pk>/about/", running.about, name="about"),
    path("rounds/<int:pk>/frameworks/", running.frameworks, name="frameworks"),
    path("rounds/<int:pk>/perspectives/", running.perspectives, name="perspectives"),
    path("rounds/<int:pk>/terms/", running.terms, name="terms"),
    path("rounds/<int:pk>/open/", running.open_round, name="open"),
    path("rounds/<int:pk>/change/", running.change_open_round, name="change"),
    path("rounds/<int:pk>/ways-in/", ways_in.ways_in, name="ways_in"),
    path("rounds/<int:pk>/ways-in/codes/", ways_in.add_codes, name="add_codes"),
    path("rounds/<int:pk>/ways-in/slips/", ways_in.slips, name="slips"),
    path("rounds/<int:pk>/ways-in/e-mail/", ways_in.invite, name="invite"),
    path("rounds/<int:pk>/ways-in/remind/", ways_in.remind, name="remind"),
    path("rounds/<int:pk>/ways-in/<int:batch>/take-back/", ways_in.take_back, name="take_back"),
    path("rounds/<int:pk>/poster.pdf", ways_in.poster, name="poster"),
    path("rounds/<int:pk>/poster-large.pdf", ways_in.poster, {"large": True}, name="large_poster"),
    path("rounds/<int:pk>/paper/", paper.overview, name="paper"),
    path("rounds/<int:pk>/paper/print/", paper.print_forms, name="print_paper"),
    path("rounds/<int:pk>/paper/form/", paper.type_in, name="type_in"),
    path("rounds/<int:pk>/close/", running.close_round, name="close"),
    path("rounds/<int:pk>/reopen/", running.reopen_round, name="reopen"),
    path("rounds/<int:pk>/release/", running.release_round, name="release"),
    path("rounds/<int:pk>/next/", running.next_round, name="next_round"),
    path("rounds/<int:pk>/results/", results.results, name="results"),
    path(
        "rounds/<int:pk>/results/<slug:framework>/<slug:section>/",
        results.results_part,
        name="results_part",
    ),
    path("rounds/<int:pk>/report/", results.report, name="report"),
    path("rounds/<int:pk>/report.pdf", results.report_pdf, name="report_pdf"),
]

# For people who take part: no account.
taking_part_urls = [
    path("enter/", taking_part.enter, name="enter"),
    path("taken-back/", taking_part.withdrawn, name="withdrawn"),
    path("left/", taking_part.left, name="left"),
    path("join/<slug:join_code>/", taking_part.join, name="join"),
    path("join/<slug:join_code>/keep/", taking_part.keep, name="keep"),
    path("join/<slug:join_code>/perspective/", taking_part.perspective, name="perspective"),
    path("join/<slug:join_code>/part/<int:number>/", answering.part, name="part"),
    path("join/<slug:join_code>/check/", taking_part.check, name="check"),
    path("join/<slug:join_code>/sent/", taking_part.sent, name="sent"),
    path("join/<slug:join_code>/mine/", taking_part.mine, name="mine"),
    path("join/<slug:join_code>/mine.pdf", own_copy.mine_pdf, name="mine_pdf"),
    path("join/<slug:join_code>/withdraw/", taking_part.withdraw, name="withdraw"),
    path("join/<slug:join_code>/look/", taking_part.look, name="look"),
    path("join/<slug:join_code>/leave/", taking_part.leave, name="leave"),
    path("join/<slug:join_code>/results/", results.join_results, name="join_results"),
    path(
        "join/<slug:join_code>/results/<slug:framework>/<slug:section>/",
        results.join_results_part,
        name="join_results_part",
    ),
    path("join/<slug:join_code>/report/", results.join_report, name="join_report"),
    path("join/<slug:join_code>/report.pdf", results.join_report_pdf, name="join_report_pdf"),
]

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

urlpatterns = [*preview_urls, *running_urls, *taking_part_urls]
