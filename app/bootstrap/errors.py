"""The one error of the set-up."""


class SetupError(Exception):
    """Set-up cannot go on; the text is a sentence for the user.

    A family of its own beside `RhapsodeError`: importing `app.core` would need numpy.
    """
