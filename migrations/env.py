"""How alembic reaches the database: through the connection that app/migrate.py opened."""

from alembic import context

from app.db import Encrypted, EncryptedBytes, EncryptedJson, UtcTime
from app.tables import list_tables


def write_type(kind: str, value: object, _: object) -> str | bool:
    """Column types of ours as plain ones: a migration must not change when the program does."""
    plain = {
        UtcTime: "sa.DateTime(timezone=True)",
        Encrypted: "sa.Text()",
        EncryptedJson: "sa.Text()",
        EncryptedBytes: "sa.LargeBinary()",
    }
    return plain.get(type(value), False) if kind == "type" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=list_tables(),
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=write_type,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
