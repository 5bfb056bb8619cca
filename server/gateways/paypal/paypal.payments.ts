import { createHash } from 'node:crypto';
import {
  CheckoutPaymentIntent,
  type Order,
  type OrderRequest,
  PaypalExperienceUserAction,
  PaypalPaymentTokenUsageType,
  type PaypalWallet,
  type PaypalWalletAttributes,
  PaypalWalletContextShippingPreference,
  StoreInVaultInstruction,
} from '@paypal/paypal-server-sdk';
import type {
  PaymentIdentity,
  PaymentOutcome,
  PaymentRequest,
  WalletGateway,
} from '../../billing/gateway.js';
import type { Clock } from '../../kit/time.js';
import { toPaypalAmount } from './paypal.amounts.js';
import { answerOf, type PaypalCalls } from './paypal.calls.js';
import type { Failure } from './paypal.errors.js';
import { captureOf, orderOutcome } from './paypal.outcomes.js';
import { findCaptureOf } from './paypal.search.js';

type Payments = Pick<
  WalletGateway,
  'createPayment' | 'fetchPayment' | 'completePayment' | 'findPayment' | 'cancelPayment' | 'paymentOfCharge'
>;

const WHOLE = 'return=representation';
const DESCRIPTION_MAX = 127;
/** PayPal keeps the key of an order for six hours; half an hour less, since the clocks need not agree. */
const ORDER_KEY_SECONDS = 5.5 * 3600;
/** What PayPal's search may still not show. Source: https://developer.paypal.com/docs/api/transaction-search/v1/ */
const SEARCH_LAG_SECONDS = 3 * 3600;
/** The payer may choose something else at PayPal, on the same order. */
const MAY_TRY_AGAIN = new Set([
  'instrument_declined',
  'payer_action_required',
  'redirect_payer_for_alternate_funding',
]);

export function createPaypalPayments(
  calls: PaypalCalls,
  { clock, approvalAddress }: { clock: Clock; approvalAddress: string },
): Payments {
  const fetchOrder = async (id: string): Promise<Order> =>
    calls.ask('fetchPayment', (sdk) => sdk.orders.getOrder({ id }));
  const outcomeOf = (order: Order): PaymentOutcome => orderOutcome(order, approvalAddress);

  async function createPayment(request: PaymentRequest): Promise<PaymentOutcome> {
    const body = orderRequest(request);
    if (body === null) return NOT_PAYABLE;
    const attempt = await calls.attempt('createPayment', (sdk) =>
      sdk.orders.createOrder({ body, paypalRequestId: request.key, prefer: WHOLE }),
    );
    if (!attempt.ok) return notPaid(attempt.failure, null);
    const outcome = outcomeOf(attempt.value);
    const isAskedInVain =
      outcome.state === 'requires_action' && request.methodId !== null && request.offSession;
    return isAskedInVain ? { identity: outcome.identity, ...NOBODY_THERE } : outcome;
  }

  /** Takes the money of an approved order. What PayPal has taken before is only told again. */
  async function capture(order: Order, key: string): Promise<PaymentOutcome> {
    const id = order.id ?? '';
    const attempt = await calls.attempt('completePayment', (sdk) =>
      sdk.orders.captureOrder({ id, paypalRequestId: captureKey(key, order), prefer: WHOLE }),
    );
    if (attempt.ok) return outcomeOf(attempt.value);
    const { failure } = attempt;
    if (failure.kind === 'unanswered') return notPaid(failure, id);
    if (MAY_TRY_AGAIN.has(failure.code)) return { ...declined(failure, idOnly(id)), open: true };
    // Captured by another call meanwhile, or no longer approved: the order itself says what holds.
    const present = outcomeOf(await fetchOrder(id));
    return present.state === 'requires_action' && failure.code !== 'order_not_approved'
      ? declined(failure, present.identity)
      : present;
  }

  return {
    createPayment,
    fetchPayment: async (id) => outcomeOf(await fetchOrder(id)),

    async completePayment({ key, gatewayPaymentId, mayTake }) {
      const order = await fetchOrder(gatewayPaymentId);
      if (order.status !== 'APPROVED' || captureOf(order) !== null) return outcomeOf(order);
      if (mayTake !== undefined && !(await mayTake())) {
        return { identity: outcomeOf(order).identity, state: 'canceled' };
      }
      return capture(order, key);
    },

    async findPayment({ paymentId, since, request }) {
      const ageSeconds = (clock.now().getTime() - since.getTime()) / 1000;
      // The same key answers what became of the first call, or makes an order to which nobody has agreed yet.
      if (request && ageSeconds < ORDER_KEY_SECONDS) return createPayment(request);
      const orderId = await findCaptureOf(calls, { customId: paymentId, since, until: clock.now() });
      if (orderId !== null) return outcomeOf(await fetchOrder(orderId));
      if (ageSeconds > SEARCH_LAG_SECONDS) return null;
      return { identity: null, state: 'unknown', reason: 'not_searchable_yet' };
    },

    async cancelPayment(id) {
      const attempt = await calls.attempt('cancelPayment', (sdk) => sdk.orders.getOrder({ id }));
      if (!attempt.ok && attempt.failure.kind === 'unanswered') return notPaid(attempt.failure, id);
      const present = outcomeOf(answerOf('cancelPayment', attempt));
      return present.state === 'requires_action'
        ? { identity: present.identity, state: 'canceled' }
        : present;
    },

    async paymentOfCharge(captureId) {
      const capture = await calls.ask('paymentOfCharge', (sdk) =>
        sdk.payments.getCapturedPayment({ captureId }),
      );
      const gatewayPaymentId = capture.supplementaryData?.relatedIds?.orderId;
      if (!gatewayPaymentId) throw new Error(`PayPal names no order of capture ${captureId}`);
      return { gatewayPaymentId };
    },
  };
}

/** Null where PayPal cannot be asked for exactly this amount. */
function orderRequest(request: PaymentRequest): OrderRequest | null {
  const amount = toPaypalAmount(request.amount);
  if (amount === null) return null;
  return {
    intent: CheckoutPaymentIntent.Capture,
    purchaseUnits: [
      {
        amount,
        description: request.description.slice(0, DESCRIPTION_MAX),
        customId: request.paymentId,
        // PayPal takes an invoice's number once only. Ours may be paid in parts, but each payment once.
        invoiceId: request.paymentId,
      },
    ],
    paymentSource: { paypal: walletOf(request) },
  };
}

/** A saved account is charged at once; without one, the payer agrees at PayPal and comes back. */
function walletOf({ accountId, methodId, returnUrl, savesAccount }: PaymentRequest): PaypalWallet {
  if (methodId !== null) return { vaultId: methodId };
  return {
    ...(savesAccount ? { attributes: keepingIt(accountId) } : {}),
    experienceContext: {
      returnUrl,
      cancelUrl: canceledUrl(returnUrl),
      userAction: PaypalExperienceUserAction.PayNow,
      shippingPreference: PaypalWalletContextShippingPreference.NoShipping,
    },
  };
}

/** Source: https://developer.paypal.com/docs/checkout/save-payment-methods/during-purchase/orders-api/paypal/ */
const keepingIt = (accountId: string): PaypalWalletAttributes => ({
  customer: { merchantCustomerId: accountId },
  vault: {
    storeInVault: StoreInVaultInstruction.OnSuccess,
    usageType: PaypalPaymentTokenUsageType.Merchant,
  },
});

function canceledUrl(returnUrl: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('canceled', '1');
  return url.toString();
}

/**
 * Derived from the payment's key and from when the order was last approved: a payer who comes back with something else
 * after a decline must not be told the decline again. Two captures of one order PayPal refuses by itself.
 */
const captureKey = (key: string, { updateTime = '' }: Order): string =>
  `${key}_capture_${createHash('sha256').update(updateTime).digest('hex').slice(0, 12)}`;

const NOT_PAYABLE: PaymentOutcome = {
  identity: null,
  state: 'declined',
  code: 'amount_not_chargeable',
  declineCode: null,
  message: 'PayPal cannot be paid exactly this amount. Nothing was charged.',
  open: false,
};

/** PayPal wants the payer to agree once more, and nobody is there to do it. What is left at PayPal is never taken. */
const NOBODY_THERE = {
  state: 'declined',
  code: 'authentication_required',
  declineCode: null,
  message: 'PayPal asks for your confirmation. Pay once more while you are here.',
  open: false,
} as const;

const idOnly = (id: string): PaymentIdentity => ({ gatewayPaymentId: id, paymentId: null, customerId: null });

function notPaid(failure: Failure, id: string | null): PaymentOutcome {
  const identity = id === null ? null : idOnly(id);
  if (failure.kind === 'unanswered') return { identity, state: 'unknown', reason: failure.reason };
  return declined(failure, identity);
}

const declined = (failure: Extract<Failure, { kind: 'refused' }>, identity: PaymentIdentity | null) =>
  ({
    identity,
    state: 'declined',
    code: failure.code,
    declineCode: null,
    message: failure.message,
    open: false,
  }) as const;
