import type { Money } from '../../kit/money.js';
import type { PaymentOutcome } from '../gateway.js';

/** What the port of collected subscriptions says of invoices. Amounts are minor units of ISO 4217, instants whole seconds. */

export type GatewayInvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';

/** Why it was made; `other` is anything that no subscription of ours brings about. */
export type GatewayInvoiceReason = 'create' | 'cycle' | 'update' | 'other';

export interface GatewayInvoiceSummary {
  gatewayInvoiceId: string;
  /** The gateway's own number; ours is another. */
  number: string | null;
  customerId: string | null;
  gatewaySubscriptionId: string | null;
  /** Our own id, as the gateway has kept it. */
  subscriptionId: string | null;
  status: GatewayInvoiceStatus;
  reason: GatewayInvoiceReason;
  currency: string;
  /** Before taxes that go on top. */
  subtotal: Money;
  total: Money;
  /** What is asked for: the total, less what the customer's balance at the gateway has paid. */
  amountDue: Money;
  amountPaid: Money;
  amountRemaining: Money;
  amountOverpaid: Money;
  createdAt: Date;
  finalizedAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
}

export interface GatewayInvoice extends GatewayInvoiceSummary {
  lines: readonly GatewayInvoiceLine[];
  taxes: readonly GatewayTax[];
  /** Every attempt that has a payment of its own, paid or not. There may be several, and none where nothing was due. */
  payments: readonly GatewayInvoicePayment[];
  /** Customer's balance before and after; negative is credit. */
  startingBalance: Money;
  endingBalance: Money | null;
  attemptCount: number;
  /** Null: the gateway will not try again by itself. */
  nextAttemptAt: Date | null;
  /** Why the last attempt brought nothing, where the invoice is open and there was one. */
  lastFailure: GatewayDecline | null;
}

export interface GatewayInvoiceLine {
  lineId: string;
  description: string;
  quantity: number;
  /** After discounts. Before taxes where they go on top. Negative for what is given back. */
  amount: Money;
  period: { start: Date; end: Date };
  priceId: string | null;
  productId: string | null;
  itemId: string | null;
  isProration: boolean;
  taxes: readonly GatewayTax[];
}

export interface GatewayTax {
  /** The gateway's tax rate. */
  gatewayTaxRateId: string | null;
  taxable: Money | null;
  amount: Money;
  isInclusive: boolean;
}

export interface GatewayInvoicePayment {
  invoicePaymentId: string;
  /** What the payment port calls `gatewayPaymentId`; null where the invoice was paid outside the gateway. */
  gatewayPaymentId: string | null;
  status: 'open' | 'paid' | 'canceled';
  amountRequested: Money;
  amountPaid: Money | null;
  paidAt: Date | null;
  isDefault: boolean;
}

/** `gatewayInvoiceId` and payments are missing: nothing of this exists yet. */
export interface InvoicePreview {
  currency: string;
  subtotal: Money;
  total: Money;
  /** What would be charged; less than the total where the customer has a balance. */
  amountDue: Money;
  startingBalance: Money;
  endingBalance: Money | null;
  lines: readonly GatewayInvoiceLine[];
  taxes: readonly GatewayTax[];
}

export interface GatewayDecline {
  code: string;
  declineCode: string | null;
  /** Fit for the payer. */
  message: string;
  /**
   * `hard`: this method will never do (lost, stolen, expired, revoked); only another one helps. `soft`: it may work later.
   * `not_possible`: not a matter of the card; the gateway refuses this in the present state, and nothing was done.
   */
  kind: 'hard' | 'soft' | 'not_possible';
  /** What the issuer advises, where it does. */
  advice: 'try_again_later' | 'do_not_try_again' | 'confirm_card_data' | null;
}

export type PayerAction = Extract<PaymentOutcome, { state: 'requires_action' }>['action'];

export type InvoiceOutcome =
  | { state: 'ok'; invoice: GatewayInvoice }
  | { state: 'requires_action'; action: PayerAction; invoice: GatewayInvoice }
  | ({ state: 'declined'; invoice: GatewayInvoice | null } & GatewayDecline)
  | { state: 'unknown'; reason: string };
