import type { Tx } from '../../kit/db.js';
import { add, type Money, money, negate, subtract, sum } from '../../kit/money.js';
import type { Journal, Posting } from '../journal/journal.service.js';
import { netOfLines } from '../tax/tax.rules.js';
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
  /** What is due is not expected any more. */
  givenUp(tx: Tx, invoice: { id: string; accountId: string; due: Money }): Promise<void>;
  /** A part of the sale is taken back: out of what is owed first, the rest to the customer's money on account. */
  credited(tx: Tx, note: BookedCredit): Promise<void>;
}

/** A credit note as it is booked. All amounts are of one currency. */
export interface BookedCredit {
  id: string;
  number: string;
  accountId: string;
  tax: Money;
  /** Net of the lines that sell credits, and of all others. */
  credits: Money;
  others: Money;
  /** Whether the credits were granted; `value` is then what left the customer's deferred credits. */
  granted: { value: Money } | null;
  appliedToDue: Money;
  toAccount: Money;
  /** The invoice was given up: what was due on it has gone to bad debt. */
  isUncollectible: boolean;
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
    givenUp: (tx, { id, accountId, due }) =>
      journal.post(tx, {
        kind: 'invoice.written_off',
        // Not the invoice alone: paid after all, bounced and given up again, it is booked again.
        sourceId: `${id}:${tx.at.getTime()}`,
        accountId,
        description: 'Invoice given up',
        postings: [
          { debit: 'bad_debt', amount: due },
          { credit: 'receivable', amount: due },
        ],
      }),
    credited: (tx, note) =>
      journal.post(tx, {
        kind: 'credit_note.issued',
        sourceId: note.id,
        accountId: note.accountId,
        description: `Credit note ${note.number}`,
        postings: [
          { debit: 'tax_payable', amount: note.tax },
          ...takenBack(note),
          { credit: note.isUncollectible ? 'bad_debt' : 'receivable', amount: note.appliedToDue },
          { credit: 'money_on_account', amount: note.toAccount },
        ],
      }),
  };
}

/** Credits not granted yet are ordered no more; of granted ones, what was not spent is owed no more, the rest is refunded. */
function takenBack({ credits, others, granted }: BookedCredit): Posting[] {
  if (!granted) {
    return [
      { debit: 'ordered_credits', amount: credits },
      { debit: 'refunds', amount: others },
    ];
  }
  const refunded = subtract(add(credits, others), granted.value);
  return [
    { debit: 'deferred_credits', amount: granted.value },
    // Whole credits may be worth a little more than the part of the price that goes back: the difference is earned.
    refunded.minor >= 0n
      ? { debit: 'refunds', amount: refunded }
      : { credit: 'refunds', amount: negate(refunded) },
  ];
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

/** A stored invoice as it was booked: its lines without their tax. */
export function amountsOf(invoice: InvoiceRow) {
  const { currency, total, tax, lines } = invoice;
  const net = netOfLines(invoice);
  return {
    total: money(total, currency),
    tax: money(tax, currency),
    lines: lines.map(({ credits }, index) => ({ amount: money(net[index] ?? 0n, currency), credits })),
  };
}
