import type { Tx } from '../../kit/db.js';
import type { Money } from '../../kit/money.js';
import { insertEntry, type LedgerCode } from './journal.store.js';

export type { LedgerCode };

export interface Posting {
  debit?: LedgerCode;
  credit?: LedgerCode;
  amount: Money;
}

export interface Journal {
  /**
   * Posts one balanced entry. Lines of zero are left out; an entry of nothing but zeros is not written. The pair
   * (kind, sourceId) is unique: the same deed cannot be booked twice. Throws where the entry does not balance.
   */
  post(
    tx: Tx,
    entry: {
      kind: string;
      sourceId: string;
      accountId: string | null;
      description: string;
      postings: readonly Posting[];
    },
  ): Promise<void>;
}

export function createJournal(): Journal {
  return {
    async post(tx, { postings, ...entry }) {
      const lines = postings
        .filter(({ amount }) => amount.minor !== 0n)
        .map(({ debit, credit, amount }) => {
          const ledgerCode = debit ?? credit;
          if (!ledgerCode || (debit && credit)) throw new Error('A posting is either a debit or a credit');
          return { ledgerCode, currency: amount.currency, amount: debit ? amount.minor : -amount.minor };
        });
      if (lines.length === 0) return;
      const totals = new Map<string, bigint>();
      for (const line of lines) totals.set(line.currency, (totals.get(line.currency) ?? 0n) + line.amount);
      for (const [currency, total] of totals) {
        if (total !== 0n)
          throw new Error(`Journal entry ${entry.kind} does not balance in ${currency}: ${total}`);
      }
      await insertEntry(tx, { ...entry, lines });
    },
  };
}
