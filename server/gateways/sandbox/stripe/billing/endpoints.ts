import type { Endpoint } from '../../wire/endpoint.js';
import { invoiceItemEndpoints } from './invoice-items.js';
import { invoicePaymentEndpoints } from './invoice-payments.js';
import { invoiceEndpoints } from './invoices.js';
import { invoicePreviewEndpoints } from './invoices.preview.js';
import { invoiceWriteEndpoints } from './invoices.write.js';
import { priceEndpoints } from './prices.js';
import { productEndpoints } from './products.js';
import { scheduleEndpoints } from './schedules.js';
import { subscriptionEndpoints } from './subscriptions.js';
import { taxRateEndpoints } from './tax-rates.js';
import { testClockEndpoints } from './test-clocks.js';

/** Stripe Billing. The preview stands before the invoices: its path would be taken for an id. */
export const billingEndpoints: readonly Endpoint[] = [
  ...invoicePreviewEndpoints,
  ...invoiceEndpoints,
  ...invoiceItemEndpoints,
  ...invoicePaymentEndpoints,
  ...invoiceWriteEndpoints,
  ...priceEndpoints,
  ...productEndpoints,
  ...scheduleEndpoints,
  ...subscriptionEndpoints,
  ...taxRateEndpoints,
  ...testClockEndpoints,
];
