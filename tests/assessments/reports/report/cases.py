def questions_of(report):
    return {q.title: q for part in report.parts for q in part.questions}


# What may not be shown


def many(count, **answers):
    return [{code.replace("_", "-"): value for code, value in answers.items()}] * count
