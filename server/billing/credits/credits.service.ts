import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, toWire } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import type { Journal } from '../journal/journal.service.js';
import type { CreditBalanceView } from './credits.contract.js';
import {
  type CreditEntry,
  type CreditSource,
  findLotOfLine,
  insertLot,
  listEntries,
  listSpendableLots,
  lockWallet,
  readWallet,
} from './credits.store.js';

/** Lots with a lower priority are spent first: what expires with a period goes before what was bought. */
export const LOT_PRIORITY = {
  plan: 10,
  bonus: 20,
  adjustment: 30,
  transfer: 40,
  package: 50,
} as const satisfies Record<CreditSource, number>;

export interface SoldCredits {
  accountId: string;
  invoiceLineId: string;
  invoiceNumber: string;
  paymentId: string | null;
  credits: bigint;
  /** What the line earns, net of discount and tax. */
  price: Money;
}

export interface Credits {
  /**
   * Grants the credits that an invoice line sold, once: a second call for the same line changes nothing and answers
   * false. Locks the wallet. Books ordered → deferred credits.
   */
  grantSold(tx: Tx, sold: SoldCredits): Promise<boolean>;
  /** Credits given without a price (a welcome gift, a plan's bonus). Locks the wallet. */
  grantBonus(
    tx: Tx,
    bonus: { accountId: string; credits: bigint; reason: string; expiresAt: Date | null },
  ): Promise<void>;
  balance(actor: Actor & { accountId: string }): Promise<CreditBalanceView>;
  entries(actor: Actor, list: ListQuery): Promise<Page<CreditEntry>>;
}

export function createCredits({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }): Credits {
  return {
    async grantSold(tx, sold) {
      const wallet = await lockWallet(tx, sold.accountId);
      if (await findLotOfLine(tx.prisma, sold.invoiceLineId)) return false;
      await insertLot(tx, wallet, {
        accountId: sold.accountId,
        source: 'package',
        credits: sold.credits,
        price: sold.price,
        priority: LOT_PRIORITY.package,
        expiresAt: null,
        invoiceLineId: sold.invoiceLineId,
        paymentId: sold.paymentId,
        reason: `Bought with ${sold.invoiceNumber}`,
      });
      await journal.post(tx, {
        kind: 'credits.granted',
        sourceId: sold.invoiceLineId,
        accountId: sold.accountId,
        description: `Credits of ${sold.invoiceNumber} granted`,
        postings: [
          { debit: 'ordered_credits', amount: sold.price },
          { credit: 'deferred_credits', amount: sold.price },
        ],
      });
      tx.live({ accountId: sold.accountId, resource: 'credits', ids: [sold.accountId] });
      return true;
    },

    async grantBonus(tx, { accountId, credits, reason, expiresAt }) {
      const wallet = await lockWallet(tx, accountId);
      await insertLot(tx, wallet, {
        accountId,
        source: 'bonus',
        credits,
        price: null,
        priority: LOT_PRIORITY.bonus,
        expiresAt,
        invoiceLineId: null,
        paymentId: null,
        reason,
      });
      tx.live({ accountId, resource: 'credits', ids: [accountId] });
    },

    async balance(actor) {
      authorize(actor, 'credits.read');
      const [wallet, lots] = await Promise.all([
        readWallet(db.prisma, actor.accountId),
        listSpendableLots(db.prisma, actor.accountId, clock.now()),
      ]);
      const left = (sources: readonly CreditSource[]) =>
        toWire(
          lots
            .filter((lot) => sources.includes(lot.source))
            .reduce((total, lot) => total + lot.remaining, 0n),
        );
      return {
        balance: toWire(wallet.balance),
        included: left(['plan']),
        purchased: left(['package', 'transfer']),
        bonus: left(['bonus', 'adjustment']),
        reserved: toWire(wallet.reserved),
        debt: toWire(wallet.debt),
        lots: lots.map((lot) => ({
          id: lot.id,
          source: lot.source,
          granted: toWire(lot.granted),
          remaining: toWire(lot.remaining),
          expiresAt: lot.expiresAt?.toISOString() ?? null,
          priority: lot.priority,
        })),
      };
    },

    async entries(actor, list) {
      authorize(actor, 'credits.read');
      const accountId = confinedTo(actor);
      if (!accountId) throw notFound('account');
      return listEntries(db, accountId, list);
    },
  };
}
