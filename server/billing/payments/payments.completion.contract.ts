import { byId, empty, endpoint } from '../../kit/endpoint.contract.js';
import { payment } from './payments.contract.js';

export const completePayment = endpoint({
  id: 'completePayment',
  method: 'POST',
  path: '/v1/billing/payments/:id/complete',
  door: 'customer',
  tag: 'Payments',
  summary:
    'Back from PayPal: take what the payer has agreed to there. Harmless at any time; the reply is the payment as it is then.',
  params: byId('pay'),
  body: empty,
  reply: payment,
  idempotency: 'optional',
  refusals: ['gateway_unavailable'],
});
