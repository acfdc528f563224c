"""Every address of the site, and who may open it: one row for each.

Outside one's reach a thing does not exist (404); inside, but not allowed, 403
(docs/rules.md, Outside your reach is 404).
"""

from assessments.reports.formats.table import SITE_FORMATS

# What each of the cast gets: a visitor who is not signed in, somebody from another organisation, and the
# organisation's own reader, steward, facilitator and lead.
CAST = ["visitor", "outsider", "reader", "steward", "facilitator", "lead"]
SIGN_IN = "sign in"  # sent to the sign-in page
ALL = dict.fromkeys(CAST, 200)
SIGNED_IN = {**ALL, "visitor": SIGN_IN}
MEMBERS = {**SIGNED_IN, "outsider": 404}
RUNNERS = {**MEMBERS, "reader": 403, "steward": 403}
LEADS = {**RUNNERS, "facilitator": 403}
STEWARDS = {**MEMBERS, "reader": 403, "facilitator": 403}


def only(table, status):
    """The same table, with another status for those who get in."""
    return {who: status if got == 200 else got for who, got in table.items()}


FOUND = only(ALL, 302)
POST_ONLY = "post"

# URL name: (who gets what, where it stands). A name marked POST_ONLY is posted to.
ROWS = {
    "home": ({**FOUND, "visitor": 200}, None),
    "help": (ALL, None),
    "privacy": (ALL, None),
    "accessibility": (ALL, None),
    "look_of_site": (FOUND, None, POST_ONLY),
    "mail_troubles_seen": (FOUND, None, POST_ONLY),
    "frameworks:list": (ALL, None),
    "frameworks:words": (ALL, None),
    "frameworks:sheet_to_fill": (ALL, None),
    "frameworks:export_sheet": (ALL, "version"),
    "frameworks:practice": (ALL, None),
    "frameworks:new_story": (STEWARDS, "organisation"),
    **{f"frameworks:{name}": (STEWARDS, "our story") for name in ["story", "publish_story", "delete_story"]},
    "frameworks:take_back_story": (only(STEWARDS, 302), "told story", POST_ONLY),
    "frameworks:version": (ALL, "version"),
    "frameworks:compare": (ALL, "two versions"),
    "frameworks:compare_choose": (ALL, "version"),
    **{
        f"frameworks:{name}": (STEWARDS, "our draft")
        for name in ["edit", "edit_scales", "edit_sources", "edit_changes"]
    },
    "frameworks:try_rules": ({**MEMBERS, "visitor": 404}, "our draft"),
    "frameworks:edit_fit": (STEWARDS, "our draft"),
    "frameworks:edit_fit_rule": (STEWARDS, "our draft rule"),
    "frameworks:edit_fit_example": (STEWARDS, "our draft example"),
    "frameworks:edit_part": (STEWARDS, "our draft part"),
    "frameworks:edit_question_picture": (STEWARDS, "our draft question"),
    "frameworks:edit_level_picture": (STEWARDS, "our draft level"),
    "frameworks:edit_question": (only(STEWARDS, 302), "our draft question"),
    "frameworks:export": (ALL, "version"),
    "frameworks:export_json": (ALL, "version"),
    "frameworks:new": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, None),
    "frameworks:adapt": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, "version"),
    "frameworks:next": (only(STEWARDS, 302), "our version", POST_ONLY),
    "frameworks:translate": (STEWARDS, "our version"),
    "frameworks:original": (STEWARDS, "our adaptation"),
    "frameworks:publish": (STEWARDS, "our draft"),
    "frameworks:agree": (MEMBERS, "our draft"),
    "frameworks:withdraw": (STEWARDS, "our version"),
    "frameworks:discard": (STEWARDS, "our draft"),
    "frameworks:schema": (ALL, None),
    "frameworks:import": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, None),
    "accounts:organisations": (only(SIGNED_IN, 302), None),
    "accounts:new": (SIGNED_IN, None),
    "accounts:organisation": (MEMBERS, "organisation"),
    "accounts:change": (LEADS, "organisation"),
    "accounts:publishing": (only(LEADS, 302), "organisation", POST_ONLY),
    "accounts:member": (only(LEADS, 302), "member", POST_ONLY),
    "accounts:invitation": ({**only(SIGNED_IN, 403), "outsider": 200}, "invitation"),
    "change_name": (SIGNED_IN, None),
    "accounts:send_invitation_again": (only(LEADS, 302), "expired", POST_ONLY),
    "accounts:take_back_invitation": (only(LEADS, 302), "invited", POST_ONLY),
    "assessments:preview": (ALL, "version"),
    "assessments:preview_part": (ALL, "version part"),
    "assessments:preview_sheet": (ALL, "version"),
    "assessments:preview_large_sheet": (ALL, "version"),
    "assessments:list": (SIGNED_IN, None),
    "assessments:new": ({**SIGNED_IN, "outsider": 200, "reader": 302, "steward": 302}, None),
    "assessments:round": (MEMBERS, "open"),
    "assessments:about": (RUNNERS, "draft"),
    "assessments:frameworks": (RUNNERS, "draft"),
    "assessments:perspectives": (RUNNERS, "draft"),
    **{f"assessments:{name}": (RUNNERS, "draft") for name in ["expected", "terms", "day", "joining"]},
    "assessments:round_preview": (RUNNERS, "draft"),
    "assessments:screen": (RUNNERS, "open"),
    "assessments:open": (only(RUNNERS, 302), "draft", POST_ONLY),
    "assessments:change": (RUNNERS, "open"),
    "assessments:contact": (RUNNERS, "open"),
    "assessments:close": (RUNNERS, "open"),
    "assessments:ways_in": (RUNNERS, "by code"),
    "assessments:add_codes": (only(RUNNERS, 302), "open", POST_ONLY),
    "assessments:stop_codes": (RUNNERS, "by both"),
    "assessments:slips": (RUNNERS, "by code"),
    "assessments:invite": (RUNNERS, "by code"),
    "assessments:remind": (only(RUNNERS, 302), "by code", POST_ONLY),
    "assessments:take_back": (RUNNERS, "batch"),
    "assessments:paper": (RUNNERS, "open"),
    "assessments:print_paper": (RUNNERS, "open"),
    # Who is not signed in (any more) gets back what they typed, and nothing of the round.
    "assessments:type_in": ({**only(RUNNERS, 400), "visitor": 403}, "open", POST_ONLY),
    "assessments:poster": (RUNNERS, "open"),
    "assessments:large_poster": (RUNNERS, "open"),
    "assessments:reopen": (only(RUNNERS, 302), "open", POST_ONLY),
    "assessments:release": (RUNNERS, "closed"),
    "assessments:end": (RUNNERS, "open"),
    "assessments:copy": (RUNNERS, "open"),
    "assessments:delete": (RUNNERS, "draft"),
    "assessments:words": (LEADS, "released"),
    "assessments:remove_words": (LEADS, "words"),
    "assessments:remove_statement": (LEADS, "statement"),
    "assessments:remove_text": (LEADS, "written"),
    "assessments:delete_organisation": (LEADS, "organisation"),
    "assessments:packs": (MEMBERS, "organisation"),
    "assessments:pack": (MEMBERS, "pack"),
    "assessments:pack_file": (only(MEMBERS, 302), "pack"),  # it is being made
    "assessments:delete_account": (SIGNED_IN, None),
    "assessments:next_round": (only(RUNNERS, 302), "released", POST_ONLY),
    "assessments:plan": (MEMBERS, "released"),
    "assessments:priorities": (MEMBERS, "released"),
    "assessments:plan_pdf": (MEMBERS, "released"),
    "assessments:plan_large_pdf": (MEMBERS, "released"),
    **{
        f"assessments:{name}": (RUNNERS, "released")
        for name in ["new_action", "priorities_together", "review_plan", "review_day"]
    },
    "assessments:priorities_side": (RUNNERS, "released side"),
    **{
        f"assessments:{name}": (RUNNERS, "action")
        for name in ["change_action", "action_update", "delete_action"]
    },
    "assessments:no_mail": (ALL, "no mail"),
    "assessments:outcome": (MEMBERS, "released"),
    "assessments:face": (LEADS, "organisation"),
    "assessments:portfolio": (MEMBERS, "organisation"),
    "assessments:open_actions": (MEMBERS, "organisation"),
    "assessments:portfolio_pdf": (MEMBERS, "organisation"),
    "assessments:archive": (RUNNERS, "released"),
    "assessments:keys": (RUNNERS, "keyed"),
    "assessments:name_key": (LEADS, "keyed side"),
    "assessments:replace_key_link": (RUNNERS, "keyed side"),
    "assessments:my_key": (LEADS, "keyed"),  # the lead holds it
    "assessments:logo": (ALL, "logo"),
    "assessments:links": (RUNNERS, "released"),
    "assessments:new_link": (RUNNERS, "released"),
    "assessments:withdraw_link": (RUNNERS, "link"),
    "assessments:record": (MEMBERS, "released"),
    **{
        f"assessments:{what}{size}_pdf": (MEMBERS, "released")
        for what in ["discussion", "record"]
        for size in ["", "_large"]
    },
    "assessments:new_meeting": (RUNNERS, "released"),
    "assessments:meeting": (RUNNERS, "meeting"),
    "assessments:meeting_keys": (RUNNERS, "meeting"),
    "assessments:meeting_question": (RUNNERS, "meeting question"),
    "assessments:meeting_say": (RUNNERS, "meeting question"),
    "assessments:agreement": (MEMBERS, "agreement"),
    "assessments:agreement_version": (MEMBERS, "agreement version"),
    "assessments:agreement_pdf": (MEMBERS, "agreement print"),
    "assessments:agreement_sheet": (MEMBERS, "agreement sheet"),
    "assessments:agreement_sheet_pdf": (MEMBERS, "agreement sheet"),
    **{
        f"assessments:{name}": (RUNNERS, "agreement")
        for name in ["new_heading", "whole_agreement", "agreement_meeting_keys", "ask_before", "ask_kept"]
    },
    "assessments:agreement_meeting": (only(RUNNERS, 302), "agreement"),
    "assessments:clause": (RUNNERS, "clause"),
    "assessments:clause_in_room": (RUNNERS, "clause"),
    "assessments:remove_clause_words": (LEADS, "clause words"),
    # Whoever has a link to results reads those, and an account makes no difference.
    "assessments:shared_results_part": (ALL, "shared part"),
    **{
        f"assessments:{shown}_{name}": (ALL, shown)
        for shown in ["shared", "example"]
        for name in ["results", "results_questions", "results_comments", "report", "outcome"]
    },
    **{
        f"assessments:{shown}results_chart_{suffix}": (ALL if shown else MEMBERS, where)
        for shown, where in [
            ("example_", "example chart"),
            ("shared_", "shared chart"),
            ("", "released chart"),
        ]
        for suffix in ["svg", "png"]
    },
    "assessments:example_results_part": (ALL, "example part"),
    "assessments:example_results_change": (ALL, "example"),
    "assessments:results_change": (MEMBERS, "released"),
    "assessments:results": (MEMBERS, "released"),
    "assessments:results_questions": (MEMBERS, "released"),
    "assessments:results_comments": (MEMBERS, "released"),
    "assessments:results_part": (MEMBERS, "released part"),
    "assessments:report": (MEMBERS, "released"),
    # Files of results: those that take time are being made.
    **{
        f"assessments:{prefix}{one.url_name}": (who if one.at_once else only(who, 202), what)
        for one in SITE_FORMATS
        for prefix, who, what in (
            ("example_", ALL, "example"),
            ("shared_", ALL, "shared"),
            ("", MEMBERS, "released"),
        )
    },
    # Who holds a key without an account: without its code there is nothing to see.
    "assessments:key": (ALL, None),
    "assessments:key_held": (only(ALL, 403), "key"),
    # People who take part: an account makes no difference, and without a secret there is nothing to see.
    "assessments:enter": (ALL, None),
    "assessments:withdrawn": (ALL, None),
    "assessments:left": (ALL, None),
    "assessments:join": (ALL, "join"),
    "assessments:leave": (FOUND, "join", POST_ONLY),
    "assessments:look": (FOUND, "join", POST_ONLY),
    **{
        f"assessments:{name}": (only(ALL, 403), "join")
        for name in [
            "keep",
            "perspective",
            "questions",
            "check",
            "sent",
            "mine",
            "my_answers_pdf",
            "withdraw",
            "join_results",
            "join_results_questions",
            "join_results_comments",
            "join_results_change",
            "join_report",
            "statements",
            "join_agreement",
            "new_statement",
            "fair_record",
            "join_outcome",
            *(f"join_{one.url_name}" for one in SITE_FORMATS),
        ]
    },
    "assessments:part": (only(ALL, 403), "join 1"),
    "assessments:question": (only(ALL, 403), "join 1"),
    **{
        f"assessments:{name}": (only(ALL, 403), "join statement")
        for name in ["statement", "change_statement", "take_back_statement"]
    },
    **{
        f"assessments:{name}": (only(ALL, 403), "join", POST_ONLY)
        for name in ["taken_back_read", "delete_unplaced"]
    },
    **{
        f"assessments:{name}": (only(ALL, 403), "join statement", POST_ONLY)
        for name in ["join_statement", "step_back"]
    },
    **{
        f"assessments:join_results_chart_{suffix}": (only(ALL, 403), "join chart")
        for suffix in ["svg", "png"]
    },
    "assessments:join_results_part": (only(ALL, 403), "join part"),
}


# Where who opens one of these is led, who runs a round: the page where its button stands.
BUTTON_ON = {
    "assessments:add_codes": "assessments:ways_in",
    "assessments:remind": "assessments:ways_in",
    "assessments:type_in": "assessments:paper",
    "assessments:open": "assessments:round",
    "assessments:reopen": "assessments:round",
    "assessments:next_round": "assessments:round",
}
