"""Every section and question of a framework file."""


def sections_of(file):
    for section in file.sections:
        yield section
        yield from section.sections


def questions_of(file):
    return [question for section in sections_of(file) for question in section.questions]
