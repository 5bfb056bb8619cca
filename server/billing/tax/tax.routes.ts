import type { Endpoints } from '../../kit/http/router.js';
import {
  adminCreateTaxRate,
  adminListTaxRates,
  adminUpdateTaxRate,
  getTaxTreatment,
} from './tax.contract.js';
import type { TaxRates } from './tax.rates.service.js';
import type { Tax } from './tax.service.js';
import { newRateColumns, rateChange, taxRateView } from './tax.views.js';

export function taxRoutes(endpoints: Endpoints, tax: Tax, rates: TaxRates): void {
  endpoints.on(getTaxTreatment, ({ actor }) => tax.treatment(actor));

  endpoints.on(adminListTaxRates, async ({ actor, list }) => {
    const { rows, total } = await rates.list(actor, list);
    return { rows: rows.map(taxRateView), total };
  });
  endpoints.on(adminCreateTaxRate, async ({ actor, body }) =>
    taxRateView(await rates.create({ actor, rate: newRateColumns(body) })),
  );
  endpoints.on(adminUpdateTaxRate, async ({ actor, params, body }) =>
    taxRateView(await rates.update({ actor, rateId: params.id, change: rateChange(body) })),
  );
}
