import type { Invoice, InvoiceLine, InvoiceTax } from '../../generated/prisma/client.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { hashOf } from '../../kit/hash.js';
import { newId } from '../../kit/ids.js';
import { type ListQuery, type Page, toPrismaList } from '../../kit/list.js';
import { type CalendarDate, calendarDate, dateToInstant } from '../../kit/time.js';
import { type InvoiceTotals, invoiceNumber, type SettlingKind } from './invoices.rules.js';

/** A line with what its package says of the credits that it sells. */
export type InvoiceLineRow = InvoiceLine & { creditPackage: { validityDays: number | null } | null };
export type InvoiceRow = Invoice & { lines: InvoiceLineRow[]; taxes: InvoiceTax[] };
export type AdminInvoiceRow = InvoiceRow & { account: { id: string; name: string } };
export type { Invoice, InvoiceLine };

const parts = {
  lines: {
    orderBy: { position: 'asc' },
    include: { creditPackage: { select: { validityDays: true } } },
  },
  taxes: { orderBy: { basisPoints: 'desc' } },
} as const;
const withAccount = { ...parts, account: { select: { id: true, name: true } } } as const;

/** A party as it stood when the invoice was issued. */
export interface FrozenParty {
  name: string;
  lines: string[];
  country: string;
  taxId: string | null;
  email: string | null;
  website?: string | null;
}

export interface DraftInput {
  accountId: string;
  totals: InvoiceTotals;
  currency: string;
  locale: string;
  taxReason: string;
  taxNote: string | null;
  notes: string | null;
  requestKey: string | null;
}

export async function insertDraft(tx: Tx, draft: DraftInput): Promise<string> {
  const clock = { now: () => tx.at };
  const id = newId('inv', clock);
  const { totals } = draft;
  await tx.prisma.invoice.create({
    data: {
      id,
      accountId: draft.accountId,
      status: 'draft',
      currency: draft.currency,
      locale: draft.locale,
      taxReason: draft.taxReason,
      taxNote: draft.taxNote,
      pricesIncludeTax: totals.pricesIncludeTax,
      notes: draft.notes,
      requestKey: draft.requestKey,
      subtotal: totals.subtotal.minor,
      discount: totals.discount.minor,
      tax: totals.tax.minor,
      total: totals.total.minor,
      amountDue: totals.total.minor,
      createdAt: tx.at,
      lines: {
        create: totals.lines.map((line, index) => ({
          id: newId('inl', clock),
          position: index + 1,
          description: line.description,
          quantity: line.quantity,
          unitAmount: line.unitAmount.minor,
          discount: line.discount.minor,
          amount: line.amount.minor,
          taxBasisPoints: line.taxBasisPoints,
          taxName: line.taxName,
          creditPackageId: line.creditPackageId,
          credits: line.credits,
        })),
      },
      taxes: {
        create: totals.taxes.map((tax) => ({
          id: newId('inx', clock),
          name: tax.name,
          basisPoints: tax.basisPoints,
          category: tax.category,
          taxable: tax.taxable.minor,
          amount: tax.amount.minor,
        })),
      },
    },
  });
  return id;
}

/**
 * The next number of a series and the date it carries: one statement on the series' counter row, whose lock is held
 * until the transaction ends, so that a rollback gives the number back. The date never goes back within a series.
 * Writers take turns at an advisory lock first: those who wait for a row are not served in their order, and where many
 * wait, some would starve.
 */
export async function nextNumber(
  tx: Tx,
  series: string,
  on: CalendarDate,
): Promise<{ number: string; issueDate: CalendarDate }> {
  const [row] = await tx.prisma.$queryRaw<{ last: number; last_date: Date }[]>`
    INSERT INTO number_series AS s (key, last, last_date)
    SELECT ${series}, 1, ${on}::date
    FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`countinghouse:${series}`}, 0))) AS turn
    ON CONFLICT (key) DO UPDATE SET last = s.last + 1, last_date = greatest(s.last_date, excluded.last_date)
    RETURNING last, last_date`;
  if (!row) throw new Error(`No counter for ${series}`);
  return { number: invoiceNumber(series, row.last), issueDate: calendarDate(row.last_date) };
}

export interface Issue {
  number: string;
  issueDate: CalendarDate;
  dueDate: CalendarDate;
  paymentReference: string;
  buyer: FrozenParty;
  seller: FrozenParty;
}

/** Freezes the draft. The hash covers everything that stands on the paper. */
export async function markIssued(tx: Tx, draft: InvoiceRow, issue: Issue): Promise<InvoiceRow> {
  const nothingDue = draft.total === 0n;
  return tx.prisma.invoice.update({
    where: { id: draft.id },
    data: {
      status: nothingDue ? 'paid' : 'pending',
      paidAt: nothingDue ? tx.at : null,
      number: issue.number,
      issueDate: dateToInstant(issue.issueDate),
      dueDate: dateToInstant(issue.dueDate),
      issuedAt: tx.at,
      paymentReference: issue.paymentReference,
      buyer: { ...issue.buyer },
      seller: { ...issue.seller },
      contentHash: contentHash({ ...draft, ...issue }),
    },
    include: parts,
  });
}

/** What the hash of an issued invoice is made of; the audit recomputes it. */
export function contentHash(
  invoice: Omit<Invoice, keyof Issue> &
    Issue & { lines: readonly InvoiceLine[]; taxes: readonly InvoiceTax[] },
): string {
  return hashOf({
    number: invoice.number,
    currency: invoice.currency,
    amounts: [invoice.subtotal, invoice.discount, invoice.tax, invoice.total],
    dates: [invoice.issueDate, invoice.dueDate],
    reference: invoice.paymentReference,
    parties: [invoice.seller, invoice.buyer],
    notes: invoice.notes,
    // Named only where they are there: invoices of before have neither, and their hashes stay what they are.
    ...(invoice.taxNote === null ? {} : { taxNote: invoice.taxNote }),
    ...(invoice.pricesIncludeTax ? { pricesIncludeTax: true } : {}),
    lines: invoice.lines.map((line) => [
      line.position,
      line.description,
      line.quantity,
      line.unitAmount,
      line.discount,
      line.amount,
      line.taxBasisPoints,
    ]),
    taxes: invoice.taxes.map((tax) => [tax.name, tax.basisPoints, tax.taxable, tax.amount]),
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
  accountId: string | null,
): Promise<AdminInvoiceRow | null> {
  return reader.invoice.findFirst({
    where: { id, ...(accountId ? { accountId } : {}) },
    include: withAccount,
  });
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

/** Customers see issued invoices of their account only; staff (accountId null) see all. */
export async function listInvoices(
  db: Db,
  list: ListQuery,
  accountId: string | null,
): Promise<Page<AdminInvoiceRow>> {
  const { where, ...page } = toPrismaList(list, COLUMNS);
  const search = list.q
    ? { contains: list.q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
    : null;
  const scoped = {
    AND: [
      ...where,
      ...(accountId ? [{ accountId, status: { not: 'draft' as const } }] : []),
      ...(search
        ? [accountId ? { number: search } : { OR: [{ number: search }, { account: { name: search } }] }]
        : []),
    ],
  };
  const [rows, total] = await Promise.all([
    db.prisma.invoice.findMany({ where: scoped, include: withAccount, ...page }),
    db.prisma.invoice.count({ where: scoped }),
  ]);
  return { rows, total };
}

export async function findPdf(reader: Reader, invoiceId: string): Promise<Buffer | null> {
  const row = await reader.invoicePdf.findUnique({ where: { invoiceId } });
  return row ? Buffer.from(row.bytes) : null;
}

/** The first rendering stays: a second one is dropped. */
export async function keepPdf(
  db: Db,
  pdf: { invoiceId: string; sha256: string; bytes: Buffer; at: Date },
): Promise<void> {
  await db.prisma.invoicePdf.createMany({
    data: {
      invoiceId: pdf.invoiceId,
      sha256: pdf.sha256,
      bytes: new Uint8Array(pdf.bytes),
      createdAt: pdf.at,
    },
    skipDuplicates: true,
  });
}
