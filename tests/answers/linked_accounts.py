"""What the exercise linked-accounts is answered with, and what the check must say."""

from tests.answers import Answer, cells

CHECK = "linked-accounts"

SETUP = (
    cells("oauth_and_access_tokens", "so-far", "three-tables")
    + """
from sqlalchemy import ForeignKey, delete, event
from sqlalchemy.orm import backref
"""
)


def shop(options: str, account: str = "pass", customer: str = "") -> str:
    """Return the cell with these options of the relationship."""
    return f"""
class ShopBase(DeclarativeBase):
    pass


class CustomerAccount(SQLAlchemyBaseOAuthAccountTableUUID, ShopBase):
    {account}


class Customer(SQLAlchemyBaseUserTableUUID, ShopBase):
    oauth_accounts: Mapped[list[CustomerAccount]] = relationship({options})
    {customer}
"""


MISSING = "`add_oauth_account` raised MissingGreenlet: the list of accounts was not loaded"
TAKEN_OFF = (
    "a customer with accounts could not be deleted, IntegrityError, NOT NULL constraint failed:"
    " oauth_account.user_id: SQLAlchemy took the accounts off before it deleted"
)
CASCADE = 'cascade="all, delete-orphan"'
AFTERWARDS = """

@event.listens_for(Customer, "after_delete")
def take_along(mapper, connection, customer):
    mine = CustomerAccount.user_id == customer.id
    connection.execute(delete(CustomerAccount).where(mine))
"""

WRONG = [
    Answer("no option", shop(""), MISSING),
    Answer("select, said aloud", shop('lazy="select"'), MISSING),
    Answer("the cascade alone", shop(CASCADE), MISSING),
    Answer("joined alone", shop('lazy="joined"'), TAKEN_OFF),
    Answer("selectin alone", shop('lazy="selectin"'), TAKEN_OFF),
    Answer(
        "passive_deletes, which trusts the database",
        shop('lazy="joined", passive_deletes=True'),
        TAKEN_OFF,
    ),
    Answer(
        "passive_deletes for all, where SQLite ignores the keys",
        shop('lazy="joined", passive_deletes="all"'),
        "the accounts are still there, pointing to nobody",
    ),
    Answer(
        "by hand, after the customer is gone, where the database does nothing",
        shop(
            'lazy="joined", passive_deletes="all"',
            account='user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))',
        )
        + AFTERWARDS,
        "a customer with accounts could not be deleted, IntegrityError, FOREIGN KEY constraint",
    ),
    Answer(
        "a cascade of the defaults",
        shop('lazy="joined", cascade="save-update, merge"'),
        TAKEN_OFF,
    ),
    Answer(
        "orphans without a delete",
        shop('lazy="joined", cascade="delete-orphan"'),
        "could not be deleted",
    ),
    Answer(
        "a view of the accounts",
        shop('lazy="joined", viewonly=True'),
        "`add_oauth_account` failed: using what you handed in raised IntegrityError",
    ),
    Answer(
        "accounts that raise",
        shop('lazy="raise", cascade="all, delete-orphan"'),
        "not available due to lazy='raise'",
    ),
    Answer(
        "accounts that are never loaded",
        shop('lazy="noload", cascade="all, delete-orphan"'),
        "a customer with two linked accounts was loaded without both of them",
    ),
    Answer(
        "accounts written only",
        shop('lazy="write_only", cascade="all, delete-orphan"'),
        "`add_oauth_account` failed: using what you handed in raised AttributeError",
    ),
    Answer(
        "the cascade on the other side",
        shop(
            'lazy="joined", back_populates="customer"',
            account='customer = relationship("Customer", cascade="all", '
            'back_populates="oauth_accounts")',
        ),
        "could not be deleted",
    ),
    Answer(
        "a join of everything",
        shop(
            f'lazy="joined", {CASCADE}, primaryjoin="CustomerAccount.user_id != None", '
            'foreign_keys="CustomerAccount.user_id"'
        ),
        "Could not locate any simple equality expressions",
    ),
    Answer(
        "another name",
        shop(f'lazy="joined", {CASCADE}').replace("oauth_accounts", "accounts"),
        "`Customer` has no `oauth_accounts`, to which the adapter appends",
    ),
    Answer(
        "one account in place of a list",
        shop(f'lazy="joined", {CASCADE}').replace(
            "Mapped[list[CustomerAccount]]", "Mapped[CustomerAccount]"
        ),
        "`oauth_accounts` is no list, and the adapter appends to it",
    ),
    Answer(
        "a set of accounts",
        shop(f'lazy="joined", {CASCADE}').replace("Mapped[list[", "Mapped[set["),
        "`oauth_accounts` is no list, and the adapter appends to it",
    ),
    Answer(
        "a class of an earlier run",
        shop(f'lazy="joined", {CASCADE}')
        + "\n\nOldAccount = CustomerAccount\n"
        + shop(f'lazy="joined", {CASCADE}')
        + "\n\nCustomerAccount = OldAccount\n",
        "on different bases: did the cell above fail",
    ),
    Answer(
        "the two changed over",
        shop(f'lazy="joined", {CASCADE}')
        + "\n\nCustomer, CustomerAccount = CustomerAccount, Customer",
        "the table of `Customer` has no column `email`",
    ),
    Answer("nothing yet", "Customer = CustomerAccount = ...", "Not attempted: `Customer` is still"),
]

RIGHT = [
    Answer("selectin and the cascade", shop(f'lazy="selectin", {CASCADE}')),
    Answer("joined and the cascade", shop(f'lazy="joined", {CASCADE}')),
    Answer("immediate, and delete by name", shop('lazy="immediate", cascade="all, delete"')),
    Answer(
        "with the class by name, and the way back",
        shop(
            f'"CustomerAccount", lazy="selectin", {CASCADE}, back_populates="customer"',
            account='customer: Mapped["Customer"] = relationship(back_populates="oauth_accounts")',
        ),
    ),
    Answer(
        "by hand, after the customer is gone",
        shop('lazy="joined", passive_deletes="all"') + AFTERWARDS,
    ),
    Answer(
        "passive_deletes beside the cascade",
        shop(f'lazy="selectin", passive_deletes=True, {CASCADE}'),
    ),
]
