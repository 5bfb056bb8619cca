import type { Methods } from './billing/methods/methods.service.js';
import type { Payments } from './billing/payments/payments.service.js';
import type { EventEffects } from './webhooks/webhooks.service.js';

/** Events are hints: each leads to a fetch of its object's present state. */
export const effectsOf = ({ payments, methods }: { payments: Payments; methods: Methods }): EventEffects => ({
  payment_intent: (id) => payments.syncFromGateway('stripe', id),
  refund: (id) => payments.syncRefund('stripe', id),
  // What else a charge tells, the events of its payment and dispute tell better.
  charge: async (id, { type }) =>
    type === 'charge.refunded' ? payments.syncRefundsOfCharge('stripe', id) : true,
  dispute: (id) => payments.syncDispute('stripe', id),
  setup_intent: (id) => methods.settleSetup(id),
  payment_method: async (id, { type }) =>
    type === 'payment_method.detached' ? methods.noteDetached(id) : true,
  'paypal.order': (id) => payments.syncFromGateway('paypal', id),
  'paypal.capture': (id) => payments.syncFromCharge(id),
  'paypal.refund': (id) => payments.syncRefund('paypal', id),
  'paypal.reversal': async (id) => {
    // By its own number; where PayPal does not know that any more, by the capture that it was taken from.
    const [reversal = '', capture = ''] = id.split('@');
    const isFound = await payments.syncDispute('paypal', reversal);
    return isFound || (capture !== '' && (await payments.syncDispute('paypal', capture)));
  },
  'paypal.dispute': (id) => payments.syncDispute('paypal', id),
  'paypal.payment_token': async (id, { type }) => {
    if (type === 'VAULT.PAYMENT-TOKEN.CREATED') return methods.noteKept(id, null);
    if (type === 'VAULT.PAYMENT-TOKEN.DELETED') await methods.noteForgotten(id);
    return true;
  },
});
