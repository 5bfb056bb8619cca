import { newObjectId, randomText, type StoredObjects } from '../store/objects.js';
import { previousAttributes, type Work } from '../store/work.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest, missingObject } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  address,
  clearableText,
  emailAddress,
  expand,
  ignored,
  integer,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
} from '../wire/params.js';
import { endSubscription, isOver } from './billing/subscriptions.state.js';
import { enterClock } from './billing/test-clocks.js';
import { attachPaymentMethod, detachPaymentMethod } from './payment-methods.attach.js';
import { createPaymentMethod, resolvePaymentMethod } from './payment-methods.create.js';

type Customer = StoredObjects['customer'];

const shipping = () =>
  shape({ address: address(), name: text(), phone: clearableText().optional() }).transform((given) => ({
    ...given,
    phone: given.phone ?? null,
  }));

const fields = {
  address: address().optional(),
  balance: integer().optional(),
  description: clearableText().optional(),
  email: emailAddress().optional(),
  expand: expand(),
  invoice_prefix: text(12).optional(),
  invoice_settings: shape({
    default_payment_method: clearableText().optional(),
    footer: clearableText().optional(),
  }).optional(),
  metadata: metadata().optional(),
  name: clearableText(256).optional(),
  next_invoice_sequence: integer({ min: 1 }).optional(),
  phone: clearableText().optional(),
  preferred_locales: list(text(20)).optional(),
  shipping: shipping().optional(),
  tax: ignored().optional(),
  tax_exempt: oneOf(['none', 'exempt', 'reverse']).optional(),
};

const create = endpoint({
  method: 'POST',
  path: '/v1/customers',
  params: shape({
    ...fields,
    payment_method: text().optional(),
    /** A card token of older programs: it becomes the customer's default payment method. */
    source: text().optional(),
    test_clock: text().optional(),
  }),
  run: async ({ work, params }) => {
    if (params.test_clock !== undefined) await enterClock(work, { test_clock: params.test_clock });
    const customer: Customer = {
      id: newObjectId('customer'),
      object: 'customer',
      address: params.address ?? null,
      balance: params.balance ?? 0,
      created: work.now,
      currency: null,
      customer_account: null,
      default_source: null,
      delinquent: false,
      description: params.description ?? null,
      discount: null,
      email: params.email ?? null,
      invoice_prefix: params.invoice_prefix ?? randomText(8).toUpperCase(),
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: params.invoice_settings?.footer ?? null,
        rendering_options: null,
      },
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      name: params.name ?? null,
      next_invoice_sequence: params.next_invoice_sequence ?? 1,
      phone: params.phone ?? null,
      preferred_locales: params.preferred_locales ?? [],
      shipping: params.shipping ?? null,
      tax_exempt: params.tax_exempt ?? 'none',
      test_clock: params.test_clock ?? null,
    };
    work.save(customer);
    if (params.source !== undefined) {
      const card = createPaymentMethod(work, { card: { token: params.source } });
      customer.invoice_settings.default_payment_method = (
        await attachPaymentMethod(work, card, customer.id)
      ).id;
    }
    if (params.payment_method !== undefined) {
      const method = await resolvePaymentMethod(work, params.payment_method);
      await attachPaymentMethod(work, method, customer.id);
      // Both may name the same token, which became this payment method.
      const preferred = params.invoice_settings?.default_payment_method;
      if (preferred === params.payment_method) customer.invoice_settings.default_payment_method = method.id;
      else if (preferred)
        throw missingObject('payment_method', preferred, 'invoice_settings[default_payment_method]');
    }
    work.emit('customer.created', customer);
    return customer;
  },
});

const update = endpoint({
  method: 'POST',
  path: '/v1/customers/:id',
  params: shape({ ...fields, default_source: ignored().optional() }),
  run: async ({ work, params, id }) => {
    const before = await work.lock('customer', id);
    const {
      expand: _,
      metadata: metadataChange,
      invoice_settings: settings,
      default_source: __,
      tax: ___,
      ...plain
    } = params;
    const preferred = settings?.default_payment_method;
    if (preferred) {
      const method = await work.get('payment_method', preferred, 'invoice_settings[default_payment_method]');
      if (method.customer !== id) {
        throw invalidRequest(
          `The customer does not have a payment method with the ID ${preferred}. The payment method must be attached to the customer.`,
          'resource_missing',
          'invoice_settings[default_payment_method]',
        );
      }
    }
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const after: Customer = {
      ...before,
      ...given,
      metadata: mergeMetadata(before.metadata, metadataChange),
      invoice_settings: {
        ...before.invoice_settings,
        ...(preferred === undefined ? {} : { default_payment_method: preferred }),
        ...(settings?.footer === undefined ? {} : { footer: settings.footer }),
      },
    };
    work.save(after);
    const previous = previousAttributes(before, after);
    if (Object.keys(previous).length > 0) work.emit('customer.updated', after, previous);
    return after;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/customers/:id',
  params: shape({ expand: expand() }),
  run: async ({ work, id }) => {
    // A deleted customer answers with its stub instead of a 404.
    const customer = await work.find('customer', id);
    return customer ?? work.get('customer', id);
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/v1/customers/:id',
  params: shape({}),
  run: async ({ work, id }) => {
    const customer = await work.lock('customer', id);
    const { data } = await listObjects(work, {
      type: 'payment_method',
      url: '',
      page: { limit: 100 },
      equal: { customer: id },
    });
    await endSubscriptionsOf(work, id);
    for (const method of data) await detachPaymentMethod(work, method.id);
    work.emit('customer.deleted', customer);
    const stub = { id, object: 'customer', deleted: true } as const;
    work.save(stub as unknown as Customer, { isDeleted: true });
    return stub;
  },
});

async function endSubscriptionsOf(work: Work, customerId: string): Promise<void> {
  const { data } = await listObjects(work, {
    type: 'subscription',
    url: '',
    page: { limit: 100 },
    equal: { customer: customerId },
  });
  for (const { id } of data) {
    const subscription = await work.lock('subscription', id);
    if (!isOver(subscription))
      await endSubscription(work, subscription, { status: 'canceled', reason: null });
  }
}

const listAll = endpoint({
  method: 'GET',
  path: '/v1/customers',
  params: shape({ ...pagination, email: text().optional() }),
  run: ({ work, params }) =>
    listObjects(work, {
      type: 'customer',
      url: '/v1/customers',
      page: params,
      equal: { email: params.email },
    }),
});

const listMethods = endpoint({
  method: 'GET',
  path: '/v1/customers/:id/payment_methods',
  params: shape({
    ...pagination,
    created: ignored().optional(),
    type: text().optional(),
    allow_redisplay: text().optional(),
  }),
  run: async ({ work, params, id }) => {
    await work.get('customer', id, 'customer');
    const { created: _, ...page } = params;
    const url = `/v1/customers/${id}/payment_methods`;
    return listObjects(work, {
      type: 'payment_method',
      url,
      page,
      equal: { customer: id, type: params.type, allow_redisplay: params.allow_redisplay },
    });
  },
});

const retrieveMethod = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer/payment_methods/:id',
  params: shape({ expand: expand() }),
  run: ({ work, id }) => work.get('payment_method', id),
});

export const customerEndpoints = [create, listAll, retrieve, update, remove, listMethods, retrieveMethod];
