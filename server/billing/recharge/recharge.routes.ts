import type { Endpoints } from '../../kit/http/router.js';
import { getAutoRecharge, putAutoRecharge, resumeAutoRecharge } from './recharge.contract.js';
import type { Recharge } from './recharge.service.js';

export function rechargeRoutes(endpoints: Endpoints, recharge: Recharge): void {
  endpoints.on(getAutoRecharge, ({ actor }) => recharge.settings(actor));
  endpoints.on(putAutoRecharge, ({ actor, body }) =>
    recharge.configure(actor, {
      ...body,
      threshold: BigInt(body.threshold),
      monthlyCap: BigInt(body.monthlyCap),
    }),
  );
  endpoints.on(resumeAutoRecharge, ({ actor }) => recharge.resume(actor));
}
