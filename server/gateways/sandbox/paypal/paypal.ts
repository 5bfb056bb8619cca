import { randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { parseForm } from '../wire/form.js';
import { paypalEndpoints } from './endpoints.js';
import { mountPaypalHosted, type PaypalHostedParts } from './hosted/hosted.js';
import type { Signing } from './signing/signature.js';
import { mountPaypalApi, type PaypalApiParts, PREFIX } from './wire/api.js';
import { isClient, newToken } from './wire/authentication.js';
import { missingResource, PaypalError } from './wire/errors.js';

/** PayPal's wire below `/paypal`: tokens, API, certificates, and the pages where a person agrees. */
export function mountPaypal(
  app: Express,
  parts: PaypalApiParts & PaypalHostedParts & { readonly signing: Signing },
): void {
  const nowSeconds = (): number => Math.floor(parts.clock.now().getTime() / 1000);

  app.post(`${PREFIX}/v1/oauth2/token`, (req, res) => giveToken(req, res, nowSeconds()));
  app.get(`${PREFIX}/v1/notifications/certs/:name`, async (req, res) => {
    const pem = await parts.signing.certificate(String(req.params['name']));
    if (pem === null) throw missingResource();
    res.type('application/x-pem-file').send(pem);
  });
  mountPaypalApi(app, paypalEndpoints(parts.signing), parts);
  mountPaypalHosted(app, parts);
  app.use(PREFIX, () => {
    throw missingResource();
  });
  app.use((error: unknown, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (error instanceof PaypalError && !res.headersSent) res.status(error.status).json(error.toBody());
    else next(error);
  });
}

/** Source: https://developer.paypal.com/api/rest/authentication/ */
function giveToken(req: Request, res: Response, nowSeconds: number): void {
  const form = parseForm(typeof req.body === 'string' ? req.body : '');
  if (!isClient(req)) {
    res.status(401).json({ error: 'invalid_client', error_description: 'Client Authentication failed' });
    return;
  }
  if (form['grant_type'] !== 'client_credentials') {
    res.status(400).json({ error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' });
    return;
  }
  const { token, expiresIn } = newToken(nowSeconds);
  res.set('cache-control', 'no-store').json({
    scope:
      'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/vault/payment-tokens/readwrite',
    access_token: token,
    token_type: 'Bearer',
    app_id: 'APP-80W284485P519543T',
    expires_in: expiresIn,
    nonce: `${new Date(nowSeconds * 1000).toISOString()}${randomUUID()}`,
  });
}
