import { divideHalfUp } from '../../kit/money.js';

export type LotSource = 'package' | 'plan' | 'bonus' | 'adjustment' | 'transfer';

/** Lots with a lower priority are spent first: what expires with a period goes before what was bought. */
export const LOT_PRIORITY = {
  plan: 10,
  bonus: 20,
  adjustment: 30,
  transfer: 40,
  package: 50,
} as const satisfies Record<LotSource, number>;

export interface BurnableLot {
  id: string;
  remaining: bigint;
  /** Set aside by holds. */
  reserved: bigint;
  priority: number;
  expiresAt: Date | null;
  /** Under dispute. */
  frozenAt: Date | null;
  createdAt: Date;
}

export interface Burn {
  lotId: string;
  credits: bigint;
}

/** The stated order: priority, then expiry (never last), then age, then id. */
function inOrder(a: BurnableLot, b: BurnableLot): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  const expiry = (lot: BurnableLot) => lot.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiry(a) !== expiry(b)) return expiry(a) < expiry(b) ? -1 : 1;
  const age = a.createdAt.getTime() - b.createdAt.getTime();
  return age !== 0 ? age : a.id < b.id ? -1 : 1;
}

/** What of a lot can be spent at an instant: not what is set aside, nothing of a frozen or expired lot. */
export function spendableOf(lot: BurnableLot, at: Date): bigint {
  if (lot.frozenAt !== null || (lot.expiresAt !== null && lot.expiresAt <= at)) return 0n;
  return lot.remaining - lot.reserved;
}

export const spendable = (lots: readonly BurnableLot[], at: Date): bigint =>
  lots.reduce((total, lot) => total + spendableOf(lot, at), 0n);

/**
 * From which lots an amount is taken at an instant, in the stated order. Null: there is not enough, and nothing is
 * taken.
 */
export function burn(lots: readonly BurnableLot[], credits: bigint, at: Date): Burn[] | null {
  let open = credits;
  const burnt: Burn[] = [];
  for (const lot of [...lots].sort(inOrder)) {
    if (open === 0n) break;
    const there = spendableOf(lot, at);
    if (there <= 0n) continue;
    const taken = there < open ? there : open;
    burnt.push({ lotId: lot.id, credits: taken });
    open -= taken;
  }
  return open === 0n ? burnt : null;
}

export interface ValuedLot {
  granted: bigint;
  remaining: bigint;
  /** What the whole lot was sold for, minor units net of tax; zero for a gift. */
  value: bigint;
}

/**
 * What of a lot's price is not earned yet: in proportion to what remains, rounded half up. A function of what remains
 * and nothing else, so that every credit is earned once, whatever the steps (IFRS 15, B44 to B47).
 */
export const valueLeft = (lot: ValuedLot, remaining: bigint = lot.remaining): bigint =>
  lot.value === 0n ? 0n : divideHalfUp(lot.value * remaining, lot.granted);

export interface TakenLot {
  granted: bigint;
  remaining: bigint;
  reserved: bigint;
  revoked: bigint;
  owed: bigint;
}

/**
 * What taking credits back does to a lot: first what is there and not set aside; then what was spent, or is set aside,
 * becomes a debt. No more than was granted, whatever is asked for: credits that were taken back before, or have expired
 * unused (`expired`: how many of this lot have), are neither.
 */
export function takeBackPlan(
  lot: TakenLot,
  credits: bigint,
  expired: bigint,
): { taken: bigint; owed: bigint } {
  const most = lot.granted - lot.revoked - expired;
  const whole = credits < most ? credits : most;
  if (whole <= 0n) return { taken: 0n, owed: 0n };
  const free = lot.remaining - lot.reserved;
  const taken = whole < free ? whole : free;
  return { taken, owed: whole - taken };
}

/**
 * What giving back credits that were taken does to a lot, so that it holds what its line sells (`sold`) and no more; the
 * same again gives nothing. The debt that they left goes first (`forgiven`). Where it was repaid with other credits
 * meanwhile (`debt` is what is still owed by the wallet), credits come back instead.
 */
export function restorePlan(
  lot: Pick<TakenLot, 'granted' | 'revoked' | 'owed'>,
  sold: bigint,
  debt: bigint,
): { restored: bigint; forgiven: bigint; fromOwed: bigint; whole: bigint } {
  const missing = sold - (lot.granted - lot.revoked);
  const whole = missing <= 0n ? 0n : missing < lot.revoked ? missing : lot.revoked;
  const fromOwed = whole < lot.owed ? whole : lot.owed;
  const forgiven = fromOwed < debt ? fromOwed : debt;
  return { restored: whole - forgiven, forgiven, fromOwed, whole };
}
