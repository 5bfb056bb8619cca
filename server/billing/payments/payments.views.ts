import { toWire } from '../../kit/money.js';
import { calendarDate } from '../../kit/time.js';
import type { Application } from './payments.application.service.js';
import { type AdminPaymentView, type NextAction, nextAction, type PaymentView } from './payments.contract.js';
import { isOpen } from './payments.rules.js';
import type { PaymentRow } from './payments.store.js';

/** What the payer still has to do; nothing once the payment is decided. */
function stepOf(row: PaymentRow): NextAction | null {
  if (!isOpen(row.status) || row.nextAction === null) return null;
  return nextAction.parse(row.nextAction);
}

/** One entry for each invoice; what was taken out again counts no more. */
function settledBy({ allocations }: PaymentRow): PaymentView['allocations'] {
  const standing = allocations.filter((row) => row.reversesId === null && row.reversedBy === null);
  return [...new Set(standing.map(({ invoiceId }) => invoiceId))].map((invoiceId) => {
    const own = standing.filter((row) => row.invoiceId === invoiceId);
    return {
      invoiceId,
      invoiceNumber: own[0]?.invoice.number ?? null,
      amount: toWire(own.reduce((sum, row) => sum + row.amount, 0n)),
    };
  });
}

export function paymentView(row: PaymentRow): PaymentView {
  const settled = row.allocations.map((allocation) => allocation.invoiceId);
  const invoiceIds =
    row.invoiceId && !settled.includes(row.invoiceId) ? [row.invoiceId, ...settled] : settled;
  return {
    id: row.id,
    invoiceIds,
    method: row.method,
    status: row.status,
    amount: toWire(row.amount),
    amountRefunded: toWire(row.amountRefunded),
    currency: row.currency,
    amountReceived: toWire(row.amountCaptured),
    reference: row.reference,
    declaredAmount: row.declaredAmount === null ? null : toWire(row.declaredAmount),
    declaredPaidOn: row.declaredPaidOn ? calendarDate(row.declaredPaidOn) : null,
    allocations: settledBy(row),
    failureCode: row.failureCode,
    failureMessage: row.failureMessage,
    createdAt: row.createdAt.toISOString(),
    nextAction: stepOf(row),
  };
}

const minorOf = (amount: number | undefined) => (amount === undefined ? undefined : BigInt(amount));

/** How staff use received money, from the wire. */
export const applicationOf = (body: {
  allocations?: readonly { invoiceId: string; amount: number }[] | undefined;
  bankFee?: number | undefined;
  withholding?: number | undefined;
}): Application => ({
  allocations: body.allocations?.map(({ invoiceId, amount }) => ({ invoiceId, amount: BigInt(amount) })),
  bankFeeMinor: minorOf(body.bankFee),
  withholdingMinor: minorOf(body.withholding),
});

/** Staff see everything but the payer's own next step: a client secret is the payer's. */
export const adminPaymentView = (row: PaymentRow): AdminPaymentView => ({
  ...paymentView(row),
  nextAction: null,
  account: row.account,
  invoiceNumber: row.invoice?.number ?? null,
  decidedBy: row.decidedBy?.email ?? null,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  decisionReason: row.decisionReason,
  gatewayId: row.stripePaymentIntentId ?? row.paypalOrderId,
});
