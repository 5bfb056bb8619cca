import { z } from 'zod';
import {
  address,
  clearableText,
  emailAddress,
  expand,
  flag,
  ignored,
  integer,
  list,
  metadata,
  oneOf,
  shape,
  text,
  webUrl,
} from '../wire/params.js';
import { paymentMethodData } from './payment-methods.create.js';

const shipping = () =>
  shape({
    address: address(),
    name: text(),
    carrier: clearableText().optional(),
    phone: clearableText().optional(),
    tracking_number: clearableText().optional(),
  }).transform((given) => ({
    ...given,
    carrier: given.carrier ?? null,
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  }));

/** `true`, `false`, or why the customer is away. */
const offSession = () => z.union([flag(), oneOf(['one_off', 'recurring'])]);

const common = {
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
  /** No longer in the SDK's types, but still sent by older programs. */
  payment_method_types: list(text(50)).optional(),
  allowed_payment_method_types: list(text(50)).optional(),
  excluded_payment_method_types: ignored().optional(),
  receipt_email: emailAddress().optional(),
  setup_future_usage: oneOf(['off_session', 'on_session', '']).optional(),
  shipping: shipping().optional(),
};

const onConfirm = {
  return_url: webUrl().optional(),
  off_session: offSession().optional(),
  mandate: ignored().optional(),
  mandate_data: ignored().optional(),
  use_stripe_sdk: flag().optional(),
  error_on_requires_action: flag().optional(),
  radar_options: ignored().optional(),
};

const descriptors = {
  statement_descriptor: text(22).optional(),
  statement_descriptor_suffix: text(22).optional(),
};

export const createParams = shape({
  ...common,
  ...onConfirm,
  ...descriptors,
  amount: integer(),
  currency: text(3),
  automatic_payment_methods: shape({
    enabled: flag(),
    allow_redirects: oneOf(['always', 'never']).optional(),
  }).optional(),
  capture_method: oneOf(['automatic', 'automatic_async', 'manual']).optional(),
  confirm: flag().optional(),
  confirmation_method: oneOf(['automatic', 'manual']).optional(),
  customer: text().optional(),
  description: text().optional(),
  metadata: metadata().optional(),
  transfer_group: text().optional(),
});

export const updateParams = shape({
  ...common,
  ...descriptors,
  amount: integer().optional(),
  currency: text(3).optional(),
  capture_method: oneOf(['automatic', 'automatic_async', 'manual']).optional(),
  customer: text().optional(),
  description: clearableText().optional(),
  metadata: metadata().optional(),
  transfer_group: text().optional(),
});

export const confirmParams = shape({
  ...common,
  ...onConfirm,
  capture_method: oneOf(['automatic', 'automatic_async', 'manual']).optional(),
  /** Sent by browsers, which hold the publishable key. */
  client_secret: text().optional(),
});

export const captureParams = shape({
  amount_to_capture: integer({ min: 1 }).optional(),
  expand: expand(),
  final_capture: flag().optional(),
  metadata: metadata().optional(),
  ...descriptors,
});

export const cancelParams = shape({
  cancellation_reason: oneOf(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand: expand(),
});

export type CreateParams = z.infer<typeof createParams>;
export type UpdateParams = z.infer<typeof updateParams>;
export type ConfirmParams = z.infer<typeof confirmParams>;
