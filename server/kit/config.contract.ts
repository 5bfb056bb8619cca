import { z } from 'zod';
import { empty, endpoint } from './endpoint.contract.js';

/** What the portal must know before anybody signs in. */
export const getPortalConfig = endpoint({
  id: 'getPortalConfig',
  method: 'GET',
  path: '/v1/config',
  door: 'public',
  tag: 'Portal',
  summary:
    'Public settings of this installation: which card form to show, which countries and currencies are sold to.',
  query: empty,
  reply: z.object({
    sellerName: z.string(),
    sandbox: z.boolean(),
    stripe: z
      .object({
        /** Stripe Elements with this key, or null: use the hosted page. */
        publicKey: z.string().nullable(),
        /** Address of the sandbox's hosted pages; append `/payment_intents/<id>` or `/setup_intents/<id>`. */
        hostedUrl: z.string().nullable(),
      })
      .nullable(),
    currencies: z.array(z.string()),
  }),
});
