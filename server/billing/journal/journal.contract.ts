import { z } from 'zod';
import { amount, currency, date, endpoint, idOf, instant, searched } from '../../kit/endpoint.contract.js';

export const ledgerAccountType = z.enum(['asset', 'liability', 'revenue', 'expense']);
const code = z.string().regex(/^[a-z_]{1,40}$/, 'A code of the chart of accounts, such as receivable');
const kind = z.string().regex(/^[a-z_.]{1,60}$/, 'A kind of entry, such as invoice.issued');

const ledgerAccount = z.object({ code: z.string(), name: z.string(), type: ledgerAccountType });
const chartAccount = ledgerAccount.extend({
  /** What it holds at the end of the day, signed (debit positive); none where nothing was ever booked. */
  balances: z.array(z.object({ currency: z.string(), amount })),
});
export type ChartAccountView = z.infer<typeof chartAccount>;

/** Signed minor units: a debit is positive, a credit negative. */
const journalLine = z.object({ ledgerCode: z.string(), currency: z.string(), amount });
export const journalEntry = z.object({
  id: z.string(),
  kind: z.string(),
  sourceId: z.string(),
  accountId: z.string().nullable(),
  description: z.string(),
  occurredAt: z.string(),
  lines: z.array(journalLine),
});
export type JournalEntryView = z.infer<typeof journalEntry>;

const sums = { opening: amount, debits: amount, credits: amount, closing: amount };
export const trialBalance = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      accounts: z.array(ledgerAccount.extend(sums)),
      totals: z.object(sums),
    }),
  ),
});
export type TrialBalanceView = z.infer<typeof trialBalance>;

const tag = 'Staff: books';
const door = 'staff';

/** Days are UTC and both belong to the period. */
export const period = z
  .strictObject({ from: date.optional(), to: date.optional(), currency: currency.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'Before the first day' });

export const listLedgerAccounts = endpoint({
  id: 'adminListLedgerAccounts',
  method: 'GET',
  path: '/v1/admin/books/accounts',
  door,
  tag,
  summary:
    'The chart of accounts with what each holds at the end of a day (UTC; today where none is named), per currency.',
  query: z.strictObject({ on: date.optional() }),
  reply: z.array(chartAccount),
});

export const exportLedgerAccounts = endpoint({
  id: 'adminExportLedgerAccounts',
  method: 'GET',
  path: '/v1/admin/books/accounts/export',
  door,
  tag,
  summary: 'The same as CSV, one row per account and currency, amounts as decimals.',
  query: z.strictObject({ on: date.optional() }),
  reply: 'text/csv',
});

export const getTrialBalance = endpoint({
  id: 'adminGetTrialBalance',
  method: 'GET',
  path: '/v1/admin/books/trial-balance',
  door,
  tag,
  summary:
    'Opening, debits, credits and closing of every ledger account, per currency. Opening and closing are signed (debit positive) and sum to zero.',
  query: period,
  reply: trialBalance,
});

export const exportTrialBalance = endpoint({
  id: 'adminExportTrialBalance',
  method: 'GET',
  path: '/v1/admin/books/trial-balance/export',
  door,
  tag,
  summary: 'The trial balance as CSV, amounts as decimals in columns for debit and credit.',
  query: period,
  reply: 'text/csv',
});

export const listJournal = endpoint({
  id: 'adminListJournal',
  method: 'GET',
  path: '/v1/admin/books/journal',
  door,
  tag,
  summary: 'Journal entries with their lines.',
  list: {
    sortable: ['occurredAt'],
    defaultOrder: 'desc',
    filters: {
      kind,
      accountId: idOf('acc'),
      ledgerCode: code,
      sourceId: z.string().max(200),
      occurredAt: instant,
    },
    searchable: false,
  },
  reply: z.array(journalEntry),
});

export const exportJournal = endpoint({
  id: 'adminExportJournal',
  method: 'GET',
  path: '/v1/admin/books/journal/export',
  door,
  tag,
  summary: 'The journal as CSV, one row per line of an entry, in the order in which it was booked. Streamed.',
  query: z
    .strictObject({
      from: date.optional(),
      to: date.optional(),
      kind: kind.optional(),
      accountId: idOf('acc').optional(),
      sourceId: searched(200).optional(),
      ledgerCode: code.optional(),
      /** Found in kind, source or description. */
      q: searched(200).optional(),
    })
    .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'Before the first day' }),
  reply: 'text/csv',
});
