import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { type CardGateway, type SetupOutcome, UnknownAtGateway } from '../../billing/gateway.js';
import { type Attempt, answerOf, type StripeCalls, StripeRefused } from './stripe.calls.js';
import type { Failure } from './stripe.errors.js';
import { gatewayMethod, INTERACTIVE, idOf, SETUP_EXPAND, setupOutcome } from './stripe.outcomes.js';

type Methods = Pick<
  CardGateway,
  'createCustomer' | 'saveMethod' | 'fetchSetup' | 'fetchMethod' | 'detachMethod'
>;

export function createStripeMethods(calls: StripeCalls): Methods {
  const fetchMethod: Methods['fetchMethod'] = async (id) => {
    try {
      return gatewayMethod(await calls.ask('fetchMethod', (sdk) => sdk.paymentMethods.retrieve(id)));
    } catch (error) {
      if (error instanceof StripeRefused || error instanceof UnknownAtGateway) return null;
      throw error;
    }
  };

  async function outcomeOf(intent: Stripe.SetupIntent): Promise<SetupOutcome> {
    if (intent.status !== 'succeeded') return setupOutcome(intent, null);
    const saved = intent.payment_method;
    if (saved !== null && typeof saved !== 'string') return setupOutcome(intent, gatewayMethod(saved));
    return setupOutcome(intent, saved === null ? null : await fetchMethod(saved));
  }

  return {
    fetchMethod,

    async createCustomer({ key, accountId, email, name }) {
      const create = (idempotencyKey: string) =>
        calls.attempt('createCustomer', (sdk) =>
          sdk.customers.create({ email, name, metadata: { account_id: accountId } }, { idempotencyKey }),
        );
      const first = await create(key);
      // A second customer, without cards, harms nobody; an account that cannot pay for a day does.
      const last = isKeySpent(first) ? await create(`${key}_${digest(email, name)}`) : first;
      return { customerId: answerOf('createCustomer', last).id };
    },

    async saveMethod({ key, customerId, token, returnUrl }) {
      const attempt = await calls.attempt('saveMethod', (sdk) =>
        sdk.setupIntents.create(
          {
            customer: customerId,
            usage: 'off_session',
            allowed_payment_method_types: ['card'],
            metadata: { [INTERACTIVE]: token === null ? 'yes' : 'no' },
            expand: SETUP_EXPAND,
            ...(token === null ? {} : { payment_method: token, confirm: true, return_url: returnUrl }),
          },
          { idempotencyKey: key },
        ),
      );
      return attempt.ok ? outcomeOf(attempt.value) : notSaved(attempt.failure);
    },

    async fetchSetup(id) {
      return outcomeOf(
        await calls.ask('fetchSetup', (sdk) => sdk.setupIntents.retrieve(id, { expand: SETUP_EXPAND })),
      );
    },

    async detachMethod(id) {
      try {
        await calls.ask('detachMethod', (sdk) => sdk.paymentMethods.detach(id));
      } catch (error) {
        const isGone =
          error instanceof UnknownAtGateway ||
          (error instanceof StripeRefused && error.refusal.code === 'payment_method_unexpected_state');
        if (!isGone) throw error; // gone, or nobody's: that is what was wanted
      }
    },
  };
}

/** Stripe repeats a stored fault for a day, and refuses a key that comes back with another address or name. */
const isKeySpent = (attempt: Attempt<unknown>): boolean =>
  !attempt.ok &&
  attempt.failure.kind === 'unanswered' &&
  ['idempotency_key_reused', 'http_500'].includes(attempt.failure.reason);

const digest = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);

function notSaved(failure: Failure): SetupOutcome {
  if (failure.kind === 'unanswered') {
    return { setupId: null, customerId: null, state: 'unknown', reason: failure.reason };
  }
  const { setup, code, declineCode, message } = failure;
  const whose = { setupId: setup?.id ?? null, customerId: setup === null ? null : idOf(setup.customer) };
  return { ...whose, state: 'declined', code, declineCode, message };
}
