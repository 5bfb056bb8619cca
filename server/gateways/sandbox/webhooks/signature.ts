import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header: HMAC-SHA256 over `<unix seconds>.<raw body>`. Source: docs.stripe.com/webhooks/signature */
export function signatureHeader(input: { body: string; secret: string; unixSeconds: number }): string {
  const signature = createHmac('sha256', input.secret)
    .update(`${input.unixSeconds}.${input.body}`)
    .digest('hex');
  return `t=${input.unixSeconds},v1=${signature}`;
}
