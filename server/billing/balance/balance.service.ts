import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, money } from '../../kit/money.js';
import {
  insertEntry,
  isEntryOf,
  listEntries,
  lockBalance,
  type MoneyEntry,
  type MoneyEntryKind,
  readBalances,
  sumTakenFor,
} from './balance.store.js';

/** What moved a customer's money on account, for the ledger's row. */
export interface MoneyMovement {
  accountId: string;
  kind: MoneyEntryKind;
  amount: Money;
  paymentId?: string | null;
  invoiceId?: string | null;
  creditNoteId?: string | null;
  refundId?: string | null;
  disputeId?: string | null;
  /** Of the request that moves it: unique, so that a repeated request moves nothing. */
  requestKey?: string | null;
}

/**
 * A customer's money on account: what was paid or credited and is used for no invoice yet. One row per account and currency is
 * locked by whoever moves it (after invoice and payment, before the wallet). The journal is the caller's: a movement is
 * one side of an entry that he posts.
 */
export interface Balance {
  /** Adds an amount above zero; zero is left out. */
  put(tx: Tx, movement: MoneyMovement): Promise<void>;
  /** Takes an amount above zero; zero is left out. Refuses with `money_on_account_short`. */
  take(tx: Tx, movement: MoneyMovement): Promise<void>;
  /** What is there, with the row locked until the transaction ends. */
  lock(tx: Tx, accountId: string, currency: string): Promise<Money>;
  /** What is there now, per currency. */
  of(accountId: string, reader?: Reader): Promise<Money[]>;
  /** Whether a request with this key has moved money. */
  hasMoved(requestKey: string): Promise<boolean>;
  /** What a refund or dispute took from the account and did not give back, in minor units. */
  takenFor(tx: Tx, cause: { refundId: string } | { disputeId: string }): Promise<bigint>;
  entries(actor: Actor, list: ListQuery): Promise<Page<MoneyEntry>>;
}

export function createBalance({ db }: { db: Db }): Balance {
  async function move(tx: Tx, movement: MoneyMovement, sign: 1n | -1n): Promise<void> {
    const { accountId, kind, amount } = movement;
    if (amount.minor < 0n) throw new Error('Money is put or taken by an amount above zero');
    if (amount.minor === 0n) return;
    const row = await lockBalance(tx, accountId, amount.currency);
    if (row.balance + sign * amount.minor < 0n) {
      throw conflict('money_on_account_short', 'There is not that much money on account.');
    }
    await insertEntry(tx, row, {
      accountId,
      currency: amount.currency,
      kind,
      amount: sign * amount.minor,
      paymentId: movement.paymentId ?? null,
      invoiceId: movement.invoiceId ?? null,
      creditNoteId: movement.creditNoteId ?? null,
      refundId: movement.refundId ?? null,
      disputeId: movement.disputeId ?? null,
      requestKey: movement.requestKey ?? null,
    });
    tx.live({ accountId, resource: 'balance', ids: [accountId] });
  }

  return {
    put: (tx, movement) => move(tx, movement, 1n),
    take: (tx, movement) => move(tx, movement, -1n),

    async lock(tx, accountId, currency) {
      return money((await lockBalance(tx, accountId, currency)).balance, currency);
    },

    async of(accountId, reader = db.prisma) {
      return (await readBalances(reader, accountId)).map(({ balance, currency }) => money(balance, currency));
    },

    hasMoved: (requestKey) => isEntryOf(db.prisma, requestKey),
    takenFor: (tx, cause) => sumTakenFor(tx.prisma, cause),

    async entries(actor, list) {
      authorize(actor, 'payments.read');
      const accountId = confinedTo(actor);
      if (!accountId) throw notFound('account');
      return listEntries(db, accountId, list);
    },
  };
}
