/** What may need a second person. */
export const APPROVAL_ACTIONS = [
  'payment.approve',
  'payment.record',
  'refund',
  'credits.adjust',
  'credits.transfer',
  'credit_note.issue',
  'invoice.write_off',
  'payment_method.bank_details',
  'approval_limit.raise',
] as const;
export type ApprovalAction = (typeof APPROVAL_ACTIONS)[number];

/** Stands where a currency would, for limits that count credits. */
export const CREDITS = '*';

/**
 * How what one person did alone adds up, so that nobody passes a limit in small steps: `once` (the subject allows it once
 * anyhow), `always` (all they ever did to this subject), `day` (what they did to it in the last 24 hours).
 */
export const SPLITTING = {
  'payment.approve': 'once',
  'payment.record': 'day',
  refund: 'always',
  'credits.adjust': 'day',
  'credits.transfer': 'day',
  'credit_note.issue': 'always',
  'invoice.write_off': 'once',
  'payment_method.bank_details': 'once',
  'approval_limit.raise': 'once',
} as const satisfies Record<ApprovalAction, 'once' | 'always' | 'day'>;

/** What a limit counts: minor units of a currency, credits, or nothing (a second person always must). */
export const MEASURE = {
  'payment.approve': 'money',
  'payment.record': 'money',
  refund: 'money',
  'credits.adjust': 'credits',
  'credits.transfer': 'credits',
  'credit_note.issue': 'money',
  'invoice.write_off': 'money',
  'payment_method.bank_details': 'nothing',
  'approval_limit.raise': 'nothing',
} as const satisfies Record<ApprovalAction, 'money' | 'credits' | 'nothing'>;

/** A deed that was begun alone and never confirmed counts for as long as it may still be under way. */
export const UNDER_WAY_SECONDS = 600;

const DAY_SECONDS = 86_400;

/** From when on what was done alone counts, in seconds back from now; null: nothing is added up; 'always': from the beginning. */
export function countedSeconds(action: ApprovalAction): number | 'always' | null {
  switch (SPLITTING[action]) {
    case 'once':
      return null;
    case 'always':
      return 'always';
    case 'day':
      return DAY_SECONDS;
  }
}

export const sizeOf = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/**
 * Whether one person may do it alone: up to the limit and including it, with what they did alone before. Without a limit
 * a second person always must. All three in minor units of one currency, or in credits.
 */
export function mayActAlone(figures: { limit: bigint | null; before: bigint; amount: bigint }): boolean {
  return figures.limit !== null && figures.before + sizeOf(figures.amount) <= figures.limit;
}

/** Whether a new limit lets one person do more than the old one. Null: no limit, so nothing alone. */
export const isRaise = (from: bigint | null, to: bigint | null): boolean =>
  to !== null && (from === null || to > from);
