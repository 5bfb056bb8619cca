import { may, type StaffActor } from '../../server/kit/actors.js';
import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { balancesOf, creditsOf } from './credits.reads.js';
import { waitingRequests } from './waiting.reads.js';

const RECENT = 8;
const LOG_ROWS = 30;

/** Plan, credits and owner of the accounts on one page of the list: three statements, however many rows. */
export async function accountColumns({ db }: Pick<Room, 'db'>, accountIds: readonly string[]) {
  const rows = await db.prisma.account.findMany({
    where: { id: { in: [...accountIds] } },
    select: {
      id: true,
      owner: { select: { email: true } },
      wallet: { select: { balance: true } },
      subscriptions: {
        where: { status: { in: ['trialing', 'active', 'past_due', 'paused'] } },
        orderBy: { createdAt: 'desc' },
        take: 1,
        select: { plan: { select: { name: true } } },
      },
    },
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ownerEmail: row.owner.email,
        credits: String(row.wallet?.balance ?? 0n),
        plan: row.subscriptions[0]?.plan.name ?? null,
      },
    ]),
  );
}

/** Everything that the details of an account show beside its own row. */
export async function accountDetails({ db }: Pick<Room, 'db'>, accountId: string, staff: StaffActor) {
  const where = { accountId };
  const [account, credits, balances, waiting, invoices, payments, log] = await Promise.all([
    db.prisma.account.findUniqueOrThrow({
      where: { id: accountId },
      select: {
        owner: { select: { id: true, name: true, email: true } },
        subscriptions: {
          orderBy: { createdAt: 'desc' },
          take: 1,
          select: {
            status: true,
            currentPeriodEnd: true,
            cancelAtPeriodEnd: true,
            plan: { select: { name: true } },
          },
        },
        _count: { select: { memberships: true, sites: { where: { removedAt: null } } } },
      },
    }),
    creditsOf({ db }, accountId),
    balancesOf({ db }, accountId),
    may(staff, 'approvals.read') ? waitingRequests({ db }, accountId) : [],
    db.prisma.invoice.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: RECENT,
      select: {
        id: true,
        number: true,
        status: true,
        currency: true,
        total: true,
        amountDue: true,
        createdAt: true,
      },
    }),
    db.prisma.payment.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: RECENT,
      select: {
        id: true,
        method: true,
        status: true,
        currency: true,
        amount: true,
        reference: true,
        createdAt: true,
      },
    }),
    activity({ db }, { accountId }),
  ]);
  return { ...plain({ ...account, balances, waiting, invoices, payments }), ...credits, log };
}

/** The audit log of an account or of one object, newest first, with the names of the staff in it. */
export async function activity(
  { db }: Pick<Room, 'db'>,
  where:
    | { accountId: string }
    | { subjectType: string; subjectId: string }
    | { OR: { subjectType: string; subjectId: string }[] },
) {
  const events = await db.prisma.auditEvent.findMany({
    where,
    orderBy: { number: 'desc' },
    take: LOG_ROWS,
    select: {
      id: true,
      action: true,
      actorKind: true,
      actorId: true,
      subjectType: true,
      subjectId: true,
      reason: true,
      createdAt: true,
    },
  });
  const names = await actorNames({ db }, events);
  return plain(events.map((event) => ({ ...event, actor: names.get(event.actorId) ?? event.actorId })));
}

/** Names of people behind the ids of the audit log. Programs and the system keep their own. */
export async function actorNames(
  { db }: Pick<Room, 'db'>,
  events: readonly { actorKind: string; actorId: string }[],
) {
  const ids = (kind: string) =>
    events.filter((event) => event.actorKind === kind).map((event) => event.actorId);
  const [staff, users] = await Promise.all([
    db.prisma.staffUser.findMany({ where: { id: { in: ids('staff') } }, select: { id: true, name: true } }),
    db.prisma.user.findMany({ where: { id: { in: ids('customer') } }, select: { id: true, name: true } }),
  ]);
  return new Map([...staff, ...users].map((person) => [person.id, person.name]));
}
