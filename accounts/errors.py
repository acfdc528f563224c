"""What is raised where somebody may not do what they asked for."""


class Refused(ValueError):
    """Something that was asked for and cannot be done now.

    reason: why, in plain words for the person who asked. `str` gives it too.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
