import type { Money } from '../kit/money.js';
import type { GatewayName } from './payments/payments.rules.js';

export type { GatewayName };

/**
 * The port to a gateway that takes payments. Every call that creates something takes a key of ours; the same key never acts twice
 * (https://docs.stripe.com/api/idempotent_requests). No call may be made inside a database transaction.
 * Where no answer comes, calls that move money or save a card say `unknown`. Reading, `createCustomer` and
 * `detachMethod` throw `GatewayUnavailable` instead: they may be repeated at will.
 */
export interface PaymentGateway {
  readonly name: GatewayName;
  /** Charges `amount`; without a payment method the payer confirms in the browser. */
  createPayment(request: PaymentRequest): Promise<PaymentOutcome>;
  /** The present state, asked for by the gateway's id. Throws `UnknownAtGateway`. */
  fetchPayment(gatewayPaymentId: string): Promise<PaymentOutcome>;
  /**
   * Takes the money of a payment that its payer has agreed to at the gateway (PayPal: captures an approved order), with
   * the payment's own key, so that asking again takes nothing twice. Where nothing is left to be taken, the present state.
   * `mayTake` is asked right before money is taken; where it says no, the payment is `canceled` and stays untaken.
   * Throws `UnknownAtGateway`.
   */
  completePayment(payment: {
    key: string;
    gatewayPaymentId: string;
    mayTake?: () => Promise<boolean>;
  }): Promise<PaymentOutcome>;
  /**
   * Looks for a payment whose id was lost on the way, by our own id in its metadata. Null: it never got there.
   * A gateway that cannot search (PayPal) is asked the same again with the same key, for as long as it keeps keys;
   * that goes on with a payment that never got there, so `request` is given only where it still may be made.
   */
  findPayment(lost: {
    paymentId: string;
    customerId: string | null;
    since: Date;
    request?: PaymentRequest | null;
  }): Promise<PaymentOutcome | null>;
  /**
   * Withdraws a payment that is not done; answers `succeeded` where it was too late. Where a gateway knows no withdrawing
   * (PayPal), `canceled` means that nothing was taken yet, and that `mayTake` has to refuse from now on.
   */
  cancelPayment(gatewayPaymentId: string): Promise<PaymentOutcome>;
  /** `chargeId` is what the gateway called the money when it came in (charge, capture). */
  refund(request: {
    key: string;
    gatewayPaymentId: string;
    chargeId: string | null;
    amount: Money;
    refundId: string;
  }): Promise<RefundOutcome>;
  fetchRefund(gatewayRefundId: string): Promise<RefundOutcome>;
  /** Looks for a refund whose id was lost on the way, by our own id in its metadata. Null: it never got there. */
  findRefund(lost: {
    refundId: string;
    gatewayPaymentId: string;
    chargeId: string | null;
  }): Promise<RefundOutcome | null>;
  /** The present state of a dispute, or of money that was taken back without one. Throws `UnknownAtGateway`. */
  fetchDispute(gatewayDisputeId: string): Promise<DisputeOutcome>;
  /** Checks the signature on the raw body and its age on both sides; null: not from the gateway. */
  readEvent(rawBody: Buffer, header: (name: string) => string | undefined): Promise<GatewayEvent | null>;
}

/** A gateway that takes cards and keeps them in the name of its own customer. */
export interface CardGateway extends PaymentGateway {
  readonly name: 'stripe';
  createCustomer(customer: {
    key: string;
    accountId: string;
    email: string;
    name: string;
  }): Promise<{ customerId: string }>;
  /** Stores a card for later use (SetupIntent). */
  saveMethod(request: {
    key: string;
    customerId: string;
    token: string | null;
    returnUrl: string;
  }): Promise<SetupOutcome>;
  fetchSetup(setupId: string): Promise<SetupOutcome>;
  /** What a payment method is. Null: the gateway has none by this id. */
  fetchMethod(methodId: string): Promise<GatewayMethod | null>;
  /** Harmless where it is detached already. */
  detachMethod(methodId: string): Promise<void>;
}

/** A gateway where payers sign in to an account of theirs, which may be kept for later. */
export interface WalletGateway extends PaymentGateway {
  readonly name: 'paypal';
  /** The currencies that can be paid there. */
  readonly currencies: readonly string[];
  /** Whether exactly this amount can be paid there. */
  takes(amount: Money): boolean;
  /** The payment that a charge (capture) belongs to. Throws `UnknownAtGateway`. */
  paymentOfCharge(chargeId: string): Promise<{ gatewayPaymentId: string }>;
  /** Asks a payer to be remembered: they agree at the gateway and come back to `returnUrl`. */
  startSaving(request: {
    key: string;
    accountId: string;
    returnUrl: string;
    cancelUrl: string;
  }): Promise<WalletSetup>;
  /** Keeps the account of a payer who has agreed. The same setup again answers the same. Throws `UnknownAtGateway`. */
  completeSaving(setupId: string): Promise<WalletSetup>;
  /** A kept account. Throws `UnknownAtGateway`. */
  fetchAccount(vaultId: string): Promise<WalletAccount>;
  /** Harmless where it is forgotten already. */
  forgetAccount(vaultId: string): Promise<void>;
}

/** `accountId` is ours, as the gateway has kept it: nobody finishes what another account has begun. */
export type WalletSetup = { setupId: string | null; accountId: string | null } & (
  | { state: 'succeeded'; vaultId: string; email: string | null; payerId: string | null }
  | { state: 'requires_action'; url: string }
  | { state: 'declined'; code: string; message: string }
  | { state: 'unknown'; reason: string }
);

/** A payer's account that is kept. `accountId` is ours, as the gateway has kept it. */
export interface WalletAccount {
  vaultId: string;
  accountId: string | null;
  email: string | null;
  payerId: string | null;
}

/** The gateways that are set up; null: this one is not. */
export interface Gateways {
  readonly stripe: CardGateway | null;
  readonly paypal: WalletGateway | null;
}

export interface PaymentRequest {
  key: string;
  paymentId: string;
  accountId: string;
  invoiceId: string;
  amount: Money;
  /** The gateway's customer; null at a gateway that knows none. */
  customerId: string | null;
  /** The gateway's payment method, or null: the payer enters a card or signs in there. */
  methodId: string | null;
  description: string;
  /** Where a bank's authentication page sends the payer back to. */
  returnUrl: string;
  /** Nobody is there to confirm it: a card whose bank wants that is declined with `authentication_required`. */
  offSession?: boolean;
  /** The payer has agreed that the account that pays is kept for later (PayPal). */
  savesAccount?: boolean;
}

export interface GatewayMethod {
  methodId: string;
  customerId: string | null;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
}

/** Whose payment an outcome speaks of: ids at the gateway, and ours as the gateway has kept it. */
export interface PaymentIdentity {
  gatewayPaymentId: string;
  paymentId: string | null;
  customerId: string | null;
}

export type PaymentOutcome = { identity: PaymentIdentity | null } & (
  | {
      state: 'succeeded';
      chargeId: string | null;
      received: Money;
      fee: Money | null;
      methodId: string | null;
      /** The account that paid, where it was kept for later. */
      vaultId?: string | null;
    }
  | {
      state: 'requires_action';
      action: { type: 'confirm_card'; clientSecret: string } | { type: 'redirect'; url: string };
    }
  | { state: 'processing' }
  /** Definitely not charged. `open` means that the payer may try another card on the same payment in the browser. */
  | { state: 'declined'; code: string; declineCode: string | null; message: string; open: boolean }
  | { state: 'canceled' }
  /** Nobody knows yet: a time-out or an error of the gateway. Never to be taken for a failure. */
  | { state: 'unknown'; reason: string }
);

export type SetupOutcome = { setupId: string | null; customerId: string | null } & (
  | { state: 'succeeded'; method: GatewayMethod }
  | {
      state: 'requires_action';
      action: { type: 'confirm_card'; clientSecret: string } | { type: 'redirect'; url: string };
    }
  | { state: 'declined'; code: string; declineCode: string | null; message: string }
  | { state: 'processing' }
  | { state: 'canceled' }
  | { state: 'unknown'; reason: string }
);

export type RefundOutcome = {
  gatewayRefundId: string | null;
  /** Our own id, as the gateway has kept it; null: the refund was made elsewhere. */
  refundId: string | null;
  /** What it gives back and of what, where the gateway says so. */
  amount?: Money | null;
  gatewayPaymentId?: string | null;
  chargeId?: string | null;
} & (
  | { state: 'succeeded' }
  | { state: 'pending' }
  | { state: 'failed'; code: string }
  | { state: 'canceled' }
  | { state: 'unknown'; reason: string }
);

/** Money that the payer's bank wants back. `withdrawn`: the gateway has taken it from us meanwhile. */
export interface DisputeOutcome {
  gatewayDisputeId: string;
  gatewayPaymentId: string | null;
  chargeId: string | null;
  state: 'needs_response' | 'under_review' | 'won' | 'lost';
  amount: Money;
  reason: string;
  evidenceDueBy: Date | null;
  withdrawn: boolean;
  /** What the gateway keeps for the dispute, where it says so. */
  fee?: Money | null;
  /**
   * Given where the gateway tells that money was taken back, not of a dispute: what of the payment has gone back in all, for
   * whatever reason. Only what nothing else explains is news then.
   */
  goneInAll?: Money | null;
}

/** A webhook after its signature: a hint which object to ask about. */
export interface GatewayEvent {
  eventId: string;
  type: string;
  /** The object that the event is about; its id is empty where it has none, and the event is parked. */
  object: { kind: string; id: string };
  /** Why it must not be worked off by itself (another API version, a live event in test mode), or null. */
  parked: string | null;
  payload: unknown;
}

/** The gateway gave no answer to a call that may be repeated at will. */
export class GatewayUnavailable extends Error {}

/** The gateway has answered that it knows no such object: another account's id, or none at all. */
export class UnknownAtGateway extends Error {}

/** Null where the gateway knows no such object. */
export const known = <T>(call: Promise<T>): Promise<T | null> =>
  call.catch((error: unknown) => {
    if (error instanceof UnknownAtGateway) return null;
    throw error;
  });
