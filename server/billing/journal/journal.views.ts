import { toWire } from '../../kit/money.js';
import type { BookedBalance, ChartAccount, JournalRow, Period } from './journal.books.service.js';
import type { ChartAccountView, JournalEntryView, TrialBalanceView } from './journal.contract.js';

export const chartAccountView = ({ code, name, type, balances }: ChartAccount): ChartAccountView => ({
  code,
  name,
  type,
  balances: balances.map(({ currency, amount }) => ({ currency, amount: toWire(amount) })),
});

export const journalEntryView = (row: JournalRow): JournalEntryView => ({
  id: row.id,
  kind: row.kind,
  sourceId: row.sourceId,
  accountId: row.accountId,
  description: row.description,
  occurredAt: row.occurredAt.toISOString(),
  lines: row.lines.map(({ ledgerCode, currency, amount }) => ({
    ledgerCode,
    currency,
    amount: toWire(amount),
  })),
});

export const trialBalanceView = (period: Period, balances: readonly BookedBalance[]): TrialBalanceView => ({
  ...period,
  currencies: balances.map(({ currency, accounts, totals }) => ({
    currency,
    accounts: accounts.map(({ code, name, type, ...row }) => ({ code, name, type, ...sums(row) })),
    totals: sums(totals),
  })),
});

const sums = (row: { opening: bigint; debits: bigint; credits: bigint; closing: bigint }) => ({
  opening: toWire(row.opening),
  debits: toWire(row.debits),
  credits: toWire(row.credits),
  closing: toWire(row.closing),
});
