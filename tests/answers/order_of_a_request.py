"""What the exercise order-of-a-request is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "order-of-a-request"

SETUP = ""

WRONG = [
    Answer(
        "the session is closed before the answer leaves",
        "order = [5, 1, 7, 4, 2, 3]",
        'line 3 ("the answer is sent") came before line 2',
    ),
    Answer(
        "the adapter before the session",
        "order = [1, 5, 7, 4, 3, 2]",
        'line 5 ("get_async_session opens a session") came before line 1',
    ),
    Answer(
        "the endpoint before its dependencies",
        "order = [7, 5, 1, 4, 3, 2]",
        'line 5 ("get_async_session opens a session") came before line 7',
    ),
    Answer(
        "the endpoint between the dependencies",
        "order = [5, 7, 1, 4, 3, 2]",
        'line 1 ("get_user_db builds the adapter") came before line 7',
    ),
    Answer(
        "the commit when the session is closed",
        "order = [5, 1, 7, 3, 4, 2]",
        'line 4 ("INSERT, then COMMIT") came before line 3',
    ),
    Answer(
        "the session closed before the commit",
        "order = [5, 1, 7, 2, 4, 3]",
        'line 4 ("INSERT, then COMMIT") came before line 2',
    ),
    Answer(
        "the tables too",
        "order = [6, 5, 1, 7, 4, 3, 2]",
        'line 6 ("the tables are created") did not happen in the run',
    ),
    Answer(
        "the numbers as they stand",
        "order = [1, 2, 3, 4, 5, 6, 7]",
        'line 6 ("the tables are created") did not happen in the run',
    ),
    Answer(
        "the closing is left out",
        "order = [5, 1, 7, 4, 3]",
        'line 2 ("the session is closed") is missing',
    ),
    Answer("a line twice", "order = [5, 1, 7, 4, 3, 2, 5]", "line 5 stands there twice"),
    Answer("a line that is not there", "order = [0, 5, 1, 7, 4, 3, 2]", "there is no line 0"),
    Answer("backwards", "order = [2, 3, 4, 7, 1, 5]", "came before line 2"),
    Answer("numbers as text", 'order = ["5", "1", "7", "4", "3", "2"]', "'5' is a text: write the"),
    Answer("a set", "order = {5, 1, 7, 4, 3, 2}", "`order` is a set; a list of numbers"),
    Answer("one text", 'order = "517432"', "`order` is a str; a list of numbers"),
    Answer("one number", "order = 517432", "`order` is an int; a list of numbers"),
    Answer("a place still open", "order = [5, 1, 7, 4, ..., 2]", "`order` still holds `...`"),
    Answer("what sort gives", "order = [5, 1, 7, 4, 3, 2].sort()", "`order` is None"),
    Answer("nothing yet", "order = ...", "Not attempted: `order` is still `...`"),
]

RIGHT = [
    Answer("a list", "order = [5, 1, 7, 4, 3, 2]"),
    Answer("a tuple", "order = 5, 1, 7, 4, 3, 2"),
    Answer(
        "a list made of parts",
        """
before, endpoint, after = [5, 1], [7, 4], [3, 2]
order = before + endpoint + after
""",
    ),
    Answer("a list made of a text", 'order = [int(number) for number in "5 1 7 4 3 2".split()]'),
]
