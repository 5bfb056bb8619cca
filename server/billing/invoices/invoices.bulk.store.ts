import type { Db, Prisma, Reader } from '../../kit/db.js';
import { addDays, type CalendarDate, dateToInstant } from '../../kit/time.js';
import { type Invoice, overdue } from './invoices.store.js';

/** Which invoices; what is null says nothing. Days belong to the range. */
export interface InvoiceSelection {
  ids: readonly string[] | null;
  status: Invoice['status'] | null;
  overdue: boolean | null;
  currency: string | null;
  accountId: string | null;
  issued: DayRange;
  due: DayRange;
  number: string | null;
  paymentReference: string | null;
  q: string | null;
}

export interface DayRange {
  from: CalendarDate | null;
  to: CalendarDate | null;
}

export type ExportedInvoice = Prisma.InvoiceGetPayload<{ select: typeof columns }>;

const columns = {
  id: true,
  number: true,
  status: true,
  currency: true,
  subtotal: true,
  discount: true,
  tax: true,
  total: true,
  amountPaid: true,
  amountCredited: true,
  amountDue: true,
  issueDate: true,
  dueDate: true,
  paidAt: true,
  paymentReference: true,
  createdAt: true,
  account: { select: { id: true, name: true, country: true, taxId: true } },
} as const;

const contains = (text: string) => ({
  contains: text.replace(/[\\%_]/g, '\\$&'),
  mode: 'insensitive' as const,
});

const within = ({ from, to }: DayRange) => ({
  ...(from ? { gte: dateToInstant(from) } : {}),
  ...(to ? { lt: dateToInstant(addDays(to, 1)) } : {}),
});

function whereOf(selection: InvoiceSelection, today: CalendarDate): Prisma.InvoiceWhereInput {
  const { ids, status, currency, accountId, issued, due, number, paymentReference, q } = selection;
  const late =
    selection.overdue === null ? [] : [overdue(today)].map((is) => (selection.overdue ? is : { NOT: is }));
  const found = q
    ? [
        {
          OR: [
            { number: contains(q) },
            { paymentReference: contains(q) },
            { account: { name: contains(q) } },
          ],
        },
      ]
    : [];
  return {
    ...(ids ? { id: { in: [...ids] } } : {}),
    ...(status ? { status } : {}),
    ...(currency ? { currency } : {}),
    ...(accountId ? { accountId } : {}),
    ...(issued.from || issued.to ? { issueDate: within(issued) } : {}),
    ...(due.from || due.to ? { dueDate: within(due) } : {}),
    ...(number ? { number: contains(number) } : {}),
    ...(paymentReference ? { paymentReference: contains(paymentReference) } : {}),
    AND: [...late, ...found],
  };
}

const PAGE = 1_000;

/** Invoices in the order in which they were written, a page at a time, each found from where the last one ended. */
export async function* eachInvoice(
  db: Db,
  selection: InvoiceSelection,
  today: CalendarDate,
): AsyncGenerator<ExportedInvoice> {
  const where = whereOf(selection, today);
  for (let last: ExportedInvoice | undefined; ; ) {
    const after: Prisma.InvoiceWhereInput = last
      ? { OR: [{ createdAt: { gt: last.createdAt } }, { createdAt: last.createdAt, id: { gt: last.id } }] }
      : {};
    const rows: ExportedInvoice[] = await db.prisma.invoice.findMany({
      where: { AND: [where, after] },
      select: columns,
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: PAGE,
    });
    yield* rows;
    last = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}

/** Of these ids, those that exist with their number (null: a draft). */
export async function findNumbers(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await reader.invoice.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, number: true },
  });
  return new Map(rows.map(({ id, number }) => [id, number]));
}
