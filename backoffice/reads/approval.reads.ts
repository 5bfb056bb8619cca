import { may, type StaffActor } from '../../server/kit/actors.js';
import type { Where } from '../kit/filters.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { activity } from './account.reads.js';
import { type Change, changesOf } from './approval.words.js';

type Reads = Pick<Room, 'db'>;

/** What waits for a decision that this person may take: everything but their own. */
export const waitingFor = (staffId: string): Where => ({
  status: 'requested',
  requestedById: { not: staffId },
});

export async function waitingForPerson({ db }: Reads, staff: StaffActor): Promise<number> {
  if (!may(staff, 'approvals.decide')) return 0;
  return db.prisma.approvalRequest.count({ where: waitingFor(staff.staffId) });
}

/** Names for the rows of one page: two statements, however many rows. */
export async function approvalColumns({ db }: Reads, requestIds: readonly string[]) {
  const rows = await db.prisma.approvalRequest.findMany({
    where: { id: { in: [...requestIds] } },
    select: {
      id: true,
      accountId: true,
      amount: true,
      currency: true,
      requestedBy: { select: { name: true } },
    },
  });
  const names = await accountNames(
    { db },
    rows.flatMap(({ accountId }) => accountId ?? []),
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        accountName: names.get(row.accountId ?? '') ?? null,
        askedBy: row.requestedBy.name,
        credits: row.currency === null && row.amount !== null ? String(row.amount) : null,
      },
    ]),
  );
}

async function accountNames({ db }: Reads, ids: readonly string[]) {
  const accounts = await db.prisma.account.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(accounts.map(({ id, name }) => [id, name]));
}

const person = { select: { id: true, name: true, email: true } } as const;

/** Everything that a decision needs: what, for whom, why, who asked, and the payload in words. */
export async function approvalDetails({ db }: Reads, requestId: string) {
  const request = await db.prisma.approvalRequest.findUniqueOrThrow({
    where: { id: requestId },
    select: {
      action: true,
      status: true,
      subjectType: true,
      subjectId: true,
      accountId: true,
      payload: true,
      requestedBy: person,
      decidedBy: person,
    },
  });
  const [names, subject, before, log] = await Promise.all([
    accountNames({ db }, request.accountId ? [request.accountId] : []),
    subjectTitle({ db }, request.subjectType, request.subjectId),
    presentDetails({ db }, request),
    activity({ db }, { subjectType: 'approval_request', subjectId: requestId }),
  ]);
  const changes = await namedInvoices({ db }, changesOf(request.payload, before));
  const { requestedBy, decidedBy } = request;
  const account = request.accountId
    ? { id: request.accountId, name: names.get(request.accountId) ?? request.accountId }
    : null;
  return { ...plain({ requestedBy, decidedBy, account, subject, changes }), log };
}

/** Invoices by their numbers, as people know them. */
async function namedInvoices({ db }: Reads, changes: Change[]): Promise<Change[]> {
  const idIn = ({ label }: Change) => /\binv_[0-9a-z]+$/.exec(label)?.[0];
  const ids = changes.flatMap((change) => idIn(change) ?? []);
  if (ids.length === 0) return changes;
  const rows = await db.prisma.invoice.findMany({
    where: { id: { in: ids } },
    select: { id: true, number: true },
  });
  const numbers = new Map(rows.map(({ id, number }) => [id, number]));
  return changes.map((change) => {
    const id = idIn(change);
    return id ? { ...change, label: change.label.replace(id, numbers.get(id) ?? id) } : change;
  });
}

async function subjectTitle({ db }: Reads, type: string, id: string): Promise<string> {
  switch (type) {
    case 'payment': {
      const found = await db.prisma.payment.findUnique({
        where: { id },
        select: { reference: true, invoice: { select: { number: true } } },
      });
      return found?.invoice?.number ?? found?.reference ?? id;
    }
    case 'invoice':
      return (await db.prisma.invoice.findUnique({ where: { id }, select: { number: true } }))?.number ?? id;
    case 'account':
      return (await db.prisma.account.findUnique({ where: { id }, select: { name: true } }))?.name ?? id;
    case 'payment_method_config': {
      const found = await db.prisma.paymentMethodConfig.findUnique({
        where: { id },
        select: { country: true, displayName: true },
      });
      return found ? `${found.displayName} (${found.country})` : id;
    }
    default:
      return id;
  }
}

/** What stands there now, where a change is asked for and still waits. */
async function presentDetails(
  { db }: Reads,
  request: { status: string; subjectType: string; subjectId: string },
): Promise<object | null> {
  if (request.status !== 'requested') return null;
  if (request.subjectType === 'payment_method_config')
    return db.prisma.paymentMethodConfig.findUnique({ where: { id: request.subjectId } });
  if (request.subjectType !== 'approval_limit') return null;
  const [action = '', currency = ''] = request.subjectId.split(':');
  return db.prisma.approvalLimit.findUnique({ where: { action_currency: { action, currency } } });
}
