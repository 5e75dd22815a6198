"""What the exercise order-of-a-login is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "order-of-a-login"

SETUP = ""

WRONG = [
    Answer(
        "the hash before the row",
        "order = [1, 3, 2, 4, 6]",
        'line 3 ("SELECT by e-mail") came before line 1',
    ),
    Answer(
        "the token before the password",
        "order = [3, 2, 1, 4, 6]",
        'line 1 ("the password is compared with the hash") came before line 2',
    ),
    Answer(
        "the hook before the token",
        "order = [3, 1, 4, 2, 6]",
        'line 2 ("the token is signed") came before line 4',
    ),
    Answer(
        "the hook after the answer",
        "order = [3, 1, 2, 6, 4]",
        'line 4 ("on_after_login") came before line 6',
    ),
    Answer(
        "the token is stored",
        "order = [3, 1, 2, 5, 4, 6]",
        'line 5 ("COMMIT") did not happen in the run',
    ),
    Answer(
        "the numbers as they stand",
        "order = [1, 2, 3, 4, 5, 6]",
        'line 5 ("COMMIT") did not happen in the run',
    ),
    Answer("no hook", "order = [3, 1, 2, 6]", 'line 4 ("on_after_login") is missing'),
    Answer("a line twice", "order = [3, 1, 2, 4, 6, 3]", "line 3 stands there twice"),
    Answer("a line that is not there", "order = [3, 1, 2, 4, 7]", "there is no line 7"),
    Answer("texts", 'order = ["3", "1", "2", "4", "6"]', "'3' is a text: write the numbers"),
    Answer("numbers as text", 'order = "31246"', "`order` is a str; a list of numbers"),
    Answer("nothing yet", "order = ...", "Not attempted: `order` is still `...`"),
]

RIGHT = [
    Answer("a list", "order = [3, 1, 2, 4, 6]"),
    Answer("a tuple", "order = 3, 1, 2, 4, 6"),
    Answer("a list made of a text", 'order = [int(number) for number in "31246"]'),
]
