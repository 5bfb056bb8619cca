/**
 * Where each resource lives, under the name that the stream of changes uses; `quotes`, `tax` and the like are our own names, for
 * what the stream does not tell of. `account/settings`, `credits/balance` and `tax/tax-treatment` are read as one record of their
 * resource.
 */
const folders = {
  invoices: 'billing/invoices',
  'credit-notes': 'billing/credit-notes',
  payments: 'billing/payments',
  balance: 'billing/balance',
  credits: 'billing/credits',
  packages: 'billing/credits/packages',
  quotes: 'billing/credits/quotes',
  tax: 'billing',
  'payment-methods': 'billing/payment-methods',
  account: 'account',
  subscriptions: 'billing/subscriptions',
  usage: 'account/usage',
  'api-keys': 'account/api-keys',
} as const;

export type ResourceName = keyof typeof folders;

export const resourceNames = Object.keys(folders) as readonly ResourceName[];

const isResource = (name: string): name is ResourceName => Object.hasOwn(folders, name);

export const folderOf = (resource: string): string => {
  if (!isResource(resource)) throw new Error(`Unknown resource ${resource}`);
  return folders[resource];
};
