import type { approvePayment, recordPayment } from '../../server/billing/payments/payments.contract.js';
import type { adminRefundPayment } from '../../server/billing/payments/payments.refunds.contract.js';
import type { adminPutCreditCost } from '../../server/billing/usage/usage.contract.js';
import type { StaffActor } from '../../server/kit/actors.js';
import type { BodyOf } from '../../server/kit/endpoint.contract.js';

interface By {
  readonly actor: StaffActor;
}

/** What a refund would do; minor units of the payment's currency. */
export interface RefundPreview {
  readonly currency: string;
  readonly refundable: bigint;
  readonly moneyOnAccount: bigint;
  readonly credited: readonly {
    readonly invoiceNumber: string;
    readonly amount: bigint;
    readonly creditsTaken: bigint;
    readonly creditsOwed: bigint;
    readonly isStillDue: boolean;
  }[];
  readonly fromAccount: bigint;
  readonly refusal:
    | 'payment_not_refundable'
    | 'more_than_refundable'
    | 'invoice_still_due'
    | 'money_on_account_short'
    | null;
}

/** Money and credits, as staff work with them. */
export interface MoneyDesk {
  readonly payments: {
    approve(command: By & { paymentId: string } & BodyOf<typeof approvePayment>): Promise<unknown>;
    reject(command: By & { paymentId: string; reason: string }): Promise<unknown>;
    record(command: By & { requestKey: string } & BodyOf<typeof recordPayment>): Promise<{ id: string }>;
    bounce(command: By & { paymentId: string; reason: string }): Promise<unknown>;
    refund(
      command: By & { paymentId: string; requestKey: string } & BodyOf<typeof adminRefundPayment>,
    ): Promise<{ id: string; status: string }>;
    /** What can be refunded of a payment yet, in minor units. */
    refundable(paymentId: string): Promise<bigint>;
    previewRefund(
      actor: StaffActor,
      asked: { paymentId: string; amountMinor: bigint; source: 'sale' | 'account' },
    ): Promise<RefundPreview>;
    lookAgain(command: By & { paymentId: string }): Promise<{ status: string }>;
    applyBalance(
      command: By & { invoiceId: string; amountMinor: bigint | null; requestKey: string },
    ): Promise<unknown>;
    resolveException(command: By & { id: string; resolution: string }): Promise<unknown>;
    acceptMismatch(command: By & { id: string; resolution: string }): Promise<unknown>;
  };
  readonly credits: {
    adjust(
      command: By & { accountId: string; credits: bigint; reason: string; requestKey: string },
    ): Promise<{ balance: bigint }>;
    transfer(
      command: By & {
        fromAccountId: string;
        toAccountId: string;
        credits: bigint;
        reason: string;
        requestKey: string;
      },
    ): Promise<unknown>;
  };
  readonly costs: {
    list(actor: StaffActor): Promise<readonly { readonly operation: string }[]>;
    put(command: By & { cost: BodyOf<typeof adminPutCreditCost> }): Promise<unknown>;
  };
}
