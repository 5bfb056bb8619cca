import { captureEndpoints } from './captures.js';
import { disputeEndpoints } from './disputes.js';
import { orderEndpoints } from './orders.js';
import { refundEndpoints } from './refunds.js';
import type { Signing } from './signing/signature.js';
import { transactionEndpoints } from './transactions.js';
import { vaultEndpoints } from './vault.js';
import { webhookEndpoints } from './webhooks.js';
import type { PaypalEndpoint } from './wire/endpoint.js';

/** Everything of PayPal's API that the sandbox speaks, below `/paypal`; the token's endpoint stands in `paypal.ts`. */
export const paypalEndpoints = (signing: Signing): readonly PaypalEndpoint[] => [
  ...captureEndpoints,
  ...disputeEndpoints,
  ...orderEndpoints,
  ...refundEndpoints,
  ...transactionEndpoints,
  ...vaultEndpoints,
  ...webhookEndpoints(signing),
];
