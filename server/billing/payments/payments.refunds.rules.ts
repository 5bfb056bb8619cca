/** States of money on its way back, of disputes, and what of a payment a refund takes. */
export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'canceled';

/** A refund may fail after it has succeeded (a closed card), never the reverse. */
export const REFUND_TRANSITIONS = {
  pending: ['succeeded', 'failed', 'canceled'],
  succeeded: ['failed', 'canceled'],
  failed: [],
  canceled: [],
} as const satisfies Record<RefundStatus, readonly RefundStatus[]>;

export const refundMayBecome = (from: RefundStatus, to: RefundStatus): boolean =>
  (REFUND_TRANSITIONS[from] as readonly RefundStatus[]).includes(to);

export type DisputeStatus = 'needs_response' | 'under_review' | 'won' | 'lost';

/** The bank may change its mind after a loss; that a win is lost again is for staff to look at. */
export const DISPUTE_TRANSITIONS = {
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['needs_response', 'won', 'lost'],
  won: [],
  lost: ['won'],
} as const satisfies Record<DisputeStatus, readonly DisputeStatus[]>;

export const disputeMayBecome = (from: DisputeStatus, to: DisputeStatus): boolean =>
  (DISPUTE_TRANSITIONS[from] as readonly DisputeStatus[]).includes(to);

/** An invoice that the payment settled in part or in whole, in the order in which it did. Minor units. */
export interface SettledShare {
  invoiceId: string;
  /** Of this payment's money. */
  cash: bigint;
  /** What refunds and disputes of this payment have taken back of it already. */
  takenBack: bigint;
  /** What of the invoice is not credited yet. */
  creditable: bigint;
}

const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (a < b ? a : b));

/**
 * How much is credited on which invoice when an amount goes back: of each no more than this payment settled of it, less what
 * went back already, and no more than is creditable. What is left over comes out of money on account.
 */
export function creditPlan(
  amount: bigint,
  shares: readonly SettledShare[],
): { invoiceId: string; amount: bigint }[] {
  let open = amount;
  const plan: { invoiceId: string; amount: bigint }[] = [];
  for (const { invoiceId, cash, takenBack, creditable } of shares) {
    const rest = cash - takenBack;
    const part = rest > 0n ? least(open, rest, creditable) : 0n;
    if (part <= 0n) continue;
    plan.push({ invoiceId, amount: part });
    open -= part;
  }
  return plan;
}

/** After this long a refund or a dispute's gateway is asked again, then ever more seldom: each time after as long as it has lasted. */
export const LONGEST_PAUSE_SECONDS = 86_400;
