"""What the answers of notebook 05 need of it: its models, and SQLAlchemy's names."""

from tests.answers import cells

QUERIES = (
    cells("queries", "so-far")
    + """
import uuid

from sqlalchemy import ForeignKey, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

domain = func.substr(User.email, func.instr(User.email, "@") + 1)


class LoanBase(DeclarativeBase):
    pass


class Loan(LoanBase):
    __tablename__ = "loan"
    title: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(User.id))
"""
)
