import { plain } from '../kit/plain.js';
import type { Room } from '../kit/ports.js';
import { openInvoices } from './desk.reads.js';

const ROWS = 20;
const MOST_PAYMENTS = 30;
const MOST_BALANCES = 100;

/** Accounts with money on account, by name; `search` narrows them. Those with nothing left come only where they are searched. */
export async function moneyOnAccount({ db }: Pick<Room, 'db'>, search: string) {
  const contains = { contains: search.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
  const where =
    search === ''
      ? { balance: { gt: 0 } }
      : { account: { OR: [{ name: contains }, { billingEmail: contains }] } };
  const [rows, total] = await Promise.all([
    db.prisma.moneyOnAccount.findMany({
      where,
      orderBy: [{ account: { name: 'asc' } }, { currency: 'asc' }],
      take: MOST_BALANCES,
      select: {
        currency: true,
        balance: true,
        account: { select: { id: true, name: true, status: true } },
      },
    }),
    db.prisma.moneyOnAccount.count({ where }),
  ]);
  return { total, rows: plain(rows) };
}

/** One account's money on account: what is there, every movement of it, what it could settle, and through which payments it can go back. */
export async function accountMoney({ db }: Pick<Room, 'db'>, accountId: string, page: number) {
  const account = await db.prisma.account.findUnique({
    where: { id: accountId },
    select: { id: true, name: true, status: true, currency: true },
  });
  if (!account) return null;
  const [balances, entries, total, payments] = await Promise.all([
    db.prisma.moneyOnAccount.findMany({
      where: { accountId },
      orderBy: { currency: 'asc' },
      select: { currency: true, balance: true },
    }),
    db.prisma.moneyEntry.findMany({
      where: { accountId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: (page - 1) * ROWS,
      take: ROWS,
      select: {
        id: true,
        kind: true,
        amount: true,
        balanceAfter: true,
        currency: true,
        createdAt: true,
        payment: { select: { id: true, reference: true } },
        invoice: { select: { id: true, number: true } },
        creditNote: { select: { id: true, number: true } },
      },
    }),
    db.prisma.moneyEntry.count({ where: { accountId } }),
    db.prisma.payment.findMany({
      where: {
        accountId,
        status: 'succeeded',
        amountCaptured: { gt: db.prisma.payment.fields.amountRefunded },
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: MOST_PAYMENTS,
      select: {
        id: true,
        method: true,
        currency: true,
        amountCaptured: true,
        amountRefunded: true,
        reference: true,
        createdAt: true,
      },
    }),
  ]);
  const there = balances.filter(({ balance }) => balance > 0n).map(({ currency }) => currency);
  const open = await Promise.all(there.map((currency) => openInvoices({ db }, accountId, currency)));
  return {
    account,
    ...plain({ balances, entries, payments: payments.filter((row) => there.includes(row.currency)) }),
    invoices: open.flat(),
    pages: { page, pages: Math.max(1, Math.ceil(total / ROWS)), total },
  };
}
