"""where merged things went, and readings of reviews that their authors had taken back."""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('moved_things',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('old_id', BIG, autoincrement=False, nullable=False),
    sa.Column('new_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'old_id', name=op.f('pk_moved_things'))
    )
    op.create_index('ix_moved_things_by_new_id', 'moved_things', ['kind', 'new_id'])
    _make_movies(anew={'sqlite_autoincrement': True})
    op.add_column('review_revisions', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    _make_movies(anew={'sqlite_autoincrement': False})
    # Who came here without the column must not read what its author took back.
    op.execute('DELETE FROM review_revisions WHERE withdrawn_at IS NOT NULL')
    with op.batch_alter_table('review_revisions') as batch:
        batch.drop_column('withdrawn_at')
    op.drop_index('ix_moved_things_by_new_id', table_name='moved_things')
    op.drop_table('moved_things')


def _make_movies(anew: dict[str, bool]) -> None:
    """SQLite decides when a table is made whether an id may be given out again; PostgreSQL never does that."""
    if op.get_bind().dialect.name == 'sqlite':
        with op.batch_alter_table('movies', recreate='always', table_kwargs=anew):
            pass
