import type {
  AllocationKind,
  Invoice,
  InvoiceLine,
  InvoiceStatus,
  InvoiceTax,
} from '../../generated/prisma/client.js';
import type { Db, Prisma, Reader, Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type CalendarDate, dateToInstant } from '../../kit/time.js';
import { contentHash, HASH_VERSION } from './invoices.hash.store.js';
import type { SettlingKind } from './invoices.rules.js';

/** A line with what its package says of the credits that it sells. */
export type InvoiceLineRow = InvoiceLine & { creditPackage: { validityDays: number | null } | null };
export type InvoiceRow = Invoice & { lines: InvoiceLineRow[]; taxes: InvoiceTax[] };
/** What stands around an invoice, for those who look at it. */
export interface InvoiceSurroundings {
  account: { id: string; name: string };
  creditNotes: {
    id: string;
    number: string;
    issueDate: Date;
    total: bigint;
    lines: { invoiceLineId: string | null; amount: bigint; credits: bigint | null }[];
  }[];
  corrects: { id: string; number: string | null; issueDate: Date | null } | null;
  correctedBy: { id: string; number: string | null; status: InvoiceStatus }[];
  allocations: { paymentId: string | null; kind: AllocationKind; amount: bigint; createdAt: Date }[];
  isOverdue: boolean;
}
export type AdminInvoiceRow = InvoiceRow & InvoiceSurroundings;
export type { Invoice, InvoiceLine };

/** What was settled at once: the money before what is told apart from it. */
const AS_SETTLED: Prisma.PaymentAllocationOrderByWithRelationInput[] = [
  { createdAt: 'asc' },
  { paymentId: 'asc' },
  { kind: 'asc' },
  { id: 'asc' },
];

const parts = {
  lines: {
    orderBy: { position: 'asc' },
    include: { creditPackage: { select: { validityDays: true } } },
  },
  taxes: { orderBy: { basisPoints: 'desc' } },
} as const;
const withAround = {
  ...parts,
  account: { select: { id: true, name: true } },
  creditNotes: {
    orderBy: { number: 'asc' },
    select: {
      id: true,
      number: true,
      issueDate: true,
      total: true,
      lines: { select: { invoiceLineId: true, amount: true, credits: true } },
    },
  },
  corrects: { select: { id: true, number: true, issueDate: true } },
  correctedBy: { orderBy: { createdAt: 'asc' }, select: { id: true, number: true, status: true } },
  allocations: {
    where: { reversesId: null, reversedBy: null },
    orderBy: AS_SETTLED,
    select: { paymentId: true, kind: true, amount: true, createdAt: true },
  },
} as const;

/** Whose eyes: one account's (issued invoices only), or null for staff; and which day it is, to tell what is overdue. */
export interface Onlooker {
  accountId: string | null;
  today: CalendarDate;
}

/** Not a state: unpaid, and the due date has passed. */
export const overdue = (today: CalendarDate) => ({
  status: 'pending' as const,
  dueDate: { lt: dateToInstant(today) },
});
const withOverdue = <Row extends Pick<Invoice, 'status' | 'dueDate'>>(row: Row, today: CalendarDate) => ({
  ...row,
  isOverdue: row.status === 'pending' && row.dueDate !== null && row.dueDate < dateToInstant(today),
});

/** A party as it stood when the invoice was issued. */
export interface FrozenParty {
  name: string;
  lines: string[];
  country: string;
  taxId: string | null;
  email: string | null;
  website?: string | null;
}

export interface Issue {
  number: string;
  issueDate: CalendarDate;
  dueDate: CalendarDate;
  paymentReference: string;
  buyer: FrozenParty;
  seller: FrozenParty;
}

/** Freezes the draft. The hash covers everything that is frozen. */
export async function markIssued(tx: Tx, draft: InvoiceRow, issue: Issue): Promise<InvoiceRow> {
  const nothingDue = draft.total === 0n;
  const frozen = {
    number: issue.number,
    issueDate: dateToInstant(issue.issueDate),
    dueDate: dateToInstant(issue.dueDate),
    issuedAt: tx.at,
    paymentReference: issue.paymentReference,
    buyer: { ...issue.buyer },
    seller: { ...issue.seller },
    hashVersion: HASH_VERSION,
  };
  return tx.prisma.invoice.update({
    where: { id: draft.id },
    data: {
      ...frozen,
      status: nothingDue ? 'paid' : 'pending',
      paidAt: nothingDue ? tx.at : null,
      contentHash: contentHash({ ...draft, ...frozen }),
    },
    include: parts,
  });
}

export async function findByRequestKey(reader: Reader, requestKey: string): Promise<{ id: string } | null> {
  return reader.invoice.findUnique({ where: { requestKey }, select: { id: true } });
}

/** Locks the invoice's row until the transaction ends. */
export async function lockInvoice(tx: Tx, id: string): Promise<InvoiceRow | null> {
  await tx.prisma.$queryRaw`SELECT id FROM invoice WHERE id = ${id} FOR UPDATE`;
  return tx.prisma.invoice.findUnique({ where: { id }, include: parts });
}

export async function findInvoice(
  reader: Reader,
  id: string,
  { accountId, today }: Onlooker,
): Promise<AdminInvoiceRow | null> {
  const row = await reader.invoice.findFirst({
    where: { id, ...(accountId ? { accountId } : {}) },
    include: withAround,
  });
  return row && withOverdue(row, today);
}

export async function findPlain(reader: Reader, id: string): Promise<InvoiceRow | null> {
  return reader.invoice.findUnique({ where: { id }, include: parts });
}

export async function insertAllocation(
  tx: Tx,
  allocation: {
    paymentId: string | null;
    invoiceId: string;
    kind: SettlingKind;
    amount: bigint;
    reversesId?: string;
  },
): Promise<string> {
  const id = newId('pal', { now: () => tx.at });
  await tx.prisma.paymentAllocation.create({ data: { id, ...allocation, createdAt: tx.at } });
  return id;
}

/** Due again: what had settled it was taken out. The caller holds its lock. */
export async function markReopened(tx: Tx, invoice: InvoiceRow, amount: bigint): Promise<void> {
  await tx.prisma.invoice.update({
    where: { id: invoice.id },
    data: {
      amountPaid: invoice.amountPaid - amount,
      amountDue: invoice.amountDue + amount,
      ...(invoice.status === 'paid' ? { status: 'pending', paidAt: null } : {}),
    },
  });
}

export async function markReceived(
  tx: Tx,
  invoice: InvoiceRow,
  amounts: { used: bigint; due: bigint },
): Promise<InvoiceRow> {
  const paid = amounts.due === 0n;
  return tx.prisma.invoice.update({
    where: { id: invoice.id },
    data: {
      amountPaid: invoice.amountPaid + amounts.used,
      amountDue: amounts.due,
      ...(paid ? { status: 'paid', paidAt: tx.at } : {}),
    },
    include: parts,
  });
}

/** Issued and not settled, the oldest due date first. */
export async function listOpenInvoices(
  reader: Reader,
  accountId: string,
  currency: string,
): Promise<InvoiceRow[]> {
  return reader.invoice.findMany({
    where: { accountId, currency, status: { in: ['pending', 'uncollectible'] }, amountDue: { gt: 0 } },
    orderBy: [{ dueDate: 'asc' }, { number: 'asc' }],
    include: parts,
    take: 500,
  });
}

export async function markVoid(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.prisma.invoice.update({
    where: { id },
    data: { status: 'void', amountDue: 0n, voidedAt: tx.at, voidReason: reason },
  });
}

export async function markUncollectible(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.prisma.invoice.update({
    where: { id },
    data: { status: 'uncollectible', uncollectibleAt: tx.at, uncollectibleReason: reason },
  });
}

export async function markPaymentFailed(tx: Tx, id: string): Promise<void> {
  await tx.prisma.invoice.update({ where: { id }, data: { lastPaymentFailedAt: tx.at } });
}

const day = { value: (raw: unknown) => dateToInstant(String(raw)) };
const COLUMNS = {
  createdAt: 'createdAt',
  issueDate: { column: 'issueDate', ...day },
  dueDate: { column: 'dueDate', ...day },
  number: 'number',
  total: 'total',
  status: 'status',
  currency: 'currency',
  accountId: 'accountId',
} as const;

export async function listInvoices(
  db: Db,
  list: ListQuery,
  { accountId, today }: Onlooker,
): Promise<Page<AdminInvoiceRow>> {
  const { where, ...page } = toPrismaList(
    { ...list, filters: list.filters.filter(({ field }) => field !== 'overdue') },
    COLUMNS,
  );
  const search = list.q
    ? { contains: list.q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
    : null;
  const scoped = {
    AND: [
      ...where,
      ...list.filters.filter(({ field }) => field === 'overdue').map((filter) => ifOverdue(filter, today)),
      ...(accountId ? [{ accountId, status: { not: 'draft' as const } }] : []),
      ...(search
        ? [accountId ? { number: search } : { OR: [{ number: search }, { account: { name: search } }] }]
        : []),
    ],
  };
  const [rows, total] = await Promise.all([
    db.prisma.invoice.findMany({ where: scoped, include: withAround, ...page }),
    db.prisma.invoice.count({ where: scoped }),
  ]);
  return { rows: rows.map((row) => withOverdue(row, today)), total };
}

/** `overdue=true`, `overdue=false`, and both or neither of them. */
function ifOverdue({ operator, values }: ListQuery['filters'][number], today: CalendarDate) {
  const asks = (value: string) => values.includes(value) === (operator === 'eq');
  if (asks('true') && asks('false')) return {};
  if (asks('true')) return overdue(today);
  return asks('false') ? { NOT: overdue(today) } : { id: { in: [] } };
}
