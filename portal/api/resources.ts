import type { LiveMessage } from '../../server/live/live.contract.js';

/** A name that the stream of changes uses, or one of our own for what never changes under the reader. */
export type ResourceName = LiveMessage['resource'] | 'packages' | 'quotes' | 'tax';

/** Where each resource lives; `account/settings`, `credits/balance` and `billing/tax-treatment` are read as one record of their resource. */
const folders: Readonly<Record<ResourceName, string>> = {
  invoices: 'billing/invoices',
  payments: 'billing/payments',
  credits: 'billing/credits',
  packages: 'billing/credits/packages',
  quotes: 'billing/credits/quotes',
  tax: 'billing',
  'payment-methods': 'billing/payment-methods',
  account: 'account',
  subscriptions: 'billing/subscriptions',
};

export const resourceNames = Object.keys(folders) as readonly ResourceName[];

const isResource = (name: string): name is ResourceName => Object.hasOwn(folders, name);

export const folderOf = (resource: string): string => {
  if (!isResource(resource)) throw new Error(`Unknown resource ${resource}`);
  return folders[resource];
};
