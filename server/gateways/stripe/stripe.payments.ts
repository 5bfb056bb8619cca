import type { CardGateway, PaymentIdentity, PaymentOutcome, PaymentRequest } from '../../billing/gateway.js';
import { addSeconds } from '../../kit/time.js';
import { toStripeAmount } from './stripe.amounts.js';
import type { StripeCalls } from './stripe.calls.js';
import type { Failure } from './stripe.errors.js';
import { INTERACTIVE, identityOf, PAYMENT_EXPAND, PAYMENT_ID, paymentOutcome } from './stripe.outcomes.js';

type Payments = Pick<
  CardGateway,
  'createPayment' | 'fetchPayment' | 'completePayment' | 'findPayment' | 'cancelPayment'
>;

/** Stripe's clock and ours need not agree; a wider window costs nothing, since our id decides. */
const CLOCK_SKEW_SECONDS = 300;

export function createStripePayments(calls: StripeCalls): Payments {
  const fetchPayment = async (id: string): Promise<PaymentOutcome> =>
    paymentOutcome(
      await calls.ask('fetchPayment', (sdk) => sdk.paymentIntents.retrieve(id, { expand: PAYMENT_EXPAND })),
    );

  return {
    fetchPayment,
    // Stripe takes the money when the payer has confirmed; nothing is left to be taken.
    completePayment: ({ gatewayPaymentId }) => fetchPayment(gatewayPaymentId),

    async createPayment(request) {
      const amount = toStripeAmount(request.amount);
      if (amount === null) return NOT_CHARGEABLE;
      const attempt = await calls.attempt('createPayment', (sdk) =>
        sdk.paymentIntents.create(
          {
            amount,
            currency: request.amount.currency.toLowerCase(),
            ...(request.customerId === null ? {} : { customer: request.customerId }),
            description: request.description,
            allowed_payment_method_types: ['card'],
            metadata: metadataOf(request),
            expand: PAYMENT_EXPAND,
            ...confirmationOf(request),
          },
          { idempotencyKey: request.key },
        ),
      );
      return attempt.ok ? paymentOutcome(attempt.value) : notPaid(attempt.failure, null);
    },

    async findPayment({ paymentId, customerId, since }) {
      const from = Math.floor(addSeconds(since, -CLOCK_SKEW_SECONDS).getTime() / 1000);
      const found = await calls.ask('findPayment', async (sdk) => {
        let last: string | null = null;
        // Newest first. More than one carries our id only where a key had expired; then the paid one counts.
        for await (const intent of sdk.paymentIntents.list({
          ...(customerId === null ? {} : { customer: customerId }),
          created: { gte: from },
          limit: 100,
        })) {
          if (intent.metadata[PAYMENT_ID] !== paymentId) continue;
          if (intent.status === 'succeeded') return intent.id;
          last ??= intent.id;
        }
        return last;
      });
      return found === null ? null : fetchPayment(found);
    },

    async cancelPayment(id) {
      // Without a key of ours: a stored refusal would be repeated for a day after the payment has changed its state.
      const attempt = await calls.attempt('cancelPayment', (sdk) =>
        sdk.paymentIntents.cancel(id, { expand: PAYMENT_EXPAND }),
      );
      if (attempt.ok) return paymentOutcome(attempt.value);
      if (attempt.failure.kind === 'unanswered') return notPaid(attempt.failure, id);
      const present = await calls.attempt('fetchPayment', (sdk) =>
        sdk.paymentIntents.retrieve(id, { expand: PAYMENT_EXPAND }),
      );
      return present.ok ? paymentOutcome(present.value) : stillUnknown(present.failure, id);
    },
  };
}

const metadataOf = (request: PaymentRequest) => ({
  [PAYMENT_ID]: request.paymentId,
  invoice_id: request.invoiceId,
  account_id: request.accountId,
  [INTERACTIVE]: request.methodId === null ? 'yes' : 'no',
});

/** The way back may be named only when the card is charged at once; it makes 3-D Secure a page to be sent to. */
const confirmationOf = ({ methodId, returnUrl, offSession }: PaymentRequest) => {
  if (methodId === null) return {};
  const charge = { payment_method: methodId, confirm: true };
  return offSession ? { ...charge, off_session: true } : { ...charge, return_url: returnUrl };
};

const NOT_CHARGEABLE: PaymentOutcome = {
  identity: null,
  state: 'declined',
  code: 'amount_not_chargeable',
  declineCode: null,
  message: 'Cards cannot be charged exactly this amount. Nothing was charged.',
  open: false,
};

function notPaid(failure: Failure, id: string | null): PaymentOutcome {
  if (failure.kind === 'unanswered') return stillUnknown(failure, id);
  const { payment, code, declineCode, message } = failure;
  return {
    identity: payment === null ? null : identityOf(payment),
    state: 'declined',
    code,
    declineCode,
    message,
    open: false,
  };
}

function stillUnknown(failure: Failure, id: string | null): PaymentOutcome {
  const identity: PaymentIdentity | null =
    id === null ? null : { gatewayPaymentId: id, paymentId: null, customerId: null };
  return { identity, state: 'unknown', reason: failure.kind === 'refused' ? failure.code : failure.reason };
}
