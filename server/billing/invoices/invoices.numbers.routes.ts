import type { Endpoints } from '../../kit/http/router.js';
import { adminNumberSeries } from './invoices.numbers.contract.js';
import type { Numbers } from './invoices.numbers.service.js';
import { numberSeriesView } from './invoices.numbers.views.js';

export function numbersRoutes(endpoints: Endpoints, numbers: Numbers): void {
  endpoints.on(adminNumberSeries, async ({ actor }) => (await numbers.report(actor)).map(numberSeriesView));
}
