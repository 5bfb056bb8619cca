import type { Tx } from '../../kit/db.js';
import { newId } from '../../kit/ids.js';

export interface JournalLineInput {
  ledgerCode: LedgerCode;
  currency: string;
  /** Signed minor units: a debit is positive. */
  amount: bigint;
}

export type LedgerCode =
  | 'receivable'
  | 'cash_stripe'
  | 'cash_paypal'
  | 'cash_bank'
  | 'cash_wallet'
  | 'money_on_account'
  | 'ordered_credits'
  | 'deferred_credits'
  | 'moved_credits'
  | 'deferred_revenue'
  | 'tax_payable'
  | 'revenue'
  | 'refunds'
  | 'fees'
  | 'bad_debt'
  | 'disputed_funds'
  | 'withholding_tax';

export async function insertEntry(
  tx: Tx,
  entry: {
    kind: string;
    sourceId: string;
    accountId: string | null;
    description: string;
    lines: readonly JournalLineInput[];
  },
): Promise<string> {
  const id = newId('jrn', { now: () => tx.at });
  await tx.prisma.journalEntry.create({
    data: {
      id,
      kind: entry.kind,
      sourceId: entry.sourceId,
      accountId: entry.accountId,
      description: entry.description,
      occurredAt: tx.at,
      createdAt: tx.at,
      lines: { create: entry.lines.map((line, index) => ({ ...line, position: index + 1 })) },
    },
  });
  return id;
}
