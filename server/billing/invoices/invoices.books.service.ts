import type { Tx } from '../../kit/db.js';
import { type Money, money, sum } from '../../kit/money.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import type { InvoiceRow } from './invoices.store.js';

export interface BookedInvoice {
  id: string;
  accountId: string;
  total: Money;
  tax: Money;
  lines: readonly { amount: Money; credits: bigint | null }[];
}

export interface InvoiceBooks {
  /** Receivable against credits ordered, revenue and tax. */
  issued(tx: Tx, invoice: BookedInvoice): Promise<void>;
  /** The same the other way round. */
  voided(tx: Tx, invoice: BookedInvoice): Promise<void>;
}

export function createInvoiceBooks(journal: Journal): InvoiceBooks {
  return {
    issued: (tx, invoice) =>
      journal.post(tx, { ...entry('invoice.issued', 'Invoice issued', invoice), postings: sale(invoice) }),
    voided: (tx, invoice) =>
      journal.post(tx, {
        ...entry('invoice.voided', 'Invoice voided', invoice),
        postings: sale(invoice).map(
          ({ debit, credit, amount }): Posting =>
            debit ? { credit: debit, amount } : { ...(credit ? { debit: credit } : {}), amount },
        ),
      }),
  };
}

const entry = (kind: string, description: string, { id, accountId }: BookedInvoice) => ({
  kind,
  sourceId: id,
  accountId,
  description,
});

/** Credits are a debt until they are granted and spent; everything else is earned when it is billed. */
function sale({ total, tax, lines }: BookedInvoice): Posting[] {
  const net = (credits: boolean) =>
    sum(
      lines.filter((line) => (line.credits !== null) === credits).map((line) => line.amount),
      total.currency,
    );
  return [
    { debit: 'receivable', amount: total },
    { credit: 'ordered_credits', amount: net(true) },
    { credit: 'revenue', amount: net(false) },
    { credit: 'tax_payable', amount: tax },
  ];
}

/** A stored invoice as it was booked. */
export const amountsOf = ({ currency, total, tax, lines }: InvoiceRow) => ({
  total: money(total, currency),
  tax: money(tax, currency),
  lines: lines.map((line) => ({ amount: money(line.amount, currency), credits: line.credits })),
});
