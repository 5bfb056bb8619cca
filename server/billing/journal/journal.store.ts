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
  // Entry and lines in one statement: spending posts one each time.
  const { lines } = entry;
  await tx.prisma.$executeRaw`
    WITH entry AS (
      INSERT INTO journal_entry (id, kind, source_id, account_id, description, occurred_at, created_at)
      VALUES (${id}, ${entry.kind}, ${entry.sourceId}, ${entry.accountId}, ${entry.description}, ${tx.at}, ${tx.at})
    )
    INSERT INTO journal_line (entry_id, position, ledger_code, currency, amount)
    SELECT ${id}, line.position, line.code, line.currency, line.amount
    FROM unnest(${lines.map(({ ledgerCode }) => ledgerCode)}::text[], ${lines.map(({ currency }) => currency)}::text[],
                ${lines.map(({ amount }) => amount)}::bigint[]) WITH ORDINALITY AS line(code, currency, amount, position)`;
  return id;
}
