import type { Endpoint } from '../wire/endpoint.js';
import { accountEndpoints } from './account.js';
import { balanceTransactionEndpoints } from './balance-transactions.js';
import { billingEndpoints } from './billing/endpoints.js';
import { chargeEndpoints } from './charges.js';
import { customerEndpoints } from './customers.js';
import { disputeEndpoints } from './disputes.js';
import { eventEndpoints } from './events.js';
import { paymentIntentEndpoints } from './payment-intents.js';
import { paymentMethodEndpoints } from './payment-methods.js';
import { refundEndpoints } from './refunds.js';
import { setupIntentEndpoints } from './setup-intents.js';
import { webhookEndpointEndpoints } from './webhook-endpoints.js';

/** Everything of Stripe's API that the sandbox speaks. */
export const stripeEndpoints: readonly Endpoint[] = [
  ...accountEndpoints,
  ...balanceTransactionEndpoints,
  ...billingEndpoints,
  ...chargeEndpoints,
  ...customerEndpoints,
  ...disputeEndpoints,
  ...eventEndpoints,
  ...paymentIntentEndpoints,
  ...paymentMethodEndpoints,
  ...refundEndpoints,
  ...setupIntentEndpoints,
  ...webhookEndpointEndpoints,
];
