/** What the SDK calls the types of the objects and events on the wire. For tests. */

const OBJECTS: Readonly<Record<string, string>> = {
  account: 'Account',
  balance_transaction: 'BalanceTransaction',
  charge: 'Charge',
  customer: 'Customer',
  customer_balance_transaction: 'CustomerBalanceTransaction',
  dispute: 'Dispute',
  invoice: 'Invoice',
  invoice_payment: 'InvoicePayment',
  invoiceitem: 'InvoiceItem',
  line_item: 'InvoiceLineItem',
  payment_intent: 'PaymentIntent',
  payment_method: 'PaymentMethod',
  price: 'Price',
  product: 'Product',
  refund: 'Refund',
  setup_intent: 'SetupIntent',
  subscription: 'Subscription',
  subscription_schedule: 'SubscriptionSchedule',
  tax_rate: 'TaxRate',
  'test_helpers.test_clock': 'TestHelpers_TestClock',
  webhook_endpoint: 'WebhookEndpoint',
};

export function objectTypeName(body: Readonly<Record<string, unknown>>): string {
  const shown =
    body['object'] === 'list'
      ? ((body['data'] as Record<string, unknown>[])[0] ?? {})
      : (body as Record<string, unknown>);
  const name = OBJECTS[String(shown['object'])];
  if (name === undefined) throw new Error(`The tests know no type of ${String(shown['object'])}`);
  return shown['deleted'] === true ? `Deleted${name}` : name;
}

/** `invoice.payment_failed` → `InvoicePaymentFailedEvent`. */
export const eventTypeName = (type: string): string =>
  `${type
    .replace('invoiceitem', 'invoice_item')
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Event`;
