from django.http import Http404
def results(request, pk, **k): raise Http404
results_part = report = report_pdf = join_results = join_results_part = join_report = join_report_pdf = results
