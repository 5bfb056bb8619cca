import { z } from 'zod';
import type { Work } from '../store/work.js';
import { tell } from './events.js';
import {
  newPaypalId,
  newVaultId,
  type Payer,
  payerIdOf,
  type StoredPaymentToken,
  type StoredSetupToken,
} from './objects.js';
import { KEPT_SECONDS, paypalEndpoint } from './wire/endpoint.js';
import { missingResource, unprocessable } from './wire/errors.js';
import { nothing, text, webAddress } from './wire/params.js';

/** PayPal accounts that are kept for later. Source: https://developer.paypal.com/docs/api/payment-tokens/v3/ */

const customer = z.object({ id: text(22).optional(), merchant_customer_id: text(64).optional() }).optional();

const createSetup = paypalEndpoint({
  method: 'POST',
  path: '/v3/vault/setup-tokens',
  body: z.object({
    customer,
    payment_source: z.object({
      paypal: z.object({
        description: text(127).optional(),
        experience_context: z
          .object({ return_url: webAddress.optional(), cancel_url: webAddress.optional() })
          .optional(),
      }),
    }),
  }),
  keyKeptSeconds: KEPT_SECONDS.vault,
  again: async ({ work, publicUrl }, id) => setupWire(await work.get('paypal.setup_token', id), publicUrl),
  run: async ({ work, body, publicUrl }) => {
    const { paypal } = body.payment_source;
    const token: StoredSetupToken = {
      id: newPaypalId(),
      object: 'paypal.setup_token',
      created: work.now,
      updated: work.now,
      status: 'PAYER_ACTION_REQUIRED',
      customerId: body.customer?.id ?? newPaypalId().slice(0, 10),
      merchantCustomerId: body.customer?.merchant_customer_id ?? null,
      description: paypal.description ?? null,
      payer: null,
      returnUrl: paypal.experience_context?.return_url ?? null,
      cancelUrl: paypal.experience_context?.cancel_url ?? null,
    };
    work.save(token);
    return { status: 201, body: setupWire(token, publicUrl) };
  },
});

const retrieveSetup = paypalEndpoint({
  method: 'GET',
  path: '/v3/vault/setup-tokens/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => ({
    status: 200,
    body: setupWire(await work.get('paypal.setup_token', id), publicUrl),
  }),
});

const createToken = paypalEndpoint({
  method: 'POST',
  path: '/v3/vault/payment-tokens',
  body: z.object({
    customer,
    payment_source: z.object({ token: z.object({ id: text(255), type: z.enum(['SETUP_TOKEN']) }) }),
  }),
  keyKeptSeconds: KEPT_SECONDS.vault,
  again: async ({ work, publicUrl }, id) => tokenWire(await work.get('paypal.payment_token', id), publicUrl),
  run: async ({ work, body, publicUrl }) => {
    const found = await work.find('paypal.setup_token', body.payment_source.token.id);
    if (found === null) throw unprocessable('TOKEN_NOT_FOUND', '/payment_source/token/id');
    const setup = await work.lock('paypal.setup_token', found.id);
    if (setup.status !== 'APPROVED' || setup.payer === null) throw unprocessable('SETUP_TOKEN_NOT_APPROVED');
    const { customerId, merchantCustomerId, payer } = setup;
    const token = keepAccount(work, { customerId, merchantCustomerId, payer }, publicUrl);
    work.save({ ...setup, status: 'VAULTED', updated: work.now });
    return { status: 201, body: tokenWire(token, publicUrl) };
  },
});

/** Announces `VAULT.PAYMENT-TOKEN.CREATED`. */
export function keepAccount(
  work: Work,
  whose: Pick<StoredPaymentToken, 'customerId' | 'merchantCustomerId' | 'payer'>,
  publicUrl: string,
): StoredPaymentToken {
  const token: StoredPaymentToken = {
    id: newVaultId(),
    object: 'paypal.payment_token',
    created: work.now,
    updated: work.now,
    ...whose,
  };
  work.save(token);
  tell(work, publicUrl, {
    type: 'VAULT.PAYMENT-TOKEN.CREATED',
    resourceType: 'payment_token',
    summary: 'A payment token has been created.',
    resource: tokenWire(token, publicUrl),
  });
  return token;
}

const retrieveToken = paypalEndpoint({
  method: 'GET',
  path: '/v3/vault/payment-tokens/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => {
    const token = await work.get('paypal.payment_token', id);
    if (work.hidden(id).isDeleted === true) throw missingResource();
    return { status: 200, body: tokenWire(token, publicUrl) };
  },
});

const listTokens = paypalEndpoint({
  method: 'GET',
  path: '/v3/vault/payment-tokens',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, query, publicUrl }) => {
    const customerId = query['customer_id'] ?? '';
    const { rows } = await work.query<{ data: StoredPaymentToken }>(
      `select data from sandbox.objects where type = 'paypal.payment_token' and data->>'customerId' = $1
         and coalesce(hidden->>'isDeleted', 'false') = 'false' order by seq limit 50`,
      [customerId],
    );
    if (rows.length === 0) throw missingResource();
    const self = `${publicUrl}/paypal/v3/vault/payment-tokens?customer_id=${encodeURIComponent(customerId)}`;
    const body = {
      customer: { id: customerId },
      payment_tokens: rows.map(({ data }) => tokenWire(data, publicUrl)),
      links: [{ href: self, rel: 'self', method: 'GET' }],
    };
    return { status: 200, body };
  },
});

const removeToken = paypalEndpoint({
  method: 'DELETE',
  path: '/v3/vault/payment-tokens/:id',
  body: nothing,
  keyKeptSeconds: null,
  run: async ({ work, id, publicUrl }) => {
    // Gone already, or never there: PayPal answers the same.
    const token = await work.find('paypal.payment_token', id);
    if (token !== null && work.hidden(id).isDeleted !== true) {
      await work.lock('paypal.payment_token', id);
      work.save(token, { isDeleted: true });
      tell(work, publicUrl, {
        type: 'VAULT.PAYMENT-TOKEN.DELETED',
        resourceType: 'payment_token',
        summary: 'A payment token has been deleted.',
        resource: { id },
      });
    }
    return { status: 204, body: null };
  },
});

/** The payer agrees at PayPal's page to be remembered. */
export async function approveSetup(work: Work, id: string, payer: Payer): Promise<StoredSetupToken> {
  const before = await work.lock('paypal.setup_token', id);
  if (before.status === 'VAULTED') return before;
  const after: StoredSetupToken = { ...before, status: 'APPROVED', payer, updated: work.now };
  work.save(after);
  return after;
}

const setupWire = (token: StoredSetupToken, publicUrl: string) => {
  const self = `${publicUrl}/paypal/v3/vault/setup-tokens/${token.id}`;
  return {
    id: token.id,
    customer: customerOf(token),
    status: token.status,
    payment_source: { paypal: token.payer === null ? {} : walletOf(token.payer) },
    links: [
      { href: self, rel: 'self', method: 'GET' },
      ...(token.status === 'PAYER_ACTION_REQUIRED'
        ? [
            {
              href: `${publicUrl}/paypal/agreements/approve?approval_session_id=${token.id}`,
              rel: 'approve',
              method: 'GET',
            },
          ]
        : [{ href: `${publicUrl}/paypal/v3/vault/payment-tokens`, rel: 'confirm', method: 'POST' }]),
    ],
  };
};

const tokenWire = (token: StoredPaymentToken, publicUrl: string) => {
  const self = `${publicUrl}/paypal/v3/vault/payment-tokens/${token.id}`;
  return {
    id: token.id,
    customer: customerOf(token),
    payment_source: { paypal: walletOf(token.payer) },
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: self, rel: 'delete', method: 'DELETE' },
    ],
  };
};

const customerOf = ({ customerId, merchantCustomerId }: StoredSetupToken | StoredPaymentToken) => ({
  id: customerId,
  ...(merchantCustomerId === null ? {} : { merchant_customer_id: merchantCustomerId }),
});

const walletOf = ({ email }: Payer) => ({
  email_address: email,
  payer_id: payerIdOf(email),
  account_id: payerIdOf(email),
});

export const vaultEndpoints = [
  createSetup,
  retrieveSetup,
  createToken,
  retrieveToken,
  listTokens,
  removeToken,
];
