import type { Logger } from 'pino';
import type { CardGateway } from '../../billing/gateway.js';
import type { StripeConfig } from '../../config.js';
import type { Clock } from '../../kit/time.js';
import { createStripeCalls } from './stripe.calls.js';
import { createStripeDisputes } from './stripe.disputes.js';
import { createStripeEvents } from './stripe.events.js';
import { createStripeMethods } from './stripe.methods.js';
import { createStripePayments } from './stripe.payments.js';
import { createStripeRefunds } from './stripe.refunds.js';

export interface StripeGatewayOptions {
  config: StripeConfig;
  /** Tells how old a webhook is. */
  clock: Clock;
  /** Receives codes and request numbers, never a name, an address or a card. */
  logger?: Pick<Logger, 'warn'>;
  /** How long one attempt may take; 20 seconds where it is not given. A lost answer is asked for once more. */
  timeoutMs?: number;
}

/** The card gateway over Stripe's SDK, or over the built-in sandbox where `config.apiBase` names it. */
export function createStripeGateway({ config, clock, logger, timeoutMs }: StripeGatewayOptions): CardGateway {
  const calls = createStripeCalls({ config, logger, timeoutMs });
  return {
    name: 'stripe',
    ...createStripePayments(calls),
    ...createStripeMethods(calls),
    ...createStripeRefunds(calls),
    ...createStripeDisputes(calls),
    ...createStripeEvents(config, clock),
  };
}
