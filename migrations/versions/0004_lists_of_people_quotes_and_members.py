"""pages of people, and lists of quotes and members."""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HOLDS_BADGE = sa.text('is_super_reviewer')


def upgrade() -> None:
    op.add_column('credits', sa.Column('year', sa.Integer(), nullable=True))
    op.execute('UPDATE credits SET year = (SELECT movies.year FROM movies WHERE movies.id = credits.movie_id)')
    with op.batch_alter_table('credits') as batch_op:
        batch_op.alter_column('year', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_index('ix_credits_person_id')
        batch_op.create_index('ix_credits_of_person', ['person_id', 'job', 'year', 'movie_id', 'position'])
    op.create_index('ix_quotes_decided', 'quotes', ['stage', 'decided_at', 'id'])
    op.create_index('ix_members_most_followed', 'members', ['followers_count', 'name_key'])
    op.drop_index('ix_members_super_reviewers', 'members')
    op.create_index('ix_members_newest', 'members', ['created_at', 'name_key'])
    op.create_index('ix_members_newest_super', 'members', ['created_at', 'name_key'], sqlite_where=HOLDS_BADGE, postgresql_where=HOLDS_BADGE)


def downgrade() -> None:
    op.drop_index('ix_members_newest_super', 'members')
    op.drop_index('ix_members_newest', 'members')
    op.create_index('ix_members_super_reviewers', 'members', ['name_key'], sqlite_where=HOLDS_BADGE, postgresql_where=HOLDS_BADGE)
    op.drop_index('ix_members_most_followed', 'members')
    op.drop_index('ix_quotes_decided', 'quotes')
    with op.batch_alter_table('credits') as batch_op:
        batch_op.drop_index('ix_credits_of_person')
        batch_op.create_index('ix_credits_person_id', ['person_id'])
        batch_op.drop_column('year')
