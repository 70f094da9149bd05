"""browsers in which a member has signed in before, so that wrong guesses of others do not shut them out."""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('known_devices',
    sa.Column('id', BIG, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('member_id', BIG, nullable=False),
    sa.Column('sign_in_id', BIG, nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_known_devices_member_id_members'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_ins.id'], name=op.f('fk_known_devices_sign_in_id_sign_ins'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_devices')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_known_devices_token_hash'))
    )
    op.create_index('ix_known_devices_expires_at', 'known_devices', ['expires_at'])
    op.create_index('ix_known_devices_latest', 'known_devices', ['member_id', 'last_used_at', 'id'])
    op.create_index('ix_known_devices_sign_in_id', 'known_devices', ['sign_in_id'])


def downgrade() -> None:
    op.drop_table('known_devices')
