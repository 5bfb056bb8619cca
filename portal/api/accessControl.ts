import type { AccessControlProvider } from '@refinedev/core';
import type { AccountView } from '../../server/accounts/account/account.contract.js';

type Role = AccountView['role'];

/** What can be done beyond reading. The server refuses all the same; here it keeps dead buttons off the page. */
export type Action = 'buy' | 'pay' | 'edit';

const allowed: Readonly<Record<Action, readonly Role[]>> = {
  buy: ['owner', 'admin', 'billing'],
  pay: ['owner', 'admin', 'billing'],
  edit: ['owner', 'admin', 'billing'],
};

const isAction = (word: string): word is Action => Object.hasOwn(allowed, word);

/** Everybody of the account reads; buying, paying and editing is for owner, admin and billing. */
export const may = (role: Role, action: string): boolean =>
  isAction(action) ? allowed[action].includes(role) : true;

export const accessControlProvider = (role: Role): AccessControlProvider => ({
  can: ({ action }) => Promise.resolve({ can: may(role, action) }),
  options: { buttons: { enableAccessControl: true, hideIfUnauthorized: true } },
});
