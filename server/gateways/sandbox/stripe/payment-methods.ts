import type { StoredObjects } from '../store/objects.js';
import { previousAttributes } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  expand,
  ignored,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { billingDetails } from './billing-details.js';
import { attachPaymentMethod, detachPaymentMethod } from './payment-methods.attach.js';
import { createPaymentMethod, paymentMethodData, resolvePaymentMethod } from './payment-methods.create.js';

type PaymentMethod = StoredObjects['payment_method'];

const create = endpoint({
  method: 'POST',
  path: '/v1/payment_methods',
  publishable: true,
  params: shape({ ...paymentMethodData.shape, expand: expand() }),
  run: async ({ work, params }) =>
    createPaymentMethod(work, {
      card: params.card,
      billingDetails: params.billing_details,
      metadata: params.metadata,
      allowRedisplay: params.allow_redisplay,
    }),
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payment_methods/:id',
  params: shape({ expand: expand() }),
  // As at Stripe: a test token such as pm_card_visa stands for a new card each time it is asked for.
  run: ({ work, id }) => resolvePaymentMethod(work, id),
});

const update = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id',
  params: shape({
    allow_redisplay: oneOf(['always', 'limited', 'unspecified']).optional(),
    billing_details: billingDetails().optional(),
    card: shape({
      exp_month: integer({ min: 1, max: 12 }).optional(),
      exp_year: integer({ min: 2000, max: 2100 }).optional(),
      networks: ignored().optional(),
    }).optional(),
    expand: expand(),
    metadata: metadata().optional(),
  }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('payment_method', id);
    if (before.customer === null) {
      throw invalidRequest(
        'You must save this PaymentMethod to a customer before you can update it.',
        'payment_method_unexpected_state',
      );
    }
    const { exp_month, exp_year } = params.card ?? {};
    const after: PaymentMethod = {
      ...before,
      allow_redisplay: params.allow_redisplay ?? before.allow_redisplay ?? 'unspecified',
      billing_details: { ...before.billing_details, ...params.billing_details },
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      ...(before.card === undefined
        ? {}
        : {
            card: {
              ...before.card,
              exp_month: exp_month ?? before.card.exp_month,
              exp_year: exp_year ?? before.card.exp_year,
            },
          }),
    };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('payment_method.updated', after, previous);
    return after;
  },
});

const attach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id/attach',
  params: shape({ customer: text(), expand: expand() }),
  run: async ({ work, params, id }) =>
    attachPaymentMethod(work, await resolvePaymentMethod(work, id), params.customer),
});

const detach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:id/detach',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => detachPaymentMethod(work, id),
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/payment_methods',
  params: shape({
    ...pagination,
    created: ignored().optional(),
    customer: text().optional(),
    type: text().optional(),
    allow_redisplay: text().optional(),
  }),
  run: async ({ work, params }) => {
    const { created: _, ...page } = params;
    const equal = { customer: params.customer, type: params.type, allow_redisplay: params.allow_redisplay };
    return listObjects(work, { type: 'payment_method', url: '/v1/payment_methods', page, equal });
  },
});

export const paymentMethodEndpoints = [create, listAll, retrieve, update, attach, detach];
