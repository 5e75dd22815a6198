"""What the notebooks of this course import, and its command line (`python -m tutorial_support`)."""


class CourseError(Exception):
    """Something outside the lesson is in the way: one sentence that says what to do."""

    def _render_traceback_(self):  # type: ignore[no-untyped-def]  # every Python 3 must read this
        """Let IPython show the sentence alone, without a traceback."""
        return [str(self)]
