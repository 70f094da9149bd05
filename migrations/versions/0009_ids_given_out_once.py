"""critic reviews and news that were removed leave their ids to none, so that a history never means another."""

from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make(anew={'sqlite_autoincrement': True})


def downgrade() -> None:
    _make(anew={'sqlite_autoincrement': False})


def _make(anew: dict[str, bool]) -> None:
    """SQLite decides when a table is made whether an id may be given out again; PostgreSQL never does that."""
    if op.get_bind().dialect.name == 'sqlite':
        for table in ('critic_reviews', 'news_items'):
            with op.batch_alter_table(table, recreate='always', table_kwargs=anew):
                pass
