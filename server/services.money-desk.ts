import type { Credits } from './billing/credits/credits.service.js';
import type { approvePayment, recordPayment } from './billing/payments/payments.contract.js';
import type { adminRefundPayment } from './billing/payments/payments.refunds.contract.js';
import type { Payments } from './billing/payments/payments.service.js';
import { applicationOf } from './billing/payments/payments.views.js';
import type { adminPutCreditCost } from './billing/usage/usage.contract.js';
import type { Usage } from './billing/usage/usage.service.js';
import type { Actor } from './kit/actors.js';
import type { BodyOf } from './kit/endpoint.contract.js';

type By = { actor: Actor };

/** What finance staff do with money and credits, in the shapes of the contracts: as REST does it. */
export const moneyDesk = ({
  payments,
  credits,
  usage,
}: {
  payments: Payments;
  credits: Credits;
  usage: Usage;
}) => ({
  payments: {
    approve: ({
      actor,
      paymentId,
      amount,
      note,
      ...how
    }: By & { paymentId: string } & BodyOf<typeof approvePayment>) =>
      payments.approve({
        actor,
        paymentId,
        amountMinor: amount === undefined ? null : BigInt(amount),
        note: note ?? null,
        application: applicationOf(how),
      }),
    reject: payments.reject,
    record: ({
      amount,
      note,
      allocations,
      bankFee,
      withholding,
      ...command
    }: By & { requestKey: string } & BodyOf<typeof recordPayment>) =>
      payments.record({
        ...command,
        amountMinor: BigInt(amount),
        note: note ?? null,
        ...applicationOf({ allocations, bankFee, withholding }),
      }),
    bounce: payments.bounce,
    refund: ({
      amount,
      source,
      bankReference,
      ...command
    }: By & { paymentId: string; requestKey: string } & BodyOf<typeof adminRefundPayment>) =>
      payments.refund({
        ...command,
        amountMinor: BigInt(amount),
        source: source ?? 'sale',
        bankReference: bankReference ?? null,
      }),
    refundable: payments.refundable,
    previewRefund: payments.previewRefund,
    lookAgain: payments.lookAgain,
    applyBalance: payments.applyBalance,
    resolveException: payments.resolveException,
    acceptMismatch: payments.acceptMismatch,
  },
  credits: { adjust: credits.adjust, transfer: credits.transfer },
  costs: {
    list: usage.costs,
    put: ({ actor, cost }: By & { cost: BodyOf<typeof adminPutCreditCost> }) =>
      usage.putCost({ actor, cost: { ...cost, credits: BigInt(cost.credits) } }),
  },
});
