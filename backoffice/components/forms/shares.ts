import { minorOf, moneyText } from '../kit/money';

// How a transfer is spread over invoices, as it is being typed. The server decides; this says beforehand what it will say.

export interface OpenInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly total: string;
  readonly amountDue: string;
  readonly dueDate: string | null;
  /** The customer has declared a transfer for it, which waits for a decision. */
  readonly declaredPaymentId: string | null;
}

export interface Tolerances {
  readonly bankFeeBasisPoints: number;
  readonly bankFeeFixed: string;
  readonly withholdingBasisPoints: number;
}

export interface Terms {
  readonly account: { readonly id: string; readonly name: string; readonly status: string } | null;
  readonly currency: string;
  readonly invoices: readonly OpenInvoice[];
  /** Up to which amount one person acts alone; null: never. */
  readonly limit: string | null;
  readonly tolerances: Tolerances;
  readonly ownInvoiceId?: string | null;
}

/** All as typed. `shares` by invoice; null while nobody has touched them: then the oldest due come first. */
export interface TransferDraft {
  readonly amount: string;
  readonly bankFee: string;
  readonly withholding: string;
  readonly shares: Readonly<Record<string, string>> | null;
}

export interface PlannedShare {
  readonly invoice: OpenInvoice;
  readonly cash: bigint;
  readonly bankFee: bigint;
  readonly withholding: bigint;
  /** What stays due on the invoice. */
  readonly left: bigint;
}

export interface Sums {
  readonly received: bigint;
  readonly bankFee: bigint;
  readonly withholding: bigint;
  /** Every invoice that is offered, also those that get nothing. */
  readonly shares: readonly PlannedShare[];
  readonly allocated: bigint;
  /** What is kept as money on account. */
  readonly rest: bigint;
  readonly isAboveLimit: boolean;
  /** What is wrong, by field; `allocations.<id>` for one share. */
  readonly problems: Readonly<Record<string, string>>;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Money over invoices in their order, each as far as it is due; none whose declared transfer may be this very one. */
export function spread(received: bigint, invoices: readonly OpenInvoice[], ownId?: string | null) {
  const inOrder = [...invoices].sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId));
  let open = received;
  const shares = new Map<string, bigint>();
  for (const { id, amountDue, declaredPaymentId } of inOrder) {
    const amount = declaredPaymentId !== null && id !== ownId ? 0n : least(open, BigInt(amountDue));
    shares.set(id, amount);
    open -= amount;
  }
  return shares;
}

/** What comes of it all, and what is wrong with it. */
export function sumsOf(
  draft: TransferDraft,
  { currency, invoices, tolerances, limit, ownInvoiceId }: Terms,
): Sums {
  const problems: Record<string, string> = {};
  const read = (name: string, typed: string): bigint => {
    if (typed.trim() === '') return 0n;
    const minor = minorOf(typed, currency);
    if (minor === null) problems[name] = `An amount in ${currency}`;
    return minor ?? 0n;
  };
  const received = read('amount', draft.amount);
  if (received === 0n) problems['amount'] ??= 'Required';
  const kept = {
    bankFee: read('bankFee', draft.bankFee),
    withholding: read('withholding', draft.withholding),
  };
  const byItself = spread(received, invoices, ownInvoiceId);
  const cashOf = ({ id }: OpenInvoice): bigint =>
    draft.shares ? read(`allocations.${id}`, draft.shares[id] ?? '') : (byItself.get(id) ?? 0n);
  let open = { ...kept };
  const shares = invoices.map((invoice): PlannedShare => {
    const cash = cashOf(invoice);
    const due = BigInt(invoice.amountDue);
    if (cash > due) problems[`allocations.${invoice.id}`] = `Only ${moneyText(due, currency)} is due`;
    if (cash <= 0n || cash > due) return { invoice, cash, bankFee: 0n, withholding: 0n, left: due - cash };
    const withholding = least(open.withholding, due - cash);
    const bankFee = least(open.bankFee, due - cash - withholding);
    open = { bankFee: open.bankFee - bankFee, withholding: open.withholding - withholding };
    return { invoice, cash, bankFee, withholding, left: due - cash - bankFee - withholding };
  });
  const allocated = shares.reduce((sum, { cash }) => sum + cash, 0n);
  if (allocated > received) problems['allocations'] = 'More is allocated than was received.';
  const due = shares.reduce(
    (sum, { invoice, cash }) => sum + (cash > 0n ? BigInt(invoice.amountDue) : 0n),
    0n,
  );
  Object.assign(problems, toleranceProblems(kept, open, due, tolerances, currency));
  const whole = received + kept.bankFee + kept.withholding;
  return {
    received,
    ...kept,
    shares,
    allocated,
    rest: received - allocated,
    isAboveLimit: limit === null || whole > BigInt(limit),
    problems,
  };
}

interface Kept {
  readonly bankFee: bigint;
  readonly withholding: bigint;
}

function toleranceProblems(
  kept: Kept,
  unplaced: Kept,
  due: bigint,
  tolerances: Tolerances,
  currency: string,
): Record<string, string> {
  const problems: Record<string, string> = {};
  const share = (basisPoints: number) => (due * BigInt(basisPoints)) / 10_000n;
  const feeShare = share(tolerances.bankFeeBasisPoints);
  const fixed = BigInt(tolerances.bankFeeFixed);
  const mostFee = feeShare > fixed ? feeShare : fixed;
  const mostTax = share(tolerances.withholdingBasisPoints);
  const above = (most: bigint) => `At most ${moneyText(most, currency)} may be missing here`;
  const more = 'More than is left due on the chosen invoices';
  if (unplaced.bankFee > 0n) problems['bankFee'] = more;
  if (unplaced.withholding > 0n) problems['withholding'] = more;
  if (kept.bankFee > mostFee) problems['bankFee'] = above(mostFee);
  if (kept.withholding > mostTax) problems['withholding'] = above(mostTax);
  return problems;
}

/** The part of the contract's body that says how the money is used. `isSpread` false: by the payment's own invoice. */
export function wireApplication(sums: Sums, isSpread: boolean): object {
  const allocations = sums.shares
    .filter(({ cash }) => cash > 0n)
    .map(({ invoice, cash }) => ({ invoiceId: invoice.id, amount: Number(cash) }));
  return {
    amount: Number(sums.received),
    ...(sums.bankFee > 0n ? { bankFee: Number(sums.bankFee) } : {}),
    ...(sums.withholding > 0n ? { withholding: Number(sums.withholding) } : {}),
    ...(isSpread ? { allocations } : {}),
  };
}
