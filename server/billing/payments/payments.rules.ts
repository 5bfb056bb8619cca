/** Gateways that a payment may go through. */
export type GatewayName = 'stripe' | 'paypal';

export type PaymentStatus =
  | 'pending'
  | 'requires_action'
  | 'pending_approval'
  | 'processing'
  | 'succeeded'
  | 'failed'
  | 'canceled';

/**
 * Which state may follow which. A gateway has the last word on its money: what we took for failed or canceled may turn
 * out to have succeeded, never the reverse.
 */
export const TRANSITIONS = {
  pending: ['requires_action', 'processing', 'succeeded', 'failed', 'canceled'],
  requires_action: ['processing', 'succeeded', 'failed', 'canceled'],
  pending_approval: ['succeeded', 'failed', 'canceled'],
  processing: ['requires_action', 'succeeded', 'failed', 'canceled'],
  succeeded: [], // only staff undo it: a transfer that bounced (payments.bounce.service.ts)
  failed: ['succeeded', 'processing'],
  canceled: ['succeeded', 'processing'],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>;

export const mayBecome = (from: PaymentStatus, to: PaymentStatus): boolean =>
  (TRANSITIONS[from] as readonly PaymentStatus[]).includes(to);

/** States in which money may still move: a second payment of the same invoice would risk paying twice. */
export const OPEN_STATUSES = [
  'pending',
  'requires_action',
  'pending_approval',
  'processing',
] as const satisfies readonly PaymentStatus[];

export const isOpen = (status: PaymentStatus): boolean =>
  (OPEN_STATUSES as readonly PaymentStatus[]).includes(status);

export const CASH_LEDGER = {
  stripe: 'cash_stripe',
  paypal: 'cash_paypal',
  bank_transfer: 'cash_bank',
  local_wallet: 'cash_wallet',
} as const;

/** After this long without an answer, a payment whose gateway call was lost is looked for at the gateway. */
export const SWEEP_AFTER_SECONDS = 120;

/** More declines than this within an hour is somebody trying cards out, not a customer. */
export const MAX_DECLINES_PER_HOUR = 10;

/** After this long, a card form or a bank's page that nobody came back from is withdrawn. */
export const ABANDONED_AFTER_SECONDS = 86_400;
