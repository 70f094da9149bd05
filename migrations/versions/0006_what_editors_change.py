"""what editors change, and what members suggest to change."""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WAITING = sa.text('decided_at IS NULL')


def upgrade() -> None:
    op.create_table('movie_revisions',
    sa.Column('movie_id', BIG, nullable=False),
    sa.Column('editor_id', BIG, nullable=True),
    sa.Column('suggested_by_id', BIG, nullable=True),
    sa.Column('undoes_id', BIG, nullable=True),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['editor_id'], ['members.id'], name=op.f('fk_movie_revisions_editor_id_members'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['movie_id'], ['movies.id'], name=op.f('fk_movie_revisions_movie_id_movies'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['suggested_by_id'], ['members.id'], name=op.f('fk_movie_revisions_suggested_by_id_members'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undoes_id'], ['movie_revisions.id'], name=op.f('fk_movie_revisions_undoes_id_movie_revisions'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movie_revisions')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_movie_revisions_undoes_id'))
    )
    with op.batch_alter_table('movie_revisions') as batch:
        batch.create_index(batch.f('ix_movie_revisions_editor_id'), ['editor_id'])
        batch.create_index('ix_movie_revisions_newest', ['movie_id', 'id'])
        batch.create_index(batch.f('ix_movie_revisions_suggested_by_id'), ['suggested_by_id'])
    op.create_table('suggestions',
    sa.Column('movie_id', BIG, nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=True),
    sa.Column('decided_by_id', BIG, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_suggestions_decided_by_id_members'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_suggestions_member_id_members'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['movie_id'], ['movies.id'], name=op.f('fk_suggestions_movie_id_movies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions'))
    )
    with op.batch_alter_table('suggestions') as batch:
        batch.create_index(batch.f('ix_suggestions_decided_by_id'), ['decided_by_id'])
        batch.create_index(batch.f('ix_suggestions_movie_id'), ['movie_id'])
        batch.create_index('ix_suggestions_of_member', ['member_id', 'id'])
        batch.create_index('ix_suggestions_waiting', ['created_at', 'id'], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    with op.batch_alter_table('suggestions') as batch:
        batch.drop_index('ix_suggestions_waiting', sqlite_where=WAITING, postgresql_where=WAITING)
        batch.drop_index('ix_suggestions_of_member')
        batch.drop_index(batch.f('ix_suggestions_movie_id'))
        batch.drop_index(batch.f('ix_suggestions_decided_by_id'))
    op.drop_table('suggestions')
    with op.batch_alter_table('movie_revisions') as batch:
        batch.drop_index(batch.f('ix_movie_revisions_suggested_by_id'))
        batch.drop_index('ix_movie_revisions_newest')
        batch.drop_index(batch.f('ix_movie_revisions_editor_id'))
    op.drop_table('movie_revisions')
