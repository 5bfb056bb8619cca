import type { Reader, Tx } from '../../kit/db.js';
import { type Money, money, subtract } from '../../kit/money.js';
import { addSeconds } from '../../kit/time.js';
import type { Journal } from '../journal/journal.service.js';
import type { CreditLedger } from './credits.ledger.service.js';
import { LOT_PRIORITY, restorePlan, takeBackPlan, valueLeft } from './credits.rules.js';
import {
  type CreditLot,
  countExpired,
  findLotOfLine,
  listBoughtLots,
  markFrozen,
  markUngranted,
  type Wallet,
  writeMovement,
} from './credits.store.js';

export interface SoldCredits {
  accountId: string;
  invoiceLineId: string;
  invoiceNumber: string;
  paymentId: string | null;
  credits: bigint;
  /** What they are sold for, net of discount and tax. */
  price: Money;
  /** Days until they expire; null: never. */
  validityDays: number | null;
}

export interface TakenBack {
  /** Credits that left the wallet. */
  taken: bigint;
  /** Credits that had been spent already and are owed now. */
  owed: bigint;
  /** What leaves deferred credits: one side of the caller's entry. */
  value: Money;
}

/** The life of credits that an invoice sold: granted, frozen, taken back, given again. All lock the wallet. */
export interface SoldCreditStories {
  /**
   * Grants the credits that an invoice line sold, once: a second call for the same line changes nothing and answers
   * false. `credits` is what the line still sells, less what was credited. Where they were taken back meanwhile (a transfer
   * that bounced), they are given again. Books ordered → deferred credits; what had been spent of credits that are given
   * again is revenue. Whatever the wallet owes is repaid first.
   */
  grantSold(tx: Tx, sold: SoldCredits): Promise<boolean>;
  /** Locks the wallet for a story that comes to its credits later, and to the number series before. */
  lock(tx: Tx, accountId: string): Promise<void>;
  /**
   * Takes credits of a line back: from what is there, then as a debt for what was spent or is set aside. Never more than
   * was granted and not taken back yet; credits that expired unused are left. The debt is repaid at once from other credits, as
   * far as they go (decision 0014). Posts no journal entry for what is taken; the repayment books its own. A line that granted nothing
   * answers zeros.
   */
  takeBack(
    tx: Tx,
    command: { accountId: string; invoiceLineId: string; credits: bigint; reason: string; currency: string },
  ): Promise<TakenBack>;
  /** What `takeBack` would take and what would be owed. Reads only. */
  previewTakeBack(
    reader: Reader,
    line: { invoiceLineId: string; credits: bigint },
  ): Promise<{ taken: bigint; owed: bigint }>;
  /**
   * Takes back what a line granted, since what had paid its invoice was taken back by the payer's bank: it is ordered again, not
   * sold. Books deferred credits and, for what was spent, revenue → ordered. `grantSold` gives it again.
   */
  ungrant(tx: Tx, sold: Omit<SoldCredits, 'validityDays' | 'paymentId'>): Promise<void>;
  /** Nothing of the lots that these invoices sold is spent or expires until `thawBought`. Harmless twice. */
  freezeBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
  thawBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
}

export function createSoldCredits({
  journal,
  ledger,
}: {
  journal: Journal;
  ledger: CreditLedger;
}): SoldCreditStories {
  async function grantAnew(tx: Tx, wallet: Wallet, sold: SoldCredits): Promise<true> {
    const { accountId, invoiceLineId, paymentId, credits, price, validityDays } = sold;
    const posting = {
      kind: 'credits.granted',
      sourceId: invoiceLineId,
      accountId,
      description: `Credits of ${sold.invoiceNumber} granted`,
      postings: [
        { debit: 'ordered_credits' as const, amount: price },
        { credit: 'deferred_credits' as const, amount: price },
      ],
    };
    await journal.post(tx, posting);
    const lot = {
      accountId,
      source: 'package' as const,
      credits,
      price,
      priority: LOT_PRIORITY.package,
      expiresAt: validityDays === null ? null : addSeconds(tx.at, validityDays * 86_400),
      invoiceLineId,
      paymentId,
    };
    await ledger.addLot(tx, wallet, lot, 'grant', { reason: `Bought with ${sold.invoiceNumber}` });
    return true;
  }

  async function giveAgain(tx: Tx, wallet: Wallet, lot: CreditLot, sold: SoldCredits): Promise<boolean> {
    const plan = restorePlan(lot, sold.credits, wallet.debt);
    if (plan.whole === 0n && lot.ungrantedAt === null) return false;
    const remaining = lot.remaining + plan.restored;
    const after = plan.whole === 0n ? wallet : await restore(tx, wallet, lot, plan, sold.invoiceNumber);
    await markUngranted(tx, lot.id, null);
    const value = money(valueLeft(lot, remaining) - valueLeft(lot), sold.price.currency);
    await journal.post(tx, {
      kind: 'credits.restored',
      // What has expired unused meanwhile leaves no entry in the ledger; the instant tells it apart.
      sourceId: `${lot.id}:${plan.whole === 0n ? `at ${tx.at.getTime()}` : after.lastEntry}`,
      accountId: sold.accountId,
      description: `Credits of ${sold.invoiceNumber} given again`,
      postings: [
        { debit: 'ordered_credits', amount: sold.price },
        { credit: 'deferred_credits', amount: value },
        { credit: 'revenue', amount: subtract(sold.price, value) },
      ],
    });
    await ledger.repay(tx, after);
    return true;
  }

  const restore = (
    tx: Tx,
    wallet: Wallet,
    lot: CreditLot,
    { restored, forgiven, whole, fromOwed }: ReturnType<typeof restorePlan>,
    invoiceNumber: string,
  ): Promise<Wallet> =>
    writeMovement(tx, wallet, {
      entries: [
        {
          kind: 'restore',
          credits: restored,
          debt: -forgiven,
          lotId: lot.id,
          reason: `Paid again: ${invoiceNumber}`,
        },
      ],
      lots: [{ lotId: lot.id, remaining: restored, revoked: -whole, owed: -fromOwed }],
      frozen: lot.frozenAt ? restored : 0n,
    });

  async function turn(
    tx: Tx,
    { accountId, invoiceIds }: { accountId: string; invoiceIds: readonly string[] },
    frozen: boolean,
  ): Promise<void> {
    const { wallet } = await ledger.open(tx, accountId);
    const lots = (await listBoughtLots(tx.prisma, accountId, invoiceIds)).filter(
      (lot) => (lot.frozenAt === null) === frozen,
    );
    if (lots.length === 0) return;
    const free = lots.reduce((total, lot) => total + lot.remaining - lot.reserved, 0n);
    await markFrozen(
      tx,
      lots.map(({ id }) => id),
      frozen ? tx.at : null,
    );
    const after = await writeMovement(tx, wallet, { frozen: frozen ? free : -free });
    if (!frozen) await ledger.repay(tx, after);
    tx.live({ accountId, resource: 'credits', ids: [accountId] });
  }

  async function takeBack(tx: Tx, command: Parameters<SoldCreditStories['takeBack']>[1]) {
    const { accountId, invoiceLineId, credits, reason, currency } = command;
    const { wallet } = await ledger.open(tx, accountId);
    const lot = await findLotOfLine(tx.prisma, invoiceLineId);
    if (!lot || credits === 0n) return { taken: 0n, owed: 0n, value: money(0n, currency) };
    const { taken, owed } = takeBackPlan(lot, credits, await countExpired(tx.prisma, lot.id));
    const value = money(valueLeft(lot) - valueLeft(lot, lot.remaining - taken), currency);
    if (taken === 0n && owed === 0n) return { taken, owed, value };
    const after = await writeMovement(tx, wallet, {
      entries: [{ kind: 'revoke', credits: -taken, debt: owed, lotId: lot.id, reason }],
      lots: [{ lotId: lot.id, remaining: -taken, revoked: taken + owed, owed }],
      frozen: lot.frozenAt ? -taken : 0n,
    });
    // What is owed is paid at once from other credits, as far as there are any.
    await ledger.repay(tx, after);
    tx.live({ accountId, resource: 'credits', ids: [accountId] });
    return { taken, owed, value, number: after.lastEntry };
  }

  return {
    async takeBack(tx, command) {
      const { taken, owed, value } = await takeBack(tx, command);
      return { taken, owed, value };
    },

    async previewTakeBack(reader, { invoiceLineId, credits }) {
      const lot = await findLotOfLine(reader, invoiceLineId);
      if (!lot || credits === 0n) return { taken: 0n, owed: 0n };
      const { taken, owed } = takeBackPlan(lot, credits, await countExpired(reader, lot.id));
      return { taken, owed };
    },

    async ungrant(tx, { accountId, invoiceLineId, invoiceNumber, credits, price }) {
      const reason = `Not paid after all: ${invoiceNumber}`;
      const { currency } = price;
      const back = await takeBack(tx, { accountId, invoiceLineId, credits, reason, currency });
      const lot = await findLotOfLine(tx.prisma, invoiceLineId);
      if (!lot) return;
      await markUngranted(tx, lot.id, tx.at);
      await journal.post(tx, {
        kind: 'credits.ungranted',
        // Where all of it has expired there is no entry: it was used up, whoever pays, and is ordered again all the same.
        sourceId: `${invoiceLineId}:${back.number ?? `at ${tx.at.getTime()}`}`,
        accountId,
        description: `Credits of ${invoiceNumber} taken back`,
        postings: [
          { debit: 'deferred_credits', amount: back.value },
          { debit: 'revenue', amount: subtract(price, back.value) },
          { credit: 'ordered_credits', amount: price },
        ],
      });
    },

    async lock(tx, accountId) {
      await ledger.open(tx, accountId);
    },

    async grantSold(tx, sold) {
      const { wallet } = await ledger.open(tx, sold.accountId);
      const lot = await findLotOfLine(tx.prisma, sold.invoiceLineId);
      const given = await (lot ? giveAgain(tx, wallet, lot, sold) : grantAnew(tx, wallet, sold));
      if (given) tx.live({ accountId: sold.accountId, resource: 'credits', ids: [sold.accountId] });
      return given;
    },

    freezeBought: (tx, bought) => turn(tx, bought, true),
    thawBought: (tx, bought) => turn(tx, bought, false),
  };
}
