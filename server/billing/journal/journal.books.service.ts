import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money, toDecimal } from '../../kit/money.js';
import type { CalendarDate } from '../../kit/time.js';
import {
  eachEntry,
  type JournalRow,
  type JournalSelection,
  type LedgerAccount,
  type LedgerSums,
  listJournal,
  listLedgerAccounts,
  type Period,
  sumLedger,
} from './journal.reads.store.js';
import { sides, type TrialBalance, trialBalances } from './journal.rules.js';

export type { JournalRow, JournalSelection, LedgerAccount, Period };
export type BookedBalance = TrialBalance<LedgerSums & Pick<LedgerAccount, 'name' | 'type'>>;

/** A ledger account and its signed balances (debit positive); none where nothing was ever booked. */
export type ChartAccount = LedgerAccount & { balances: { currency: string; amount: bigint }[] };

type CsvRow = (string | bigint | null)[];

/** What finance staff read of the books (`books.read`). Nothing here writes. */
export interface Books {
  /** Every ledger account with what it holds at the end of a day (null: now), per currency. */
  chart(actor: Actor, on: CalendarDate | null): Promise<ChartAccount[]>;
  /** The chart as rows of a CSV file, heading first. */
  chartRows(actor: Actor, on: CalendarDate | null): AsyncGenerator<CsvRow>;
  /** Opening, movements and closing of every ledger account in a period, per currency, as of one instant. */
  trialBalance(actor: Actor, period: Period, currency: string | null): Promise<BookedBalance[]>;
  list(actor: Actor, list: ListQuery): Promise<Page<JournalRow>>;
  /** The journal as rows of a CSV file, heading first, one per line of an entry; read as the client takes them. */
  journalRows(actor: Actor, selection: JournalSelection): AsyncGenerator<CsvRow>;
  /** The trial balance as rows of a CSV file, heading first. */
  trialBalanceRows(actor: Actor, period: Period, currency: string | null): AsyncGenerator<CsvRow>;
}

export function createBooks({ db }: { db: Db }): Books {
  async function trialBalance(actor: Actor, period: Period, currency: string | null) {
    authorize(actor, 'books.read');
    const chart = await listLedgerAccounts(db.prisma);
    const sums = await sumLedger(db.prisma, period, currency);
    // In the order of the chart: what is owned, owed, earned and spent.
    const rows = chart.flatMap(({ code, name, type }) =>
      sums.filter((row) => row.code === code).map((row) => ({ ...row, name, type })),
    );
    return trialBalances(rows);
  }

  async function chart(actor: Actor, on: CalendarDate | null): Promise<ChartAccount[]> {
    authorize(actor, 'books.read');
    const accounts = await listLedgerAccounts(db.prisma);
    const sums = await sumLedger(db.prisma, { from: null, to: on }, null);
    return accounts.map((account) => ({
      ...account,
      balances: sums
        .filter(({ code }) => code === account.code)
        .map(({ currency, opening, debits, credits }) => ({
          currency,
          amount: opening + debits - credits,
        })),
    }));
  }

  return {
    trialBalance,

    chart,

    async *chartRows(actor, on) {
      const accounts = await chart(actor, on);
      yield ['ledger_code', 'ledger_name', 'type', 'currency', 'balance_debit', 'balance_credit'];
      for (const { code, name, type, balances } of accounts) {
        if (balances.length === 0) yield [code, name, type, '', '', ''];
        for (const { currency, amount } of balances) {
          yield [code, name, type, currency, ...inColumns(amount, currency)];
        }
      }
    },

    async list(actor, list) {
      authorize(actor, 'books.read');
      return listJournal(db, list);
    },

    async *journalRows(actor, selection) {
      authorize(actor, 'books.read');
      const names = new Map((await listLedgerAccounts(db.prisma)).map(({ code, name }) => [code, name]));
      yield [
        'occurred_at',
        'entry',
        'kind',
        'source',
        'account',
        'description',
        'ledger_code',
        'ledger_name',
        'currency',
        'debit',
        'credit',
      ];
      for await (const entry of eachEntry(db, selection)) {
        for (const line of entry.lines) {
          yield [
            entry.occurredAt.toISOString(),
            entry.id,
            entry.kind,
            entry.sourceId,
            entry.accountId,
            entry.description,
            line.ledgerCode,
            names.get(line.ledgerCode) ?? null,
            line.currency,
            ...inColumns(line.amount, line.currency),
          ];
        }
      }
    },

    async *trialBalanceRows(actor, period, currency) {
      const balances = await trialBalance(actor, period, currency);
      const columns = [
        'opening_debit',
        'opening_credit',
        'debits',
        'credits',
        'closing_debit',
        'closing_credit',
      ];
      yield ['currency', 'ledger_code', 'ledger_name', 'type', ...columns];
      for (const balance of balances) {
        for (const row of balance.accounts) {
          yield [balance.currency, row.code, row.name, row.type, ...figures(row, balance.currency)];
        }
        const { accounts } = balance;
        const sum = (of: (row: (typeof accounts)[number]) => bigint) =>
          toDecimal(
            money(
              accounts.reduce((total, row) => total + of(row), 0n),
              balance.currency,
            ),
          );
        yield [
          balance.currency,
          'total',
          '',
          '',
          sum((row) => sides(row.opening).debit),
          sum((row) => sides(row.opening).credit),
          sum((row) => row.debits),
          sum((row) => row.credits),
          sum((row) => sides(row.closing).debit),
          sum((row) => sides(row.closing).credit),
        ];
      }
    },
  };
}

/** As decimals, so that a spreadsheet adds them up; the side that has nothing stays empty. */
function inColumns(amount: bigint, currency: string): [debit: string, credit: string] {
  const { debit, credit } = sides(amount);
  const text = (minor: bigint) => (minor === 0n ? '' : toDecimal(money(minor, currency)));
  return [text(debit), text(credit)];
}

const figures = (
  row: { opening: bigint; debits: bigint; credits: bigint; closing: bigint },
  currency: string,
): string[] => [
  ...inColumns(row.opening, currency),
  toDecimal(money(row.debits, currency)),
  toDecimal(money(row.credits, currency)),
  ...inColumns(row.closing, currency),
];
