import { useList, useOne } from '@refinedev/core';
import type { AccountView } from '../../server/accounts/account/account.contract.js';
import type { getLimits } from '../../server/accounts/limits/limits.contract.js';
import type { CreditBalanceView } from '../../server/billing/credits/credits.contract.js';
import type { InvoiceView } from '../../server/billing/invoices/invoices.contract.js';
import type { listMethods } from '../../server/billing/methods/methods.contract.js';
import type { CreditPackageView } from '../../server/billing/packages/packages.contract.js';
import type { PaymentView } from '../../server/billing/payments/payments.contract.js';
import type { QuoteView } from '../../server/billing/purchases/purchases.contract.js';
import type { getTaxTreatment } from '../../server/billing/tax/tax.contract.js';
import type { ReplyOf } from '../../server/kit/endpoint.contract.js';
import { WHOLE } from './dataProvider.js';
import type { ApiError } from './problem.js';
import type { ResourceName } from './resources.js';

/** What a page knows of something it reads: exactly one of the three. */
export type Reading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError; readonly retry: () => void }
  | { readonly state: 'loaded'; readonly data: T; readonly refresh: () => void };

interface QueryLike<T> {
  readonly data: { readonly data: T } | undefined;
  readonly error: unknown;
  readonly refetch: () => Promise<unknown>;
}

// What was read stays on the page while a newer reading fails: an old balance is better than an error page.
const reading = <T>(query: QueryLike<T>): Reading<T> => {
  const again = () => void query.refetch();
  if (query.data !== undefined) return { state: 'loaded', data: query.data.data, refresh: again };
  if (query.error !== null) return { state: 'failed', error: query.error as ApiError, retry: again };
  return { state: 'loading' };
};

interface OneOptions {
  readonly enabled?: boolean;
  /** Also asks again by itself, for pages that must notice even where the stream is blocked by a proxy. */
  readonly everyMs?: number | false;
}

const useRecord = <T extends object>(
  resource: ResourceName,
  id: string,
  options: OneOptions = {},
): Reading<T> => {
  const { query } = useOne<T, ApiError>({
    resource,
    id,
    errorNotification: false,
    queryOptions: { enabled: options.enabled ?? true, refetchInterval: options.everyMs ?? false },
  });
  return reading<T>(query);
};

export type Limits = ReplyOf<typeof getLimits>;
export type Methods = ReplyOf<typeof listMethods>;

export const useSettings = () => useRecord<AccountView>('account', 'settings');
export const useLimits = () => useRecord<Limits>('account', 'limits');
export const useBalance = () => useRecord<CreditBalanceView>('credits', 'balance');
export const useMethods = () => useRecord<Methods>('payment-methods', WHOLE);
export type TaxTreatment = ReplyOf<typeof getTaxTreatment>;
/** How the next invoice would be taxed. */
export const useTaxTreatment = () => useRecord<TaxTreatment>('tax', 'tax-treatment');
/** What a package would cost with tax. */
export const useQuote = (packageId: string) => useRecord<QuoteView>('quotes', packageId);
export const useInvoice = (id: string, options?: OneOptions) =>
  useRecord<InvoiceView>('invoices', id, options);
export const usePayment = (id: string, options?: OneOptions) =>
  useRecord<PaymentView>('payments', id, options);

/** The packages on sale: a short list without pages. */
export const usePackages = (): Reading<readonly CreditPackageView[]> => {
  const { query } = useList<CreditPackageView>({
    resource: 'packages',
    pagination: { mode: 'off' },
    errorNotification: false,
  });
  return reading<readonly CreditPackageView[]>(query);
};

/** All attempts to pay one invoice, newest first. */
export const usePaymentsOf = (invoiceId: string): Reading<readonly PaymentView[]> => {
  const { query } = useList<PaymentView>({
    resource: 'payments',
    pagination: { currentPage: 1, pageSize: 50 },
    sorters: [{ field: 'createdAt', order: 'desc' }],
    filters: [{ field: 'invoiceId', operator: 'eq', value: invoiceId }],
    errorNotification: false,
  });
  return reading<readonly PaymentView[]>(query);
};
