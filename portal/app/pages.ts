import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** The pages inside the frame, each with its own code. */
const loads = {
  settings: async () => ({ default: (await import('../features/account/SettingsPage.js')).SettingsPage }),
  billing: async () => ({ default: (await import('../features/billing/BillingPage.js')).BillingPage }),
  'credits/purchase': async () => ({
    default: (await import('../features/credits/PurchasePage.js')).PurchasePage,
  }),
  'credits/purchase/done': async () => ({
    default: (await import('../features/credits/PurchaseDonePage.js')).PurchaseDonePage,
  }),
  invoices: async () => ({ default: (await import('../features/invoices/InvoicesPage.js')).InvoicesPage }),
  'invoices/:id': async () => ({
    default: (await import('../features/invoices/InvoicePage.js')).InvoicePage,
  }),
} as const satisfies Readonly<Record<string, Load>>;

export const pages: readonly { readonly path: string; readonly Page: LazyExoticComponent<ComponentType> }[] =
  Object.entries(loads).map(([path, load]) => ({ path, Page: lazy(load) }));

// A chunk that can't be had yet is asked for again by the page itself, which shows the failure.
const fetchQuietly = (load: Load): void => void load().catch(() => undefined);

/** Starts on the code of the page that was asked for while the server still tells who is asking. */
export const preloadPage = (pathname: string): void => {
  const wanted = pathname.replace(/^\/account\/?/, '').replace(/\/$/, '');
  for (const [path, load] of Object.entries(loads)) {
    if (new RegExp(`^${path.replace(':id', '[^/]+')}$`).test(wanted)) fetchQuietly(load);
  }
};

/** Fetches the other pages' code once the first one stands, so that going there is instant. */
export const preloadAll = (): void => {
  for (const load of Object.values(loads)) fetchQuietly(load);
};
