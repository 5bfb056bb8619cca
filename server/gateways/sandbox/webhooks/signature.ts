import { createHmac } from 'node:crypto';

/** Stripe's headers: HMAC-SHA256 over `<unix seconds>.<raw body>`. Source: docs.stripe.com/webhooks/signature */
export function stripeHeaders(input: {
  body: string;
  secret: string;
  unixSeconds: number;
}): Record<string, string> {
  const signature = createHmac('sha256', input.secret)
    .update(`${input.unixSeconds}.${input.body}`)
    .digest('hex');
  return {
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'stripe-signature': `t=${input.unixSeconds},v1=${signature}`,
  };
}
