import type { Money } from '../../kit/money.js';
import { type InvoiceStatus, isPayable, type SettlingPart } from '../invoices/invoices.rules.js';

/** What a share needs to know of its invoice. */
export interface SettledInvoice {
  status: InvoiceStatus;
  currency: string;
  amountDue: bigint;
}

/** What of a payment settles one invoice, and what was kept back on the way and is written off. Minor units. */
export interface SettlingShare<Invoice extends SettledInvoice> {
  invoice: Invoice;
  cash: bigint;
  bankFee: bigint;
  withholding: bigint;
}

/** A payment settles what is due on its own invoice, and no more. */
export function ownShare<Invoice extends SettledInvoice>(
  invoice: Invoice | null,
  received: Money,
): SettlingShare<Invoice>[] {
  if (!invoice || !isPayable(invoice.status) || invoice.amountDue <= 0n) return [];
  if (invoice.currency !== received.currency)
    throw new Error('A payment in another currency settles nothing');
  const cash = received.minor < invoice.amountDue ? received.minor : invoice.amountDue;
  return [{ invoice, cash, bankFee: 0n, withholding: 0n }];
}

export const partsOf = ({
  cash,
  bankFee,
  withholding,
}: Pick<SettlingShare<SettledInvoice>, 'cash' | 'bankFee' | 'withholding'>): SettlingPart[] => [
  { kind: 'cash', amount: cash },
  { kind: 'bank_fee', amount: bankFee },
  { kind: 'withholding', amount: withholding },
];

/** What an invoice owes was written off where it had been given up: then the write-off is undone. */
export const owedLedger = (invoice: { status: string }): 'receivable' | 'bad_debt' =>
  invoice.status === 'uncollectible' ? 'bad_debt' : 'receivable';
