import type { Endpoints } from '../../kit/http/router.js';
import {
  addMethod,
  adminCreateMethodConfig,
  adminDeleteMethodConfig,
  adminListMethodConfigs,
  adminUpdateMethodConfig,
  listMethods,
  makeDefaultMethod,
  removeMethod,
} from './methods.contract.js';
import type { Methods } from './methods.service.js';
import { availableView, configColumns, configView, newConfigColumns, savedView } from './methods.views.js';

export function methodsRoutes(endpoints: Endpoints, methods: Methods): void {
  endpoints.on(listMethods, async ({ actor, query }) => {
    const [available, saved] = await Promise.all([
      methods.offered(actor, query.country ?? null),
      methods.saved(actor),
    ]);
    return { available: available.map(availableView), saved: saved.map(savedView) };
  });
  endpoints.on(addMethod, async ({ actor, body }) => {
    const { saved, nextAction } =
      body.method === 'paypal'
        ? await methods.addWallet(actor, body.setupToken ?? null)
        : await methods.add(actor, body.paymentMethodToken ?? null);
    return { saved: saved ? savedView(saved) : null, nextAction };
  });
  endpoints.on(makeDefaultMethod, async ({ actor, params }) =>
    savedView(await methods.makeDefault(actor, params.id)),
  );
  endpoints.on(removeMethod, async ({ actor, params }) => savedView(await methods.remove(actor, params.id)));

  endpoints.on(adminListMethodConfigs, async ({ actor, list }) => {
    const { rows, total } = await methods.pageOfConfigs(actor, list);
    return { rows: rows.map(configView), total };
  });
  endpoints.on(adminCreateMethodConfig, async ({ actor, body }) =>
    configView(await methods.createConfig({ actor, config: newConfigColumns(body) })),
  );
  endpoints.on(adminUpdateMethodConfig, async ({ actor, params, body }) =>
    configView(await methods.updateConfig({ actor, configId: params.id, change: configColumns(body) })),
  );
  endpoints.on(adminDeleteMethodConfig, async ({ actor, params }) =>
    configView(await methods.deleteConfig({ actor, configId: params.id })),
  );
}
