import type { Logger } from 'pino';
import type { WalletGateway } from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import type { Clock } from '../../kit/time.js';
import { CURRENCIES, toPaypalAmount } from './paypal.amounts.js';
import { createPaypalCalls } from './paypal.calls.js';
import { createPaypalDisputes } from './paypal.disputes.js';
import { createPaypalEvents } from './paypal.events.js';
import { createPaypalPayments } from './paypal.payments.js';
import { createPaypalRefunds } from './paypal.refunds.js';
import { createPaypalVault } from './paypal.vault.js';

export interface PaypalGatewayOptions {
  config: PaypalConfig;
  /** Tells how old a webhook or a lost payment is, and whether a certificate is valid. */
  clock: Clock;
  /** Receives codes and PayPal's numbers of calls, never a name or an address. */
  logger?: Pick<Logger, 'warn'>;
  /** How long one attempt may take; 20 seconds where it is not given. A lost answer is asked for once more. */
  timeoutMs?: number;
}

const APPROVAL_ADDRESSES = {
  sandbox: 'https://www.sandbox.paypal.com/checkoutnow',
  live: 'https://www.paypal.com/checkoutnow',
} as const;

/** The gateway over PayPal's SDK, or over the built-in sandbox where `config.apiBase` names it. */
export function createPaypalGateway({
  config,
  clock,
  logger,
  timeoutMs,
}: PaypalGatewayOptions): WalletGateway {
  const calls = createPaypalCalls({ config, logger, timeoutMs });
  const approvalAddress =
    config.apiBase === null ? APPROVAL_ADDRESSES[config.mode] : `${config.apiBase}/checkoutnow`;
  return {
    name: 'paypal',
    currencies: CURRENCIES,
    takes: (amount) => toPaypalAmount(amount) !== null,
    ...createPaypalPayments(calls, { clock, approvalAddress }),
    ...createPaypalRefunds(calls),
    ...createPaypalDisputes(calls),
    ...createPaypalVault(calls),
    ...createPaypalEvents({ config, calls, clock }),
  };
}
