import type { ApprovalLimit, ApprovalRequest, Prisma } from '../../generated/prisma/client.js';
import type { StaffRole } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import type { Money } from '../../kit/money.js';
import { type ApprovalAction, CREDITS } from './approvals.rules.js';

const person = { select: { id: true, name: true, email: true } } as const;
const include = { requestedBy: person, decidedBy: person } as const;

export type ApprovalRow = Prisma.ApprovalRequestGetPayload<{ include: typeof include }> & {
  account: { id: string; name: string } | null;
};
export type { ApprovalRequest };
export type LimitRow = Pick<ApprovalLimit, 'action' | 'currency' | 'amount' | 'updatedAt'>;

export interface NewRequest {
  action: ApprovalAction;
  amount: Money | null;
  subject: { type: string; id: string };
  accountId: string | null;
  payload: Prisma.InputJsonObject;
  reason: string | null;
  requestedById: string;
}

/** Throws a unique violation where the same is asked for already (`approval_request_one_pending`). */
export async function insertRequest(tx: Tx, request: NewRequest): Promise<ApprovalRequest> {
  const { amount, subject, ...columns } = request;
  return tx.prisma.approvalRequest.create({
    data: {
      id: newId('apr', { now: () => tx.at }),
      ...columns,
      subjectType: subject.type,
      subjectId: subject.id,
      amount: amount?.minor ?? null,
      currency: amount && amount.currency !== CREDITS ? amount.currency : null,
      createdAt: tx.at,
    },
  });
}

/** The same, asked for and not decided yet; or null. */
export async function findPending(
  reader: Reader,
  same: Pick<NewRequest, 'action' | 'subject' | 'payload'>,
): Promise<{ id: string; askedBy: string } | null> {
  const rows = await reader.$queryRaw<{ id: string; askedBy: string }[]>`
    SELECT r.id, s.name AS "askedBy" FROM approval_request r JOIN staff_user s ON s.id = r.requested_by_id
    WHERE r.status = 'requested' AND r.action = ${same.action} AND r.subject_id = ${same.subject.id}
      AND r.payload = ${JSON.stringify(same.payload)}::jsonb`;
  return rows[0] ?? null;
}

async function withAccounts(
  reader: Reader,
  rows: Prisma.ApprovalRequestGetPayload<{ include: typeof include }>[],
): Promise<ApprovalRow[]> {
  const ids = rows.flatMap(({ accountId }) => accountId ?? []);
  const accounts = await reader.account.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  });
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return rows.map((row) => ({ ...row, account: byId.get(row.accountId ?? '') ?? null }));
}

export async function findRequest(reader: Reader, id: string): Promise<ApprovalRow | null> {
  const row = await reader.approvalRequest.findUnique({ where: { id }, include });
  return row ? ((await withAccounts(reader, [row]))[0] ?? null) : null;
}

/** Whoever decides or signs waits here. */
export async function lockRequest(tx: Tx, id: string): Promise<ApprovalRequest | null> {
  await tx.prisma.$queryRaw`SELECT id FROM approval_request WHERE id = ${id} FOR UPDATE`;
  return tx.prisma.approvalRequest.findUnique({ where: { id } });
}

/** One conditional change: false where somebody else was first. */
export async function decideRequest(
  tx: Tx,
  id: string,
  decision: Pick<ApprovalRequest, 'status' | 'decidedById' | 'decisionReason'>,
): Promise<boolean> {
  const { count } = await tx.prisma.approvalRequest.updateMany({
    where: { id, status: 'requested' },
    data: { ...decision, decidedAt: tx.at },
  });
  return count === 1;
}

export interface StaffRow {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  deactivatedAt: Date | null;
}

export async function findStaffMember(reader: Reader, id: string): Promise<StaffRow | null> {
  return reader.staffUser.findUnique({
    where: { id },
    select: { id: true, name: true, email: true, role: true, deactivatedAt: true },
  });
}

/** As they are now; nobody's role changes or ends before the transaction does. */
export async function holdStaff(tx: Tx, ids: readonly string[]): Promise<StaffRow[]> {
  await tx.prisma.$queryRaw`SELECT id FROM staff_user WHERE id = ANY(${[...ids]}) ORDER BY id FOR SHARE`;
  return tx.prisma.staffUser.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, email: true, role: true, deactivatedAt: true },
  });
}

const instant = { value: (raw: unknown) => new Date(String(raw)) };

export async function listRequests(db: Db, list: ListQuery): Promise<Page<ApprovalRow>> {
  const { where, ...page } = toPrismaList(list, {
    createdAt: { column: 'createdAt', ...instant },
    status: 'status',
    action: 'action',
    accountId: 'accountId',
    subjectId: 'subjectId',
    requestedById: 'requestedById',
  });
  const [rows, total] = await Promise.all([
    db.prisma.approvalRequest.findMany({ where: { AND: where }, include, ...page }),
    db.prisma.approvalRequest.count({ where: { AND: where } }),
  ]);
  return { rows: await withAccounts(db.prisma, rows), total };
}
