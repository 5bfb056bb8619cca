import { z } from 'zod';
import {
  byId,
  country,
  currency,
  email,
  empty,
  endpoint,
  idOf,
  instant,
  prose,
  text,
} from '../../kit/endpoint.contract.js';

export const accountStatus = z.enum(['active', 'suspended', 'closed']);
export const memberRole = z.enum(['owner', 'admin', 'billing', 'member']);

export const taxIdType = z.enum(['eu_vat', 'gb_vat', 'ch_vat', 'no_vat', 'other']);
export const taxIdState = z.enum(['none', 'unverified', 'valid', 'invalid']);

export const billingAddress = z.object({
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postalCode: z.string().nullable(),
  country: z.string(),
});

export const account = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  status: accountStatus,
  owner: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  currency: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  billingEmail: z.string(),
  billingAddress,
  taxId: z.string().nullable(),
  taxIdType: taxIdType.nullable(),
  /** Format and check digits: `unverified` where no rules are known for the country. */
  taxIdState,
  taxIdCheckedAt: z.string().nullable(),
  taxExempt: z.boolean(),
  role: memberRole,
  createdAt: z.string(),
});
export type AccountView = z.infer<typeof account>;

export const getSettings = endpoint({
  id: 'getAccountSettings',
  method: 'GET',
  path: '/v1/account/settings',
  door: 'customer',
  tag: 'Account',
  summary: 'The account: name, status, owner, billing address, tax id.',
  query: empty,
  reply: account,
});

export const addressInput = z.strictObject({
  line1: text(120).nullable(),
  line2: text(120).nullable(),
  city: text(80).nullable(),
  state: text(80).nullable(),
  postalCode: text(20).nullable(),
  country,
});

export const updateSettings = endpoint({
  id: 'updateAccountSettings',
  method: 'PATCH',
  path: '/v1/account/settings',
  door: 'customer',
  tag: 'Account',
  summary: 'Change the account. The slug, status, owner and currency are read-only.',
  body: z.strictObject({
    name: text(120).optional(),
    billingEmail: email.optional(),
    billingAddress: addressInput.optional(),
    taxId: text(40).nullable().optional(),
    locale: z.enum(['en', 'de']).optional(),
    timeZone: text(60).optional(),
  }),
  reply: account,
  refusals: ['forbidden', 'invalid_time_zone', 'invalid_tax_id', 'account_closed'],
});

export const openAccount = endpoint({
  id: 'openAccount',
  method: 'POST',
  path: '/v1/accounts',
  door: 'user',
  tag: 'Account',
  summary: 'Open the account of a company that signs up. The signed-in user becomes its owner.',
  body: z.strictObject({ name: text(120), country, currency: currency.optional() }),
  reply: account,
  status: 201,
  refusals: ['account_exists', 'currency_not_offered'],
});

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/v1/me',
  door: 'user',
  tag: 'Account',
  summary: 'Who is signed in, and for which account; `account` is null until one has been opened.',
  query: empty,
  reply: z.object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    account: z
      .object({
        id: z.string(),
        name: z.string(),
        status: accountStatus,
        role: memberRole,
        currency: z.string(),
        country: z.string(),
      })
      .nullable(),
  }),
});

// ── staff ──

export const adminAccount = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  status: accountStatus,
  ownerEmail: z.string(),
  billingEmail: z.string(),
  currency: z.string(),
  country: z.string(),
  plan: z.string().nullable(),
  credits: z.int(),
  suspendedReason: z.string().nullable(),
  taxId: z.string().nullable(),
  taxIdType: taxIdType.nullable(),
  taxIdState,
  taxExempt: z.boolean(),
  createdAt: z.string(),
});
export type AdminAccountView = z.infer<typeof adminAccount>;

export const listAccounts = endpoint({
  id: 'adminListAccounts',
  method: 'GET',
  path: '/v1/admin/accounts',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'All accounts; `q` searches name and e-mail.',
  list: {
    sortable: ['createdAt', 'name', 'status'],
    defaultOrder: 'desc',
    filters: { status: accountStatus, country, currency, createdAt: instant },
    searchable: true,
  },
  reply: z.array(adminAccount),
});

export const getAccount = endpoint({
  id: 'adminGetAccount',
  method: 'GET',
  path: '/v1/admin/accounts/:id',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'One account.',
  params: byId('acc'),
  query: empty,
  reply: adminAccount,
});

export const suspendAccount = endpoint({
  id: 'adminSuspendAccount',
  method: 'POST',
  path: '/v1/admin/accounts/:id/suspend',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'Suspend: nothing is charged or sold to the account until it is activated again.',
  params: z.strictObject({ id: idOf('acc') }),
  body: z.strictObject({ reason: prose(500) }),
  reply: adminAccount,
  refusals: ['account_not_active'],
});

export const activateAccount = endpoint({
  id: 'adminActivateAccount',
  method: 'POST',
  path: '/v1/admin/accounts/:id/activate',
  door: 'staff',
  tag: 'Staff: accounts',
  summary: 'Lift a suspension.',
  params: z.strictObject({ id: idOf('acc') }),
  body: empty,
  reply: adminAccount,
  refusals: ['account_not_suspended'],
});

export const setTaxExemption = endpoint({
  id: 'adminSetTaxExemption',
  method: 'POST',
  path: '/v1/admin/accounts/:id/tax-exemption',
  door: 'staff',
  tag: 'Staff: accounts',
  summary:
    'Exempt the account from tax from its next invoice on, or end that. The reason stays in the audit log.',
  params: z.strictObject({ id: idOf('acc') }),
  body: z.strictObject({ exempt: z.boolean(), reason: prose(500) }),
  reply: adminAccount,
  refusals: ['account_not_found', 'account_closed', 'tax_exemption_unchanged'],
});
