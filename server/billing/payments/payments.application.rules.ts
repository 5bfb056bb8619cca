import type { Money } from '../../kit/money.js';

/** How much of what is due may be missing, and why, so that staff need not chase it. */
export interface Tolerances {
  /** Of what is due. */
  bankFeeBasisPoints: number;
  /** Minor units per currency: banks take a fee by the piece, which is a large part of a small transfer. */
  bankFeeFixed: Readonly<Record<string, bigint>>;
  /** Of what is due. */
  withholdingBasisPoints: number;
}

export interface Due {
  id: string;
  amountDue: bigint;
  status: string;
}

export interface AskedShare {
  invoiceId: string;
  /** Minor units of the received money. */
  amount: bigint;
}

export interface PlannedShare {
  invoiceId: string;
  cash: bigint;
  bankFee: bigint;
  withholding: bigint;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Received money over invoices in their order, each as far as it is due; the rest stays over. */
export function fillInOrder(received: bigint, dues: readonly Due[]): AskedShare[] {
  let open = received;
  const shares: AskedShare[] = [];
  for (const due of dues) {
    const amount = least(open, due.amountDue);
    if (amount > 0n) shares.push({ invoiceId: due.id, amount });
    open -= amount;
  }
  return shares;
}

/** What was kept back on the way settles what the cash leaves due, invoice by invoice; answers what could not be placed. */
export function writeOff(
  shares: readonly AskedShare[],
  dues: readonly Due[],
  kept: { bankFee: bigint; withholding: bigint },
): { shares: PlannedShare[]; unplaced: bigint } {
  let { bankFee, withholding } = kept;
  const planned = shares.map(({ invoiceId, amount }): PlannedShare => {
    const due = dues.find(({ id }) => id === invoiceId)?.amountDue ?? 0n;
    const held = least(withholding, due - amount);
    withholding -= held;
    const fee = least(bankFee, due - amount - held);
    bankFee -= fee;
    return { invoiceId, cash: amount, bankFee: fee, withholding: held };
  });
  return { shares: planned, unplaced: bankFee + withholding };
}

/**
 * Whether what was kept back lies within the tolerance of what these invoices owe: a fee within the greater of its share and
 * its fixed amount per payment, tax within its share.
 */
export function isTolerated(
  due: Money,
  kept: { bankFee: bigint; withholding: bigint },
  tolerances: Tolerances,
): boolean {
  const within = (amount: bigint, basisPoints: number) => amount * 10_000n <= due.minor * BigInt(basisPoints);
  const fixed = tolerances.bankFeeFixed[due.currency] ?? 0n;
  return (
    (kept.bankFee <= fixed || within(kept.bankFee, tolerances.bankFeeBasisPoints)) &&
    within(kept.withholding, tolerances.withholdingBasisPoints)
  );
}

/**
 * The invoices that a transfer's text names: by number or by payment reference, as whole words, never as a part of one:
 * `INV-2026-11-00001` is not found in `INV-2026-11-000012`. Banks set references in groups of four, so a reference may also be
 * spread over words that follow each other.
 */
export function namedIn<I extends { number: string | null; paymentReference: string | null }>(
  text: string,
  invoices: readonly I[],
): I[] {
  const upper = text.toUpperCase();
  const numbers = new Set(upper.split(/[^A-Z0-9-]+/).map((word) => word.replace(/^-+|-+$/g, '')));
  const words = upper.split(/[^A-Z0-9]+/).filter(Boolean);
  return invoices.filter(
    ({ number, paymentReference }) =>
      (number !== null && numbers.has(number)) ||
      (paymentReference !== null && words.some((_word, at) => isSpelledFrom(words, at, paymentReference))),
  );
}

/** Whether whole words from here on, written together, are the reference. */
function isSpelledFrom(words: readonly string[], from: number, reference: string): boolean {
  let spelled = '';
  for (let at = from; at < words.length && spelled.length < reference.length; at += 1) spelled += words[at];
  return spelled === reference;
}

/** How received money is to be used, as text without bigints: what a second person agrees to, and what is carried out then. */
export interface ApplicationText {
  allocations: { invoiceId: string; amount: string }[] | null;
  bankFee: string | null;
  withholding: string | null;
}

export const applicationText = (application: {
  allocations?: readonly AskedShare[] | undefined;
  bankFeeMinor?: bigint | undefined;
  withholdingMinor?: bigint | undefined;
}): ApplicationText => ({
  allocations:
    application.allocations?.map(({ invoiceId, amount }) => ({ invoiceId, amount: String(amount) })) ?? null,
  bankFee: application.bankFeeMinor === undefined ? null : String(application.bankFeeMinor),
  withholding: application.withholdingMinor === undefined ? null : String(application.withholdingMinor),
});

export const readApplication = (text: ApplicationText) => ({
  allocations: text.allocations?.map(({ invoiceId, amount }) => ({ invoiceId, amount: BigInt(amount) })),
  bankFeeMinor: text.bankFee === null ? undefined : BigInt(text.bankFee),
  withholdingMinor: text.withholding === null ? undefined : BigInt(text.withholding),
});
