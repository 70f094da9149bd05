"""posters that were uploaded."""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('posters',
    sa.Column('digest', sa.String(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_posters'))
    )
    with op.batch_alter_table('movies') as batch:
        batch.add_column(sa.Column('poster_digest', sa.String(length=32), nullable=True))
        batch.create_index(batch.f('ix_movies_poster_digest'), ['poster_digest'])
        batch.create_foreign_key(batch.f('fk_movies_poster_digest_posters'), 'posters', ['poster_digest'], ['digest'])


def downgrade() -> None:
    with op.batch_alter_table('movies') as batch:
        batch.drop_constraint(batch.f('fk_movies_poster_digest_posters'), type_='foreignkey')
        batch.drop_index(batch.f('ix_movies_poster_digest'))
        batch.drop_column('poster_digest')
    op.drop_table('posters')
