import type Stripe from 'stripe';
import type { z } from 'zod';
import type { NewRuleInput } from './control/control.contract.js';
import type { HeldReply } from './control/held-replies.js';
import type { CallRule, Rule } from './control/rules.js';
import type { Funding } from './paypal/objects.js';
import type { billingSettings } from './stripe/billing/settings.js';
import type { SentWebhook } from './webhooks/deliveries.js';

export interface ControlledEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly objectId: string;
  readonly deliveries: readonly {
    readonly state: 'pending' | 'held' | 'delivered' | 'dropped' | 'failed';
    readonly attempts: number;
    readonly lastStatus: number | null;
    readonly url: string;
  }[];
}

export interface ReceivedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly status: number;
  readonly receivedAt: string;
}

export type DeliveryCounts = Readonly<
  Record<'pending' | 'held' | 'delivered' | 'dropped' | 'failed', number>
>;

type PaypalPayer = { readonly email?: string; readonly funding?: Funding };

type Failure = Partial<Pick<CallRule, 'method' | 'skip' | 'times'>> & { readonly path: string };

/**
 * The sandbox's control plane for tests: everything that a gateway and its network may do to us, on demand.
 * `baseUrl` is the sandbox's own address.
 */
export function sandboxControl(baseUrl: string) {
  async function call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${baseUrl}/_control${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const reply: unknown = await response.json();
    if (!response.ok)
      throw new Error(`Control plane ${method} ${path}: ${response.status} ${JSON.stringify(reply)}`);
    return reply as T;
  }
  const addRule = (rule: NewRuleInput): Promise<Rule> => call('POST', '/rules', rule);

  return {
    addRule,
    rules: (): Promise<Rule[]> => call('GET', '/rules'),
    removeRule: (id: string): Promise<unknown> => call('DELETE', `/rules/${id}`),

    /** The next matching call is answered with an error and had no effect. */
    failBefore: (match: Failure, status = 500) =>
      addRule({ kind: 'call', when: 'before', outcome: { type: 'status', status }, ...match }),
    /** The next matching call takes effect, and is answered with an error all the same. */
    failAfter: (match: Failure, status = 500) =>
      addRule({ kind: 'call', when: 'after', outcome: { type: 'status', status }, ...match }),
    /** The connection breaks instead of an answer. */
    dropConnection: (match: Failure, when: 'before' | 'after') =>
      addRule({ kind: 'call', when, outcome: { type: 'drop' }, ...match }),
    /** The next matching call takes effect, and its answer is kept back until `releaseReplies`. */
    holdReply: (match: Failure) =>
      addRule({ kind: 'call', when: 'after', outcome: { type: 'hold' }, ...match }),
    heldReplies: (): Promise<HeldReply[]> => call('GET', '/replies'),
    /** Waits until an answer is held (30 s at most), that is until the call has taken effect. */
    waitForHeldReply: (): Promise<HeldReply[]> => call('GET', '/replies?wait=1'),
    releaseReplies: (requestId: string | null = null): Promise<{ released: number }> =>
      call('POST', '/replies/release', { requestId }),

    finishAuthentication: (
      intentId: string,
      outcome: 'succeed' | 'fail' = 'succeed',
    ): Promise<Stripe.PaymentIntent | Stripe.SetupIntent> =>
      call(
        'POST',
        `/${intentId.startsWith('seti_') ? 'setup_intents' : 'payment_intents'}/${intentId}/authenticate`,
        { outcome },
      ),
    openDispute: (wanted: {
      charge?: string;
      paymentIntent?: string;
      reason?: string;
      amount?: number;
      isInquiry?: boolean;
    }): Promise<Stripe.Dispute> => call('POST', '/disputes', wanted),
    winDispute: (id: string): Promise<Stripe.Dispute> => call('POST', `/disputes/${id}/win`),
    loseDispute: (id: string): Promise<Stripe.Dispute> => call('POST', `/disputes/${id}/lose`),

    /** What payers, their banks and PayPal's people do. */
    paypal: {
      approveOrder: (id: string, payer: PaypalPayer = {}): Promise<unknown> =>
        call('POST', `/paypal/orders/${id}/approve`, payer),
      approveSetup: (id: string, payer: PaypalPayer = {}): Promise<unknown> =>
        call('POST', `/paypal/setup-tokens/${id}/approve`, payer),
      completeCapture: (id: string): Promise<unknown> => call('POST', `/paypal/captures/${id}/complete`),
      denyCapture: (id: string): Promise<unknown> => call('POST', `/paypal/captures/${id}/deny`),
      reverseCapture: (id: string): Promise<unknown> => call('POST', `/paypal/captures/${id}/reverse`),
      completeRefund: (id: string): Promise<unknown> => call('POST', `/paypal/refunds/${id}/complete`),
      failRefund: (id: string): Promise<unknown> => call('POST', `/paypal/refunds/${id}/fail`),
      openDispute: (wanted: { capture: string; reason?: string; amount?: number }): Promise<{ id: string }> =>
        call('POST', '/paypal/disputes', wanted),
      winDispute: (id: string): Promise<unknown> => call('POST', `/paypal/disputes/${id}/win`),
      loseDispute: (id: string): Promise<unknown> => call('POST', `/paypal/disputes/${id}/lose`),
    },

    /** `event` is a type or a pattern such as `payment_intent.*`. Without `times` the rule stays until it is removed. */
    repeatWebhooks: (
      event: string,
      copies: number,
      options: { concurrently?: boolean; times?: number } = {},
    ) =>
      addRule({
        kind: 'webhook',
        event,
        action: { type: 'repeat', copies, concurrently: options.concurrently ?? false },
        times: options.times ?? null,
      }),
    holdWebhooks: (event = '*') => addRule({ kind: 'webhook', event, action: { type: 'hold' } }),
    dropWebhooks: (event = '*') => addRule({ kind: 'webhook', event, action: { type: 'drop' } }),
    delayWebhooks: (event: string, delayMs: number) =>
      addRule({ kind: 'webhook', event, action: { type: 'delay', delayMs } }),
    /** Sends what is held, one after the other, and waits for each answer. */
    releaseWebhooks: (
      order: { eventIds?: readonly string[]; reversed?: boolean } = {},
    ): Promise<SentWebhook[]> =>
      call('POST', '/webhooks/release', {
        eventIds: order.eventIds ?? null,
        reversed: order.reversed ?? false,
      }),
    /** Waits until every webhook that is due has been answered. Retries and delayed ones keep waiting. */
    settleWebhooks: (): Promise<DeliveryCounts> => call('POST', '/webhooks/settle'),
    /** Does at once what waits for its time: late refunds, disputes, retries and delayed webhooks. */
    hasten: (): Promise<DeliveryCounts> => call('POST', '/hasten'),

    /** Moves the sandbox ahead of the product's clock and lets happen what is due until then. */
    setAhead: (aheadSeconds: number): Promise<{ aheadSeconds: number; now: string }> =>
      call('POST', '/clock', { aheadSeconds }),
    setBilling: (settings: z.input<typeof billingSettings>): Promise<unknown> =>
      call('POST', '/billing/settings', settings),

    /** Newest first. */
    events: (type?: string): Promise<ControlledEvent[]> =>
      call('GET', type === undefined ? '/events' : `/events?type=${encodeURIComponent(type)}`),
    /** Sends an event again, whatever became of it. */
    sendEvent: (
      id: string,
      options: { copies?: number; concurrently?: boolean } = {},
    ): Promise<SentWebhook[]> => call('POST', `/events/${id}/send`, options),
    /** Newest first; card numbers and security codes are blanked. */
    requests: (): Promise<ReceivedRequest[]> => call('GET', '/requests'),
    reset: (): Promise<unknown> => call('POST', '/reset'),
  };
}

export type SandboxControl = ReturnType<typeof sandboxControl>;
