import type { Reader, Tx } from '../../kit/db.js';
import { type Money, money } from '../../kit/money.js';
import type { Journal } from '../journal/journal.service.js';
import { keyReused } from './credits.errors.js';
import { type Burn, burn, spendable, valueLeft } from './credits.rules.js';
import {
  type CreditEntryKind,
  type CreditLot,
  findEntriesByRequestKey,
  insertLot,
  listOpenLots,
  lockWallet,
  type NewLot,
  type Wallet,
  writeMovement,
} from './credits.store.js';

/** What of a lot is left after something was taken of it. */
export interface Worn {
  lot: CreditLot;
  remaining: bigint;
}

interface Why {
  reason?: string | null;
  usageEventId?: string | null;
  requestKey?: string | null;
}

/**
 * What all stories of credits have in common. Every function expects the wallet's lock, which `open` takes; the lots that it
 * answers are those with credits in them, in the order in which they are spent.
 */
export interface CreditLedger {
  open(tx: Tx, accountId: string): Promise<{ wallet: Wallet; lots: CreditLot[] }>;
  /** Takes credits out of lots, one entry each. What they were sold for is earned: deferred credits → revenue. */
  wear(tx: Tx, wallet: Wallet, kind: CreditEntryKind, taken: readonly Taken[], why: Why): Promise<Wallet>;
  /** A new lot with its credits. What the wallet owes is repaid from it first. */
  addLot(
    tx: Tx,
    wallet: Wallet,
    lot: NewLot,
    kind: CreditEntryKind,
    why: Why,
  ): Promise<{ lot: CreditLot; wallet: Wallet }>;
  /** Pays what the wallet owes out of what can be spent now, as far as it goes. */
  repay(tx: Tx, wallet: Wallet): Promise<Wallet>;
  /** Books what is earned by lots that were worn: deferred credits → revenue, per currency. */
  earn(
    tx: Tx,
    entry: { kind: string; sourceId: string; accountId: string },
    worn: readonly Worn[],
  ): Promise<void>;
}

export interface Taken {
  lot: CreditLot;
  credits: bigint;
  /** Of these, how many had been set aside. */
  reserved?: bigint;
  /** Credits that repay the debt. */
  debt?: bigint;
  /** What they were spent on, where one movement is for several uses. */
  usageEventId?: string;
}

export function createCreditLedger(journal: Journal): CreditLedger {
  async function open(tx: Tx, accountId: string) {
    const wallet = await lockWallet(tx, accountId);
    return { wallet, lots: await listOpenLots(tx.prisma, accountId) };
  }

  async function earn(
    tx: Tx,
    entry: { kind: string; sourceId: string; accountId: string },
    worn: readonly Worn[],
  ): Promise<void> {
    const earned = earnings(worn);
    await journal.post(tx, {
      ...entry,
      description: DESCRIPTIONS[entry.kind] ?? 'Credits',
      postings: earned.flatMap((amount) => [
        { debit: 'deferred_credits' as const, amount },
        { credit: 'revenue' as const, amount },
      ]),
    });
  }

  async function wear(tx: Tx, wallet: Wallet, kind: CreditEntryKind, taken: readonly Taken[], why: Why) {
    const some = taken.filter(({ credits }) => credits > 0n);
    if (some.length === 0) return wallet;
    const unfrozen = some
      .filter(({ lot }) => lot.frozenAt !== null)
      .reduce((total, { credits, reserved }) => total + credits - (reserved ?? 0n), 0n);
    const after = await writeMovement(tx, wallet, {
      entries: some.map(({ lot, credits, debt, usageEventId }) => ({
        kind,
        credits: -credits,
        debt: -(debt ?? 0n),
        lotId: lot.id,
        ...why,
        ...(usageEventId ? { usageEventId } : {}),
      })),
      lots: some.map(({ lot, credits, reserved }) => ({
        lotId: lot.id,
        remaining: -credits,
        reserved: -(reserved ?? 0n),
      })),
      reserved: -some.reduce((total, { reserved }) => total + (reserved ?? 0n), 0n),
      frozen: -unfrozen,
    });
    const sourceId = `${wallet.accountId}:${after.lastEntry}`;
    await earn(tx, { kind: `credits.${kind}`, sourceId, accountId: wallet.accountId }, wornBy(some));
    return after;
  }

  async function repay(tx: Tx, wallet: Wallet): Promise<Wallet> {
    if (wallet.debt === 0n) return wallet;
    const lots = await listOpenLots(tx.prisma, wallet.accountId);
    const there = spendable(lots, tx.at);
    const credits = wallet.debt < there ? wallet.debt : there;
    if (credits === 0n) return wallet;
    const taken = lotsOf(lots, burn(lots, credits, tx.at) ?? []).map((one) => ({
      ...one,
      debt: one.credits,
    }));
    return wear(tx, wallet, 'repay', taken, { reason: 'Credits owed from before' });
  }

  return {
    open,
    wear,
    repay,
    earn,

    async addLot(tx, wallet, lot, kind, why) {
      const row = await insertLot(tx, lot);
      const after = await writeMovement(tx, wallet, {
        entries: [{ kind, credits: lot.credits, lotId: row.id, ...why }],
        lots: [{ lotId: row.id, remaining: lot.credits }],
      });
      tx.live({ accountId: wallet.accountId, resource: 'credits', ids: [wallet.accountId] });
      return { lot: { ...row, remaining: lot.credits }, wallet: await repay(tx, after) };
    },
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'credits.spend': 'Credits spent',
  'credits.expire': 'Credits expired unused',
  'credits.repay': 'Credits owed from before repaid',
  'credits.adjust': 'Credits taken out by staff',
};

/** Whether this very movement was made with its key before. Refuses with `idempotency_key_reused` where it was another. */
export async function isRepeated(
  reader: Reader,
  move: {
    accountId: string;
    requestKey: string;
    kind: 'adjust' | 'transfer';
    credits: bigint;
    reason: string;
  },
): Promise<boolean> {
  const entries = await findEntriesByRequestKey(reader, move.accountId, move.requestKey);
  if (entries.length === 0) return false;
  const same = entries.every(({ kind, reason }) => kind === move.kind && reason === move.reason);
  if (!same || entries.reduce((sum, entry) => sum + entry.credits, 0n) !== move.credits) throw keyReused();
  return true;
}

/** The lots that a burn order names. */
export function lotsOf(
  lots: readonly CreditLot[],
  burnt: readonly Burn[],
): { lot: CreditLot; credits: bigint }[] {
  return burnt.map(({ lotId, credits }) => {
    const lot = lots.find(({ id }) => id === lotId);
    if (!lot) throw new Error(`No lot ${lotId}`);
    return { lot, credits };
  });
}

/** Several takings of one lot count together, since the value that is left depends on what remains. */
function wornBy(taken: readonly Taken[]): Worn[] {
  const left = new Map<string, Worn>();
  for (const { lot, credits } of taken) {
    const before = left.get(lot.id)?.remaining ?? lot.remaining;
    left.set(lot.id, { lot, remaining: before - credits });
  }
  return [...left.values()];
}

/** What lots were worth before, less what they are worth after; per currency. */
export function earnings(worn: readonly Worn[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { lot, remaining } of worn) {
    if (lot.currency === null) continue;
    const earned = valueLeft(lot) - valueLeft(lot, remaining);
    sums.set(lot.currency, (sums.get(lot.currency) ?? 0n) + earned);
  }
  return [...sums].map(([currency, minor]) => money(minor, currency));
}
