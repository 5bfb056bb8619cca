/** How much of what is due may be missing, and why, so that staff need not chase it. Basis points of what is due. */
export interface Tolerances {
  bankFeeBasisPoints: number;
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

/** Whether what was kept back lies within the tolerance of what these invoices owe. */
export function isTolerated(
  due: bigint,
  kept: { bankFee: bigint; withholding: bigint },
  tolerances: Tolerances,
): boolean {
  const within = (amount: bigint, basisPoints: number) => amount * 10_000n <= due * BigInt(basisPoints);
  return (
    within(kept.bankFee, tolerances.bankFeeBasisPoints) &&
    within(kept.withholding, tolerances.withholdingBasisPoints)
  );
}

/**
 * The invoices that a transfer's text names: by number or by payment reference, as whole words. `INV-2026-11-00001` is not
 * found in `INV-2026-11-000012`. Banks set references in groups of four; those are read together.
 */
export function namedIn<I extends { number: string | null; paymentReference: string | null }>(
  text: string,
  invoices: readonly I[],
): I[] {
  const upper = text.toUpperCase();
  const words = new Set(upper.split(/[^A-Z0-9-]+/).filter(Boolean));
  const grouped = new Set(
    [...upper.matchAll(/\bRF\d{2}(?: ?[A-Z0-9]{1,4})+\b/g)].map(([found]) => found.replaceAll(' ', '')),
  );
  return invoices.filter(
    ({ number, paymentReference }) =>
      (number !== null && words.has(number)) ||
      (paymentReference !== null && (words.has(paymentReference) || grouped.has(paymentReference))),
  );
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
