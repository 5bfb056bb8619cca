import type { Endpoints } from '../../kit/http/router.js';
import { getLimits } from './limits.contract.js';
import type { Limits } from './limits.service.js';

export function limitsRoutes(endpoints: Endpoints, limits: Limits): void {
  endpoints.on(getLimits, ({ actor }) => limits.of(actor));
}
