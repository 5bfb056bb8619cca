import { createHash, randomInt } from 'node:crypto';

/** What the sandbox knows of PayPal's objects. Their wire shapes are made from these when somebody asks. */
export interface PaypalObjects {
  'paypal.order': StoredOrder;
  'paypal.capture': StoredCapture;
  'paypal.refund': StoredRefund;
  'paypal.setup_token': StoredSetupToken;
  'paypal.payment_token': StoredPaymentToken;
  'paypal.dispute': StoredDispute;
}

/**
 * What a payer pays with, which decides how it goes: at once; by an electronic check that takes days; by something that
 * is refused; by something whose refunds come late or come back; by an account whose owner confirms each payment, even a saved one's.
 */
export const FUNDINGS = [
  'balance',
  'echeck',
  'declined',
  'denied',
  'refunds_late',
  'refunds_fail',
  'confirms',
] as const;
export type Funding = (typeof FUNDINGS)[number];

export interface WireMoney {
  readonly currency_code: string;
  readonly value: string;
}

interface Stored<T extends string> {
  readonly id: string;
  readonly object: T;
  /** Unix seconds. */
  readonly created: number;
  readonly updated: number;
}

export interface Payer {
  readonly email: string;
  readonly funding: Funding;
}

/** Where the payer is sent back to. */
export interface Returns {
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
}

export interface StoredOrder extends Stored<'paypal.order'>, Returns {
  readonly status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED';
  readonly amount: WireMoney;
  readonly referenceId: string;
  readonly description: string | null;
  readonly customId: string | null;
  readonly invoiceId: string | null;
  readonly payer: Payer | null;
  /** The saved account that pays. */
  readonly vaultId: string | null;
  /** The account that pays is to be saved for this customer of the merchant's; null: it is not. */
  readonly saving: { readonly merchantCustomerId: string | null } | null;
  /** What became of that. */
  readonly saved: { readonly tokenId: string; readonly customerId: string } | null;
}

export interface StoredCapture extends Stored<'paypal.capture'> {
  readonly orderId: string;
  readonly status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  readonly reason: 'ECHECK' | 'OTHER' | 'CHARGEBACK' | null;
  readonly amount: WireMoney;
  readonly customId: string | null;
  readonly invoiceId: string | null;
  readonly funding: Funding;
}

export interface StoredRefund extends Stored<'paypal.refund'> {
  readonly orderId: string;
  readonly captureId: string;
  readonly status: 'COMPLETED' | 'PENDING' | 'FAILED' | 'CANCELLED';
  readonly amount: WireMoney;
  readonly customId: string | null;
  readonly invoiceId: string | null;
  readonly note: string | null;
  /** The payer's bank has taken the money back; nobody asked us. */
  readonly isReversal: boolean;
}

export interface StoredSetupToken extends Stored<'paypal.setup_token'>, Returns {
  readonly status: 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'VAULTED';
  readonly customerId: string;
  /** The merchant's own name for the customer. */
  readonly merchantCustomerId: string | null;
  readonly description: string | null;
  readonly payer: Payer | null;
}

export interface StoredPaymentToken extends Stored<'paypal.payment_token'> {
  readonly customerId: string;
  /** The merchant's own name for the customer. */
  readonly merchantCustomerId: string | null;
  readonly payer: Payer;
}

export interface StoredDispute extends Stored<'paypal.dispute'> {
  readonly captureId: string;
  readonly amount: WireMoney;
  readonly reason: string;
  readonly outcome: 'RESOLVED_SELLER_FAVOUR' | 'RESOLVED_BUYER_FAVOUR' | null;
}

/** Seventeen letters and digits, as PayPal's own; nobody guesses one, so an order's id opens its page. */
export const newPaypalId = (): string => text(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
export const newDisputeId = (): string => `PP-D-${text(6, '0123456789')}`;
export const newVaultId = (): string => text(17, 'abcdefghijklmnopqrstuvwxyz0123456789');

/** Us, as PayPal's customer. */
export const MERCHANT = {
  merchant_id: '2J6QB8YJQSJRJ',
  email_address: 'merchant@countinghouse.test',
} as const;

const PAYER_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The same person has the same id. */
export function payerIdOf(email: string): string {
  const bytes = createHash('sha256').update(email.toLowerCase()).digest();
  return Array.from({ length: 13 }, (_, index) => PAYER_ALPHABET.charAt((bytes[index] ?? 0) % 32)).join('');
}

function text(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

export const instantOf = (unixSeconds: number): string =>
  new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z');
