"""What the exercise required-columns is answered with, and what the check must say."""

from tests.answers import Answer

CHECK = "required-columns"
SETUP = """
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
from sqlalchemy import inspect
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
    return {
        column.name
        for column in model.__table__.columns
        if not column.nullable and column.default is None and column.server_default is None
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
        names.add(column.name)
    return names
""",
    ),
    Answer(
        "sets taken from one another",
        """
def required_columns(model):
    columns = model.metadata.tables[model.__tablename__].c
    every = {c.key for c in columns}
    optional = {c.key for c in columns if c.nullable}
    filled = {c.key for c in columns if (c.default, c.server_default) != (None, None)}
    return every - optional - filled
""",
    ),
    Answer(
        "filter, and a frozen set",
        """
def required_columns(model):
    def needed(column):
        return not (column.nullable or column.default or column.server_default)

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
    }.keys()
""",
    ),
]
