import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, DomainError, notFound } from '../../kit/errors.js';
import { money, toDecimal } from '../../kit/money.js';
import { type Clock, calendarDate, daysBetween } from '../../kit/time.js';
import {
  type DayRange,
  type ExportedInvoice,
  eachInvoice,
  findNumbers,
  type InvoiceSelection,
} from './invoices.bulk.store.js';
import type { InvoicePdfs } from './invoices.pdf.service.js';
import type { Invoices } from './invoices.service.js';

export type { DayRange, InvoiceSelection };

/** What became of one of many; without a code it is done. */
export interface BulkResult {
  invoiceId: string;
  code: string | null;
  detail: string | null;
}

type CsvRow = (string | bigint | number | null)[];

/** Many invoices at once. Each is a command of its own, with its own transaction and audit row: what is refused of one leaves the others. */
export interface InvoiceBulk {
  /** Refuses as a whole with `forbidden` only. */
  send(command: { actor: Actor; invoiceIds: readonly string[] }): Promise<BulkResult[]>;
  /** Refuses as a whole with `forbidden` only. */
  voidAll(command: { actor: Actor; invoiceIds: readonly string[]; reason: string }): Promise<BulkResult[]>;
  /** Invoices as rows of a CSV file, heading first, read as the client takes them. */
  rows(actor: Actor, selection: InvoiceSelection): AsyncGenerator<CsvRow>;
  /**
   * The papers of issued invoices, one after another. Refuses with `invoice_not_found`, `invoice_not_issued` before the
   * first, where one of them is missing or a draft.
   */
  pdfs(actor: Actor, invoiceIds: readonly string[]): AsyncGenerator<{ name: string; bytes: Buffer }>;
}

export interface InvoiceBulkDeps {
  db: Db;
  clock: Clock;
  invoices: Pick<Invoices, 'sendAgain' | 'voidInvoice'>;
  pdfs: InvoicePdfs;
}

export function createInvoiceBulk({ db, clock, invoices, pdfs }: InvoiceBulkDeps): InvoiceBulk {
  return {
    async send({ actor, invoiceIds }) {
      authorize(actor, 'invoices.send');
      return each(invoiceIds, (invoiceId) => invoices.sendAgain({ actor, invoiceId }));
    },

    async voidAll({ actor, invoiceIds, reason }) {
      authorize(actor, 'invoices.void');
      return each(invoiceIds, (invoiceId) => invoices.voidInvoice({ actor, invoiceId, reason }));
    },

    async *rows(actor, selection) {
      authorize(actor, 'invoices.export');
      const today = calendarDate(clock.now());
      yield [...HEADING];
      for await (const invoice of eachInvoice(db, selection, today)) yield rowOf(invoice, today);
    },

    async *pdfs(actor, invoiceIds) {
      authorize(actor, 'invoices.export');
      const numbers = await findNumbers(db.prisma, invoiceIds);
      for (const id of invoiceIds) {
        if (!numbers.has(id)) throw notFound('invoice');
        if (!numbers.get(id)) throw conflict('invoice_not_issued', 'A draft has no paper yet.');
      }
      for (const id of invoiceIds) {
        const { fileName, bytes } = await pdfs.pdf(actor, id);
        yield { name: fileName, bytes };
      }
    },
  };
}

/** One after another, in the order given: they queue for the same numbers and the same audit chain anyhow. */
async function each(
  invoiceIds: readonly string[],
  command: (invoiceId: string) => Promise<void>,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (const invoiceId of invoiceIds) {
    try {
      await command(invoiceId);
      results.push({ invoiceId, code: null, detail: null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      results.push({ invoiceId, code: error.code, detail: error.message });
    }
  }
  return results;
}

const HEADING = [
  'invoice',
  'number',
  'status',
  'account',
  'account_name',
  'country',
  'tax_id',
  'issued',
  'due',
  'days_overdue',
  'paid_at',
  'currency',
  'subtotal',
  'discount',
  'tax',
  'total',
  'paid',
  'credited',
  'open',
  'payment_reference',
] as const;

function rowOf(invoice: ExportedInvoice, today: string): CsvRow {
  const { account, currency, dueDate } = invoice;
  const decimal = (minor: bigint) => toDecimal(money(minor, currency));
  const due = dueDate ? calendarDate(dueDate) : null;
  const isOverdue = invoice.status === 'pending' && due !== null && due < today;
  return [
    invoice.id,
    invoice.number,
    invoice.status,
    account.id,
    account.name,
    account.country,
    account.taxId,
    invoice.issueDate ? calendarDate(invoice.issueDate) : null,
    due,
    isOverdue ? daysBetween(due, today) : null,
    invoice.paidAt?.toISOString() ?? null,
    currency,
    decimal(invoice.subtotal),
    decimal(invoice.discount),
    decimal(invoice.tax),
    decimal(invoice.total),
    decimal(invoice.amountPaid),
    decimal(invoice.amountCredited),
    decimal(invoice.amountDue),
    invoice.paymentReference,
  ];
}
