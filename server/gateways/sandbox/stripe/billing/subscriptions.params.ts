import { z } from 'zod';
import {
  clearableText,
  expand,
  flag,
  integer,
  list,
  metadata,
  oneOf,
  shape,
  text,
} from '../../wire/params.js';

const clear = () => z.literal('');
const instantOrNow = () => z.union([z.literal('now'), integer({ min: 1 })]);

const item = {
  metadata: metadata().optional(),
  price: text().optional(),
  quantity: integer({ min: 1, max: 999_999 }).optional(),
  tax_rates: z.union([clear(), list(text(), 5)]).optional(),
};

const anchorType = () => shape({ type: oneOf(['now', 'unchanged']) });

const common = {
  cancel_at: integer({ min: 1 }).optional(),
  cancel_at_period_end: flag().optional(),
  collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
  days_until_due: integer({ min: 0 }).optional(),
  default_payment_method: text().optional(),
  default_tax_rates: z.union([clear(), list(text(), 5)]).optional(),
  description: clearableText(500).optional(),
  expand: expand(),
  metadata: metadata().optional(),
  off_session: flag().optional(),
  payment_settings: shape({
    payment_method_types: list(text(50)).optional(),
    save_default_payment_method: oneOf(['off', 'on_subscription']).optional(),
  }).optional(),
  proration_behavior: oneOf(['always_invoice', 'create_prorations', 'none']).optional(),
  trial_end: instantOrNow().optional(),
  trial_settings: shape({
    end_behavior: shape({ missing_payment_method: oneOf(['cancel', 'create_invoice', 'pause']).optional() }),
  }).optional(),
};

export const createParams = shape({
  ...common,
  billing_cycle_anchor: integer({ min: 1 }).optional(),
  billing_cycle_anchor_config: shape({
    day_of_month: integer({ min: 1, max: 31 }),
    hour: integer({ min: 0, max: 23 }).optional(),
    minute: integer({ min: 0, max: 59 }).optional(),
    second: integer({ min: 0, max: 59 }).optional(),
  }).optional(),
  billing_mode: shape({ type: oneOf(['flexible']) }).optional(),
  currency: text(3).optional(),
  customer: text(),
  items: list(shape({ ...item, price: text() }), 20),
  payment_behavior: oneOf(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).optional(),
  trial_period_days: integer({ min: 1, max: 730 }).optional(),
});

export const updateParams = shape({
  ...common,
  cancel_at: z.union([clear(), integer({ min: 1 })]).optional(),
  billing_cycle_anchor: anchorType().optional(),
  cancellation_details: shape({
    comment: clearableText().optional(),
    feedback: clearableText().optional(),
  }).optional(),
  items: list(shape({ ...item, id: text().optional(), deleted: flag().optional() }), 20).optional(),
  pause_collection: z
    .union([
      clear(),
      shape({
        behavior: oneOf(['keep_as_draft', 'mark_uncollectible', 'void']),
        resumes_at: integer({ min: 1 }).optional(),
      }),
    ])
    .optional(),
  payment_behavior: oneOf(['allow_incomplete', 'error_if_incomplete', 'pending_if_incomplete']).optional(),
  proration_date: integer({ min: 1 }).optional(),
});

export const cancelParams = shape({
  cancellation_details: shape({
    comment: clearableText().optional(),
    feedback: clearableText().optional(),
  }).optional(),
  expand: expand(),
  invoice_now: flag().optional(),
  prorate: flag().optional(),
});

export const previewParams = shape({
  customer: text().optional(),
  expand: expand(),
  subscription: text().optional(),
  subscription_details: shape({
    billing_cycle_anchor: anchorType().optional(),
    cancel_at_period_end: flag().optional(),
    cancel_now: flag().optional(),
    items: list(shape({ ...item, id: text().optional(), deleted: flag().optional() }), 20).optional(),
    proration_behavior: oneOf(['always_invoice', 'create_prorations', 'none']).optional(),
    proration_date: integer({ min: 1 }).optional(),
    trial_end: instantOrNow().optional(),
  }).optional(),
});

export type CreateParams = z.infer<typeof createParams>;
export type UpdateParams = z.infer<typeof updateParams>;
export type PreviewParams = z.infer<typeof previewParams>;
