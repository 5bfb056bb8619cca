import { z } from 'zod';
import type { StoredObjects } from '../store/objects.js';
import { endpoint } from '../wire/endpoint.js';
import { invalidRequest } from '../wire/errors.js';
import { listObjects } from '../wire/lists.js';
import {
  clearableText,
  expand,
  flag,
  ignored,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  pagination,
  shape,
  text,
  webUrl,
} from '../wire/params.js';
import { assertClientSecret } from './authentication.js';
import { methodFrom } from './payment-intents.build.js';
import { paymentMethodData } from './payment-methods.create.js';
import { openSetup } from './setup-intents.build.js';
import { confirmSetup, unexpectedSetupState } from './setup-intents.confirm.js';

type SetupIntent = StoredObjects['setup_intent'];
type PaymentMethod = StoredObjects['payment_method'];

const methodParams = {
  expand: expand(),
  payment_method: text().optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: z
    .object({
      card: z
        .object({ request_three_d_secure: oneOf(['any', 'automatic', 'challenge']).optional() })
        .optional(),
    })
    .optional(),
  payment_method_types: list(text(50)).optional(),
  allowed_payment_method_types: list(text(50)).optional(),
};

const onConfirm = {
  mandate_data: ignored().optional(),
  return_url: webUrl().optional(),
  use_stripe_sdk: flag().optional(),
};

const createParams = shape({
  ...methodParams,
  ...onConfirm,
  automatic_payment_methods: shape({
    enabled: flag(),
    allow_redirects: oneOf(['always', 'never']).optional(),
  }).optional(),
  confirm: flag().optional(),
  customer: text().optional(),
  description: text().optional(),
  metadata: metadata().optional(),
  usage: oneOf(['off_session', 'on_session']).optional(),
});

const confirmParams = shape({ ...methodParams, ...onConfirm, client_secret: text().optional() });

type GivenMethod = Pick<
  z.infer<typeof confirmParams>,
  'payment_method' | 'payment_method_data' | 'payment_method_options' | 'return_url' | 'use_stripe_sdk'
>;

const create = endpoint({
  method: 'POST',
  path: '/v1/setup_intents',
  params: createParams,
  run: async (call) => {
    const { work, params } = call;
    if (params.customer !== undefined) await work.get('customer', params.customer, 'customer');
    const intent = openSetup(work, params);
    const method = await methodFrom(work, params);
    if (method !== null) {
      intent.payment_method = method.id;
      intent.status = 'requires_confirmation';
    }
    work.save(intent);
    work.emit('setup_intent.created', intent);
    return params.confirm === true
      ? confirmSetup(work, intent, confirmationOf(intent, method, params), call)
      : intent;
  },
});

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/setup_intents/:id',
  publishable: true,
  params: shape({ client_secret: text().optional(), expand: expand() }),
  run: async ({ work, params, id, key }) => {
    const intent = await work.get('setup_intent', id);
    assertClientSecret(intent, params.client_secret, key);
    return intent;
  },
});

const update = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:id',
  params: shape({
    ...methodParams,
    customer: text().optional(),
    description: clearableText().optional(),
    metadata: metadata().optional(),
  }),
  run: async ({ work, params, id }) => {
    const intent = await work.lock('setup_intent', id);
    if (params.customer !== undefined) {
      await work.get('customer', params.customer, 'customer');
      intent.customer = params.customer;
    }
    const method = await methodFrom(work, params);
    if (method !== null) {
      if (['succeeded', 'canceled'].includes(intent.status))
        throw unexpectedSetupState(
          `You cannot update this SetupIntent because it has already ${intent.status}.`,
          intent,
        );
      intent.payment_method = method.id;
      intent.status = 'requires_confirmation';
      intent.next_action = null;
    }
    if (params.description !== undefined) intent.description = params.description;
    intent.metadata = mergeMetadata(intent.metadata ?? {}, params.metadata);
    work.save(intent);
    return intent;
  },
});

const confirm = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:id/confirm',
  publishable: true,
  params: confirmParams,
  run: async (call) => {
    const { work, params, id, key } = call;
    const intent = await work.lock('setup_intent', id);
    assertClientSecret(intent, params.client_secret, key);
    const given = await methodFrom(work, params);
    const method =
      given ??
      (intent.payment_method === null ? null : await work.get('payment_method', intent.payment_method));
    return confirmSetup(work, intent, confirmationOf(intent, method, params), call);
  },
});

const cancel = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:id/cancel',
  params: shape({
    cancellation_reason: oneOf(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
    expand: expand(),
  }),
  run: async ({ work, params, id }) => {
    const intent = await work.lock('setup_intent', id);
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
      throw unexpectedSetupState(
        `You cannot cancel this SetupIntent because it has a status of ${intent.status}.`,
        intent,
      );
    }
    intent.status = 'canceled';
    intent.cancellation_reason = params.cancellation_reason ?? null;
    intent.next_action = null;
    work.save(intent);
    work.emit('setup_intent.canceled', intent);
    return intent;
  },
});

const listAll = endpoint({
  method: 'GET',
  path: '/v1/setup_intents',
  params: shape({ ...pagination, customer: text().optional(), payment_method: text().optional() }),
  run: ({ work, params }) => {
    const equal = { customer: params.customer, payment_method: params.payment_method };
    return listObjects(work, { type: 'setup_intent', url: '/v1/setup_intents', page: params, equal });
  },
});

export const setupIntentEndpoints = [create, listAll, retrieve, update, confirm, cancel];

function confirmationOf(intent: SetupIntent, method: PaymentMethod | null, params: GivenMethod) {
  if (method === null) {
    throw unexpectedSetupState(
      "You cannot confirm this SetupIntent because it's missing a payment method.",
      intent,
    );
  }
  const mayRedirect =
    intent.automatic_payment_methods?.enabled === true &&
    intent.automatic_payment_methods.allow_redirects !== 'never';
  if (mayRedirect && params.return_url === undefined && params.use_stripe_sdk !== true) {
    throw invalidRequest(
      'This SetupIntent is configured to accept payment methods that might redirect your customer off of your page: you must provide a `return_url`, or set `automatic_payment_methods[allow_redirects]` to `never` when creating it.',
      'parameter_missing',
      'return_url',
    );
  }
  const requested = params.payment_method_options?.card?.request_three_d_secure;
  return {
    method,
    returnUrl: params.return_url,
    requestsAuthentication: requested === 'any' || requested === 'challenge',
  };
}
