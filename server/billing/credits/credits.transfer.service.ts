import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict } from '../../kit/errors.js';
import { type Money, money } from '../../kit/money.js';
import { type Approvals, CREDITS } from '../approvals/approvals.service.js';
import type { Journal } from '../journal/journal.service.js';
import { currencyDiffers, insufficientCredits } from './credits.errors.js';
import { type CreditLedger, earnings, isRepeated, lotsOf } from './credits.ledger.service.js';
import { burn, LOT_PRIORITY } from './credits.rules.js';
import { type CreditLot, type Wallet, writeMovement } from './credits.store.js';

export interface CreditTransfer {
  actor: Actor;
  fromAccountId: string;
  toAccountId: string;
  credits: bigint;
  reason: string;
  /** The same key finds the same transfer; with other content it is refused. */
  requestKey: string;
}

export interface Transfers {
  /**
   * Moves credits, with what they were sold for and until when they are good, to another account: when an account is closed
   * or merged. A second person must agree above the limit. Locks both wallets in the order of their ids. Refuses with `same_account`, `account_not_found`,
   * `account_closed`, `currency_differs`, `insufficient_credits`, `idempotency_key_reused`, `second_approval_needed`.
   */
  transfer(command: CreditTransfer): Promise<void>;
}

export interface TransferDeps {
  db: Db;
  journal: Journal;
  ledger: CreditLedger;
  approvals: Approvals;
  /** Throws `account_not_found`. */
  accountOf: (accountId: string) => Promise<{ currency: string; status: string }>;
}

type Moved = readonly { lot: CreditLot; credits: bigint }[];

export function createTransfers({ db, journal, ledger, approvals, accountOf }: TransferDeps): Transfers {
  /** Takes the credits out; nothing is earned by that. */
  async function send(tx: Tx, wallet: Wallet, moved: Moved, why: { reason: string; requestKey: string }) {
    return writeMovement(tx, wallet, {
      entries: moved.map(({ lot, credits }) => ({
        kind: 'transfer',
        credits: -credits,
        lotId: lot.id,
        ...why,
      })),
      lots: moved.map(({ lot, credits }) => ({ lotId: lot.id, remaining: -credits })),
    });
  }

  /** One lot per lot that was moved, with its expiry and its worth. */
  async function receive(tx: Tx, accountId: string, moved: Moved, reason: string): Promise<void> {
    let { wallet } = await ledger.open(tx, accountId);
    for (const { lot, credits } of moved) {
      const [price = null] = worthOf([{ lot, credits }]);
      const arriving = {
        accountId,
        source: 'transfer' as const,
        credits,
        price,
        priority: LOT_PRIORITY.transfer,
        expiresAt: lot.expiresAt,
        invoiceLineId: null,
        paymentId: null,
      };
      wallet = (await ledger.addLot(tx, wallet, arriving, 'transfer', { reason })).wallet;
    }
  }

  /** Deferred credits stay what they are; only whose they are changes, so each account has an entry of its own. */
  async function book(
    tx: Tx,
    move: { from: string; to: string; sourceId: string; worth: Money },
  ): Promise<void> {
    const common = { sourceId: move.sourceId, description: 'Credits moved to another account' };
    await journal.post(tx, {
      ...common,
      kind: 'credits.transferred_out',
      accountId: move.from,
      postings: [
        { debit: 'deferred_credits', amount: move.worth },
        { credit: 'moved_credits', amount: move.worth },
      ],
    });
    await journal.post(tx, {
      ...common,
      kind: 'credits.transferred_in',
      accountId: move.to,
      postings: [
        { debit: 'moved_credits', amount: move.worth },
        { credit: 'deferred_credits', amount: move.worth },
      ],
    });
  }

  return {
    async transfer({ actor, fromAccountId, toAccountId, credits, reason, requestKey }) {
      authorize(actor, 'credits.transfer');
      if (fromAccountId === toAccountId) throw conflict('same_account', 'Both are the same account.');
      const [from, to] = await Promise.all([accountOf(fromAccountId), accountOf(toAccountId)]);
      if (from.currency !== to.currency) throw currencyDiffers();
      if (to.status === 'closed') throw conflict('account_closed', 'Nothing is moved to a closed account.');
      const why = { reason, requestKey };
      const move = { accountId: fromAccountId, kind: 'transfer' as const, credits: -credits, ...why };
      if (await isRepeated(db.prisma, move)) return;
      await approvals.require(actor, {
        action: 'credits.transfer',
        amount: money(credits, CREDITS),
        subject: { type: 'account', id: fromAccountId },
        accountId: fromAccountId,
        payload: { fromAccountId, toAccountId, credits: String(credits), ...why },
        reason,
      });
      await db.transaction(async (tx) => {
        await approvals.sign(tx);
        // Both wallets in the order of their ids, so that two transfers across never wait for each other.
        for (const id of [fromAccountId, toAccountId].sort()) await ledger.open(tx, id);
        const { wallet, lots } = await ledger.open(tx, fromAccountId);
        if (await isRepeated(tx.prisma, move)) return;
        const burnt = burn(lots, credits, tx.at);
        if (!burnt) throw insufficientCredits();
        const moved = lotsOf(lots, burnt);
        const worth = worthOf(moved);
        if (worth.some(({ currency }) => currency !== to.currency)) throw currencyDiffers();
        const after = await send(tx, wallet, moved, why);
        const sourceId = `${fromAccountId}:${after.lastEntry}`;
        // The books first: a debt of the receiver is repaid, and earned, as the credits arrive.
        const whole = worth[0] ?? money(0n, to.currency);
        await book(tx, { from: fromAccountId, to: toAccountId, sourceId, worth: whole });
        await receive(tx, toAccountId, moved, reason);
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
  };
}

/** What the moved credits were sold for and have not earned yet, per currency. */
const worthOf = (moved: Moved): Money[] =>
  earnings(moved.map(({ lot, credits }) => ({ lot, remaining: lot.remaining - credits })));
