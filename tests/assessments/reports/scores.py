from decimal import Decimal

from assessments.reports.phrases import Score


def scores(**values):
    return [Score(name.replace("_", " "), Decimal(str(value))) for name, value in values.items()]
