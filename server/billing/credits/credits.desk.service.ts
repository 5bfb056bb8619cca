import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import type { Journal } from '../journal/journal.service.js';
import { insufficientCredits, keyReused } from './credits.errors.js';
import { type CreditLedger, earnings, lotsOf, type Taken } from './credits.ledger.service.js';
import { burn, LOT_PRIORITY } from './credits.rules.js';
import {
  type CreditLot,
  findEntriesByRequestKey,
  listAccountsWithExpired,
  type Wallet,
  writeMovement,
} from './credits.store.js';

export interface CreditAdjustment {
  actor: Actor;
  accountId: string;
  /** Signed, not zero. */
  credits: bigint;
  reason: string;
  /** The same key finds the same adjustment; with other content it is refused. */
  requestKey: string;
}

export interface CreditTransfer {
  actor: Actor;
  fromAccountId: string;
  toAccountId: string;
  credits: bigint;
  reason: string;
  requestKey: string;
}

/** What staff and the clock do with credits. */
export interface CreditDesk {
  /**
   * Gives credits as a gift, or takes some out in the order of spending; what was taken out is earned. A second person must agree above
   * the limit. Answers the balance. Refuses with `insufficient_credits`, `idempotency_key_reused`, `account_not_found`, `second_approval_needed`.
   */
  adjust(command: CreditAdjustment): Promise<{ balance: bigint }>;
  /**
   * Moves credits, with what they were sold for, to another account: when an account is closed or merged. Refuses
   * with `same_account`, `account_not_found`, `currency_differs`, `insufficient_credits`, `idempotency_key_reused`.
   */
  transfer(command: CreditTransfer): Promise<void>;
  /** Ends lots whose time is over; what they were sold for is earned. Set-aside and disputed credits wait. A job; harmless twice. */
  expireLots(): Promise<number>;
}

export interface CreditDeskDeps {
  db: Db;
  clock: Clock;
  journal: Journal;
  ledger: CreditLedger;
  /** Throws `account_not_found`. */
  currencyOf: (accountId: string) => Promise<string>;
}

export function createCreditDesk({ db, clock, journal, ledger, currencyOf }: CreditDeskDeps): CreditDesk {
  async function repeated(tx: Tx, accountId: string, requestKey: string, credits: bigint): Promise<boolean> {
    const entries = await findEntriesByRequestKey(tx.prisma, accountId, requestKey);
    if (entries.length === 0) return false;
    if (entries.reduce((sum, entry) => sum + entry.credits, 0n) !== credits) throw keyReused();
    return true;
  }

  async function give(tx: Tx, wallet: Wallet, { accountId, credits, reason, requestKey }: CreditAdjustment) {
    const lot = {
      accountId,
      source: 'adjustment' as const,
      credits,
      price: null,
      priority: LOT_PRIORITY.adjustment,
      expiresAt: null,
      invoiceLineId: null,
      paymentId: null,
    };
    return (await ledger.addLot(tx, wallet, lot, 'adjust', { reason, requestKey })).wallet;
  }

  async function expireOf(accountId: string): Promise<void> {
    await db.transaction(async (tx) => {
      const { wallet, lots } = await ledger.open(tx, accountId);
      const over = lots.filter(
        (lot) => lot.expiresAt !== null && lot.expiresAt <= tx.at && lot.frozenAt === null,
      );
      const taken = over.map((lot): Taken => ({ lot, credits: lot.remaining - lot.reserved }));
      await ledger.wear(tx, wallet, 'expire', taken, { reason: 'Expired unused' });
      tx.live({ accountId, resource: 'credits', ids: [accountId] });
    });
  }

  return {
    async adjust(command) {
      const { actor, accountId, credits, reason, requestKey } = command;
      authorize(actor, 'credits.adjust');
      await currencyOf(accountId);
      return db.transaction(async (tx) => {
        const { wallet, lots } = await ledger.open(tx, accountId);
        if (await repeated(tx, accountId, requestKey, credits)) return { balance: wallet.balance };
        let after: Wallet;
        if (credits > 0n) after = await give(tx, wallet, command);
        else {
          const burnt = burn(lots, -credits, tx.at);
          if (!burnt) throw insufficientCredits();
          after = await ledger.wear(tx, wallet, 'adjust', lotsOf(lots, burnt), { reason, requestKey });
        }
        tx.live({ accountId, resource: 'credits', ids: [accountId] });
        tx.audit({
          actor,
          action: 'credits.adjust',
          subject: { type: 'account', id: accountId },
          accountId,
          reason,
          before: { balance: String(wallet.balance) },
          after: { credits: String(credits), balance: String(after.balance) },
        });
        return { balance: after.balance };
      });
    },

    async transfer({ actor, fromAccountId, toAccountId, credits, reason, requestKey }) {
      authorize(actor, 'credits.transfer');
      if (fromAccountId === toAccountId) throw conflict('same_account', 'Both are the same account.');
      const [from, to] = await Promise.all([currencyOf(fromAccountId), currencyOf(toAccountId)]);
      if (from !== to) throw conflict('currency_differs', 'The accounts buy in different currencies.');
      await db.transaction(async (tx) => {
        // Both wallets in the order of their ids, so that two transfers across never wait for each other.
        for (const id of [fromAccountId, toAccountId].sort()) await ledger.open(tx, id);
        const { wallet, lots } = await ledger.open(tx, fromAccountId);
        if (await repeated(tx, fromAccountId, requestKey, -credits)) return;
        const burnt = burn(lots, credits, tx.at);
        if (!burnt) throw insufficientCredits();
        const moved = lotsOf(lots, burnt);
        const after = await writeMovement(tx, wallet, {
          entries: moved.map((one) => ({
            kind: 'transfer',
            credits: -one.credits,
            lotId: one.lot.id,
            reason,
            requestKey,
          })),
          lots: moved.map((one) => ({ lotId: one.lot.id, remaining: -one.credits })),
        });
        await receive(tx, { toAccountId, moved, reason, currency: to });
        const [value] = earnings(
          moved.map(({ lot, credits: gone }) => ({ lot, remaining: lot.remaining - gone })),
        );
        await bookTransfer(tx, journal, { fromAccountId, toAccountId, number: after.lastEntry, value });
        for (const accountId of [fromAccountId, toAccountId]) {
          tx.live({ accountId, resource: 'credits', ids: [accountId] });
          tx.audit({
            actor,
            action: 'credits.transfer',
            subject: { type: 'account', id: accountId },
            accountId,
            reason,
            after: { credits: String(credits), from: fromAccountId, to: toAccountId },
          });
        }
      });
    },

    async expireLots() {
      const accounts = await listAccountsWithExpired(db.prisma, clock.now());
      for (const accountId of accounts) await expireOf(accountId);
      return accounts.length;
    },
  };

  /** One lot per lot that was moved, with its expiry and what it was sold for. */
  async function receive(
    tx: Tx,
    arrival: {
      toAccountId: string;
      moved: readonly { lot: CreditLot; credits: bigint }[];
      reason: string;
      currency: string;
    },
  ): Promise<void> {
    let { wallet } = await ledger.open(tx, arrival.toAccountId);
    for (const { lot, credits } of arrival.moved) {
      const [price] = earnings([{ lot, remaining: lot.remaining - credits }]);
      const added = await ledger.addLot(
        tx,
        wallet,
        {
          accountId: arrival.toAccountId,
          source: 'transfer',
          credits,
          price: price ?? money(0n, arrival.currency),
          priority: LOT_PRIORITY.transfer,
          expiresAt: lot.expiresAt,
          invoiceLineId: null,
          paymentId: null,
        },
        'transfer',
        { reason: arrival.reason },
      );
      wallet = added.wallet;
    }
  }
}

/** Deferred credits stay what they are; only whose they are changes, so each account has an entry of its own. */
async function bookTransfer(
  tx: Tx,
  journal: Journal,
  moved: { fromAccountId: string; toAccountId: string; number: bigint; value: Money | undefined },
): Promise<void> {
  const { value, fromAccountId, toAccountId } = moved;
  if (!value) return;
  const sourceId = `${fromAccountId}:${moved.number}`;
  const common = { sourceId, description: 'Credits moved to another account' };
  await journal.post(tx, {
    ...common,
    kind: 'credits.transferred_out',
    accountId: fromAccountId,
    postings: [
      { debit: 'deferred_credits', amount: value },
      { credit: 'ordered_credits', amount: value },
    ],
  });
  await journal.post(tx, {
    ...common,
    kind: 'credits.transferred_in',
    accountId: toAccountId,
    postings: [
      { debit: 'ordered_credits', amount: value },
      { credit: 'deferred_credits', amount: value },
    ],
  });
}
