"""What the exercise required-columns is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "required-columns"
SETUP = """
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import Integer, inspect
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass
"""
WRONG = [
    Answer(
        "the starter: all that is NOT NULL",
        """
def required_columns(model):
    return {column.name for column in model.__table__.columns if not column.nullable}
""",
        "for User you name `id`, which has a default in Python",
    ),
    Answer(
        "the answer for User, written down",
        """
def required_columns(model):
    return {"email", "hashed_password"}
""",
        "for Writer, a model of the check, you leave out `pen_name`",
    ),
    Answer(
        "User in place of the parameter",
        """
def required_columns(model):
    return {
        column.name
        for column in User.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
    }
""",
        "for Writer, a model of the check, you leave out `pen_name`",
    ),
    Answer(
        "the default of the database forgotten",
        """
def required_columns(model):
    columns = model.__table__.columns
    return {c.name for c in columns if not c.nullable and c.default is None}
""",
        "you name `country`, which has a server default: the database fills it in",
    ),
    Answer(
        "NULL forgotten",
        """
def required_columns(model):
    columns = model.__table__.columns
    return {c.name for c in columns if c.default is None and c.server_default is None}
""",
        "you name `born`, which may be NULL",
    ),
    Answer(
        "or in place of and",
        """
def required_columns(model):
    return {
        c.name
        for c in model.__table__.columns
        if not c.nullable and (c.default is None or c.server_default is None)
    }
""",
        "for User you name `id`, which has a default in Python",
    ),
    Answer(
        "nullable, not: not nullable",
        """
def required_columns(model):
    columns = model.__table__.columns
    return {c.name for c in columns if c.nullable and not c.default and not c.server_default}
""",
        "for User you leave out `email`, which is NOT NULL and has no default at all",
    ),
    Answer(
        "a default that is False taken for none",
        """
def required_columns(model):
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable
        and not getattr(column.default, "arg", None)
        and column.server_default is None
    }
""",
        "for User you name `is_superuser`, which has a default in Python",
    ),
    Answer(
        "the key of the table taken for the thing to leave out",
        """
def required_columns(model):
    return {c.name for c in model.__table__.columns if not c.nullable and not c.primary_key}
""",
        "for User you name `is_active`, which has a default in Python",
    ),
    Answer(
        "the key never counted",
        """
def required_columns(model):
    return {
        column.name
        for column in model.__table__.columns
        if not column.primary_key
        and not column.nullable
        and column.default is None
        and column.server_default is None
    }
""",
        "for Loan, a model of the check, you leave out `shelf_mark`",
    ),
    Answer(
        "the integer key forgotten",
        """
def required_columns(model):
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
    }
""",
        "for Ticket, a model of the check, you name `number`, the integer key that the database",
    ),
    Answer(
        "no key column of integers counted",
        """
def required_columns(model):
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable
        and column.default is None
        and column.server_default is None
        and not (column.primary_key and isinstance(column.type, Integer))
    }
""",
        "for Seat, a model of the check, you leave out `place`, one of two key columns",
    ),
    Answer(
        "columns compared with !=, which makes SQL",
        """
def required_columns(model):
    table = model.__table__
    return {
        column.name
        for column in table.columns
        if not column.nullable
        and column.default is None
        and column.server_default is None
        and column != table.autoincrement_column
    }
""",
        "your code raised TypeError: Boolean value of this clause is not defined",
    ),
    Answer(
        "autoincrement, which says auto for each column, asked",
        """
def required_columns(model):
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable
        and column.default is None
        and column.server_default is None
        and not column.autoincrement
    }
""",
        "for User you leave out `email`, which is NOT NULL and has no default at all",
    ),
    Answer(
        "a set that grows from call to call",
        """
def required_columns(model, names=set()):
    for column in model.__table__.columns:
        if not column.nullable and column.default is None and column.server_default is None:
            names.add(column.name)
    return names
""",
        "for Loan, a model of the check, you name `email`, and it has no such column",
    ),
    Answer(
        "the columns themselves",
        """
def required_columns(model):
    return {
        column
        for column in model.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
    }
""",
        "it returned a Column among the names",
    ),
    Answer(
        "names with the table's name before them",
        """
def required_columns(model):
    return {
        str(column)
        for column in model.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
    }
""",
        "for User you name `user.email`, and it has no such column",
    ),
    Answer(
        "a list",
        """
def required_columns(model):
    return [
        column.name
        for column in model.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
    ]
""",
        "it returned a list; a set of column names is wanted",
    ),
    Answer(
        "the names in one text",
        """
def required_columns(model):
    return ", ".join(c.name for c in model.__table__.columns if not c.nullable)
""",
        "it returned a str; a set of column names is wanted",
    ),
    Answer(
        "no return",
        """
def required_columns(model):
    names = {c.name for c in model.__table__.columns if not c.nullable}
""",
        "it returned None; a set of column names is wanted",
    ),
    Answer(
        "return inside the loop",
        """
def required_columns(model):
    names = set()
    for c in model.__table__.columns:
        if not c.nullable and c.default is None and c.server_default is None:
            names.add(c.name)
            return names
""",
        "for User you leave out `hashed_password`",
    ),
    Answer(
        "the annotations of the class",
        """
def required_columns(model):
    return set(model.__annotations__)
""",
        "for User you leave out `email`",
    ),
    Answer(
        "a misspelt attribute",
        """
def required_columns(model):
    return {c.name for c in model.__table__.columns if not c.nullable and c.has_default is None}
""",
        "your code raised AttributeError: Neither 'Column' object nor",
    ),
    Answer(
        "the table's columns looked for on the class",
        """
def required_columns(model):
    return {c.name for c in model.columns if not c.nullable}
""",
        "your code raised AttributeError: type object 'User' has no attribute 'columns'",
    ),
    Answer(
        "an async function",
        """
async def required_columns(model):
    return {c.name for c in model.__table__.columns if not c.nullable}
""",
        "`required_columns` is an `async def`; a plain `def` is wanted here",
    ),
    Answer(
        "no parameter",
        """
def required_columns():
    return {c.name for c in User.__table__.columns if not c.nullable}
""",
        "`required_columns()` does not take 1 argument(s)",
    ),
    Answer(
        "handed in: the set for User",
        """
def names_needed(model):
    return {c.name for c in model.__table__.columns if not c.nullable}

required_columns = names_needed(User)
""",
        "`required_columns` is a set, and a function is wanted",
    ),
    Answer(
        "handed in: None",
        "required_columns = None",
        "`required_columns` is None",
    ),
]
RIGHT = [
    Answer(
        "a set comprehension on the table",
        """
def required_columns(model):
    table = model.__table__
    return {
        column.name
        for column in table.columns
        if not column.nullable
        and column.default is None
        and column.server_default is None
        and column is not table.autoincrement_column
    }
""",
    ),
    Answer(
        "the mapper, a loop, and truth values",
        """
def required_columns(model):
    names = set()
    for column in inspect(model).columns:
        if column.nullable or column.default or column.server_default:
            continue
        if column is column.table.autoincrement_column:
            continue
        names.add(column.name)
    return names
""",
    ),
    Answer(
        "sets taken from one another",
        """
def required_columns(model):
    table = model.metadata.tables[model.__tablename__]
    every = {c.key for c in table.c}
    optional = {c.key for c in table.c if c.nullable}
    filled = {c.key for c in table.c if (c.default, c.server_default) != (None, None)}
    counted = {c.key for c in [table.autoincrement_column] if c is not None}
    return every - optional - filled - counted
""",
    ),
    Answer(
        "filter, and a frozen set",
        """
def required_columns(model):
    counted = model.__table__.autoincrement_column

    def needed(column):
        filled = column.default or column.server_default or column is counted
        return not (column.nullable or filled)

    return frozenset(map(lambda column: column.name, filter(needed, model.__table__.c)))
""",
    ),
    Answer(
        "the keys of a dictionary, which are a set too",
        """
def required_columns(model):
    return {
        name: column
        for name, column in model.__table__.columns.items()
        if [column.nullable, column.default, column.server_default] == [False, None, None]
        and column is not model.__table__.autoincrement_column
    }.keys()
""",
    ),
    Answer(
        "the counted key by its name",
        """
def required_columns(model):
    counted = model.__table__.autoincrement_column
    counted_name = counted.name if counted is not None else None
    return {
        column.name
        for column in model.__table__.columns
        if not (column.nullable or column.default or column.server_default)
        and column.name != counted_name
    }
""",
    ),
    Answer(
        "the only key column, where it is an integer",
        """
def required_columns(model):
    key = list(model.__table__.primary_key)
    counts = len(key) == 1 and isinstance(key[0].type, Integer)
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable
        and column.default is None
        and column.server_default is None
        and not (counts and column.primary_key)
    }
""",
    ),
]
