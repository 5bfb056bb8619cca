import { z } from 'zod';
import {
  amount,
  byId,
  country,
  currency,
  empty,
  endpoint,
  positiveAmount,
  prose,
  text,
} from '../../kit/endpoint.contract.js';
import { bankDetails, nextAction, paymentMethod, walletDetails } from '../payments/payments.contract.js';

export const availableMethod = z.object({
  method: paymentMethod,
  displayName: z.string(),
  instructions: z.string().nullable(),
  currencies: z.array(z.string()),
  minimumAmount: amount.nullable(),
  maximumAmount: amount.nullable(),
});
export type AvailableMethodView = z.infer<typeof availableMethod>;

export const savedMethod = z.object({
  id: z.string(),
  method: paymentMethod,
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  expMonth: z.int().nullable(),
  expYear: z.int().nullable(),
  email: z.string().nullable(),
  isDefault: z.boolean(),
});
export type SavedMethodView = z.infer<typeof savedMethod>;

export const listMethods = endpoint({
  id: 'listPaymentMethods',
  method: 'GET',
  path: '/v1/billing/payment-methods',
  door: 'customer',
  tag: 'Payment methods',
  summary: "What may be used in a country (default: the account's), and what the account has saved.",
  query: z.strictObject({ country: country.optional() }),
  reply: z.object({ available: z.array(availableMethod), saved: z.array(savedMethod) }),
});

export const addMethod = endpoint({
  id: 'addPaymentMethod',
  method: 'POST',
  path: '/v1/billing/payment-methods/add',
  door: 'customer',
  tag: 'Payment methods',
  summary:
    'Save a card or a PayPal account for later. Without a token the answer says where the card is entered, or where the customer agrees at PayPal; who has agreed there sends the `setupToken` that PayPal has given.',
  body: z.strictObject({
    method: z.enum(['stripe', 'paypal']),
    paymentMethodToken: z
      .string()
      .regex(/^pm_[A-Za-z0-9_]{3,120}$/, 'Not a payment method of the gateway')
      .optional(),
    setupToken: z
      .string()
      .regex(/^[A-Za-z0-9_-]{3,64}$/, 'Not a setup of PayPal')
      .optional(),
  }),
  reply: z.object({ saved: savedMethod.nullable(), nextAction: nextAction.nullable() }),
  status: 201,
  idempotency: 'optional',
  refusals: [
    'method_not_available',
    'invalid_payment_method',
    'account_suspended',
    'card_declined',
    'gateway_unavailable',
  ],
});

export const makeDefaultMethod = endpoint({
  id: 'makeDefaultPaymentMethod',
  method: 'POST',
  path: '/v1/billing/payment-methods/:id/default',
  door: 'customer',
  tag: 'Payment methods',
  summary: 'Use this one first.',
  params: byId('spm'),
  body: empty,
  reply: savedMethod,
});

export const removeMethod = endpoint({
  id: 'removePaymentMethod',
  method: 'DELETE',
  path: '/v1/billing/payment-methods/:id',
  door: 'customer',
  tag: 'Payment methods',
  summary: 'Forget a saved method, here and at the gateway.',
  params: byId('spm'),
  reply: savedMethod,
  refusals: ['payment_method_in_use'],
});

// ── staff: configuration by country ──

const countryOrAll = z.union([country, z.literal('*')]);

export const methodConfig = z.object({
  id: z.string(),
  country: z.string(),
  method: paymentMethod,
  isEnabled: z.boolean(),
  displayName: z.string(),
  instructions: z.string().nullable(),
  bankDetails: bankDetails.nullable(),
  walletDetails: walletDetails.nullable(),
  currencies: z.array(z.string()),
  minimumAmount: amount.nullable(),
  maximumAmount: amount.nullable(),
  sortOrder: z.int(),
});
export type MethodConfigView = z.infer<typeof methodConfig>;

const configFields = {
  isEnabled: z.boolean(),
  displayName: text(80),
  instructions: prose(2000).nullable(),
  bankDetails: z
    .strictObject({
      bankName: text(100).nullable(),
      holder: text(100).nullable(),
      iban: text(40).nullable(),
      accountNumber: text(40).nullable(),
      bic: text(11).nullable(),
      routing: text(20).nullable(),
    })
    .nullable(),
  walletDetails: z.strictObject({ type: text(40), id: text(80) }).nullable(),
  currencies: z.array(currency).max(50),
  minimumAmount: positiveAmount.nullable(),
  maximumAmount: positiveAmount.nullable(),
  sortOrder: z.int().min(0).max(1000),
};

const configRefusals = [
  'bank_details_missing',
  'wallet_details_missing',
  'limits_crossed',
  'invalid_iban',
  'invalid_bic',
  'invalid_upi_id',
  'invalid_pix_key',
  'second_approval_needed',
  'approval_pending',
] as const;

export const adminListMethodConfigs = endpoint({
  id: 'adminListPaymentMethodConfigs',
  method: 'GET',
  path: '/v1/admin/payment-methods',
  door: 'staff',
  tag: 'Staff: payment methods',
  summary: 'Which methods customers may use, by country.',
  list: {
    sortable: ['country', 'sortOrder', 'createdAt'],
    defaultOrder: 'asc',
    filters: { country: countryOrAll, method: paymentMethod },
    searchable: false,
  },
  reply: z.array(methodConfig),
});

export const adminCreateMethodConfig = endpoint({
  id: 'adminCreatePaymentMethodConfig',
  method: 'POST',
  path: '/v1/admin/payment-methods',
  door: 'staff',
  tag: 'Staff: payment methods',
  summary:
    'Configure a method for a country; one row per country and method. Bank and wallet details need a second person.',
  body: z.strictObject({
    country: countryOrAll,
    method: paymentMethod,
    displayName: configFields.displayName,
    isEnabled: configFields.isEnabled.default(true),
    instructions: configFields.instructions.default(null),
    bankDetails: configFields.bankDetails.default(null),
    walletDetails: configFields.walletDetails.default(null),
    currencies: configFields.currencies.default([]),
    minimumAmount: configFields.minimumAmount.default(null),
    maximumAmount: configFields.maximumAmount.default(null),
    sortOrder: configFields.sortOrder.default(0),
  }),
  reply: methodConfig,
  status: 201,
  refusals: ['method_config_exists', ...configRefusals],
});

export const adminUpdateMethodConfig = endpoint({
  id: 'adminUpdatePaymentMethodConfig',
  method: 'PATCH',
  path: '/v1/admin/payment-methods/:id',
  door: 'staff',
  tag: 'Staff: payment methods',
  summary:
    'Change a configuration or switch it on and off. New bank and wallet details need a second person.',
  params: byId('pmc'),
  body: z.strictObject(configFields).partial(),
  reply: methodConfig,
  refusals: [...configRefusals, 'method_config_changed'],
});

export const adminDeleteMethodConfig = endpoint({
  id: 'adminDeletePaymentMethodConfig',
  method: 'DELETE',
  path: '/v1/admin/payment-methods/:id',
  door: 'staff',
  tag: 'Staff: payment methods',
  summary: 'Remove a configuration; the rest of the world (`*`) then applies.',
  params: byId('pmc'),
  reply: methodConfig,
});
