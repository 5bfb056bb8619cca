import type { Endpoints } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import {
  type AccountView,
  type AdminAccountView,
  activateAccount,
  getAccount,
  getMe,
  getSettings,
  listAccounts,
  openAccount,
  setTaxExemption,
  suspendAccount,
  taxIdType,
  updateSettings,
} from './account.contract.js';
import type { Accounts } from './account.service.js';
import type { AccountRow, AdminAccountRow } from './account.store.js';

const accountView = (row: AccountRow, role: AccountView['role']): AccountView => ({
  id: row.id,
  name: row.name,
  slug: row.slug,
  status: row.status,
  owner: row.owner,
  currency: row.currency,
  locale: row.locale,
  timeZone: row.timeZone,
  billingEmail: row.billingEmail,
  billingAddress: {
    line1: row.line1,
    line2: row.line2,
    city: row.city,
    state: row.state,
    postalCode: row.postalCode,
    country: row.country,
  },
  taxId: row.taxId,
  taxIdType: taxIdType.nullable().parse(row.taxIdType),
  taxIdState: row.taxIdState,
  taxIdCheckedAt: row.taxIdCheckedAt?.toISOString() ?? null,
  taxExempt: row.taxExempt,
  role,
  createdAt: row.createdAt.toISOString(),
});

const adminAccountView = (row: AdminAccountRow): AdminAccountView => ({
  id: row.id,
  name: row.name,
  slug: row.slug,
  status: row.status,
  ownerEmail: row.owner.email,
  billingEmail: row.billingEmail,
  currency: row.currency,
  country: row.country,
  plan: row.subscriptions[0]?.plan.name ?? null,
  credits: toWire(row.wallet?.balance ?? 0n),
  suspendedReason: row.suspendedReason,
  taxId: row.taxId,
  taxIdType: taxIdType.nullable().parse(row.taxIdType),
  taxIdState: row.taxIdState,
  taxExempt: row.taxExempt,
  createdAt: row.createdAt.toISOString(),
});

export function accountRoutes(endpoints: Endpoints, accounts: Accounts): void {
  endpoints.on(getMe, async ({ actor }) => {
    const membership = await accounts.membershipOf(actor.userId);
    return {
      user: { id: actor.userId, name: actor.name, email: actor.email },
      account: membership ? { id: membership.accountId, role: membership.role, ...membership.account } : null,
    };
  });
  endpoints.on(openAccount, async ({ actor, body }) =>
    accountView(await accounts.open({ user: actor, ...body }), 'owner'),
  );
  endpoints.on(getSettings, async ({ actor }) => accountView(await accounts.settings(actor), actor.role));
  endpoints.on(updateSettings, async ({ actor, body }) =>
    accountView(await accounts.update(actor, body), actor.role),
  );

  endpoints.on(listAccounts, async ({ actor, list }) => {
    const { rows, total } = await accounts.list(actor, list);
    return { rows: rows.map(adminAccountView), total };
  });
  endpoints.on(getAccount, async ({ actor, params }) =>
    adminAccountView(await accounts.get(actor, params.id)),
  );
  endpoints.on(suspendAccount, async ({ actor, params, body }) => {
    await accounts.suspend({ actor, accountId: params.id, reason: body.reason });
    return adminAccountView(await accounts.get(actor, params.id));
  });
  endpoints.on(activateAccount, async ({ actor, params }) => {
    await accounts.activate({ actor, accountId: params.id });
    return adminAccountView(await accounts.get(actor, params.id));
  });
  endpoints.on(setTaxExemption, async ({ actor, params, body }) => {
    await accounts.exempt({ actor, accountId: params.id, isExempt: body.exempt, reason: body.reason });
    return adminAccountView(await accounts.get(actor, params.id));
  });
}
