"""What the exercise unit-of-work is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "unit-of-work"
SETUP = ""
WRONG = [
    Answer("nothing yet", "order = ...", "Not attempted: `order` is still `...`"),
    Answer("places still empty", "order = [3, 6, ..., ..., ...]", "`order` still holds `...`"),
    Answer(
        "as they stand",
        "order = [1, 2, 3, 4, 5, 6]",
        'line 4 ("CREATE TABLE") did not happen in the run',
    ),
    Answer(
        "the table created by the session",
        "order = [4, 3, 6, 5, 1, 2]",
        'line 4 ("CREATE TABLE") did not happen in the run',
    ),
    Answer(
        "add sends the INSERT",
        "order = [3, 5, 6, 1, 2]",
        'line 6 ("session.add(user)") came before line 5 ("BEGIN")',
    ),
    Answer(
        "the transaction first, as with a connection",
        "order = [5, 3, 6, 1, 2]",
        'line 3 ("the object is created") came before line 5 ("BEGIN")',
    ),
    Answer(
        "the INSERT before the transaction",
        "order = [3, 6, 1, 5, 2]",
        'line 5 ("BEGIN") came before line 1 ("INSERT")',
    ),
    Answer(
        "the INSERT after the commit",
        "order = [3, 6, 5, 2, 1]",
        'line 1 ("INSERT") came before line 2 ("COMMIT")',
    ),
    Answer(
        "the right order, from its end",
        "order = [2, 1, 5, 6, 3]",
        'line 3 ("the object is created") came before line 2 ("COMMIT")',
    ),
    Answer(
        "BEGIN forgotten",
        "order = [3, 6, 1, 2]",
        'line 5 ("BEGIN") is missing; the run did it',
    ),
    Answer(
        "only what is SQL",
        "order = [5, 1, 2]",
        'line 3 ("the object is created") is missing; the run did it',
    ),
    Answer("an empty list", "order = []", 'line 3 ("the object is created") is missing'),
    Answer(
        "a second commit", "order = [3, 6, 5, 2, 1, 2]", "line 2 stands there twice; it happens"
    ),
    Answer(
        "counted from zero", "order = [2, 5, 4, 0, 1]", 'line 4 ("CREATE TABLE") did not happen'
    ),
    Answer(
        "a number that is no line",
        "order = [3, 6, 5, 1, 7]",
        "there is no line 7: the lines are the numbers 1 to 6",
    ),
    Answer(
        "the words",
        'order = ["the object is created", "session.add(user)", "BEGIN", "INSERT", "COMMIT"]',
        "there is no line 'the object is created': the lines are the numbers 1 to 6",
    ),
    Answer(
        "the numbers as texts",
        'order = ["3", "6", "5", "1", "2"]',
        "'3' is a text: write the numbers without quotation marks",
    ),
    Answer("one text", 'order = "36512"', "`order` is a str; a list of numbers like"),
    Answer("one number", "order = 36512", "`order` is an int; a list of numbers like"),
    Answer("a set, which has no order", "order = {3, 6, 5, 1, 2}", "`order` is a set; a list"),
    Answer(
        "a dictionary of places",
        "order = {1: 3, 2: 6, 3: 5, 4: 1, 5: 2}",
        "`order` is a dict; a list of numbers like",
    ),
    Answer("a list in a list", "order = [[3, 6, 5, 1, 2]]", "there is no line [3, 6, 5, 1, 2]"),
    Answer("None among them", "order = [3, 6, 5, 1, None]", "there is no line None"),
    Answer("handed in: what sort() returns", "order = [3, 6, 5, 1, 2].sort()", "`order` is None"),
]
RIGHT = [
    Answer("a list", "order = [3, 6, 5, 1, 2]"),
    Answer("a tuple", "order = 3, 6, 5, 1, 2"),
    Answer("digits read from a text", "order = [int(digit) for digit in '36512']"),
    Answer("a list put together", "order = [3, 6]\norder += [5]\norder.extend((1, 2))"),
]
