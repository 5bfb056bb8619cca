import { z } from 'zod';
import { empty, endpoint } from '../../kit/endpoint.contract.js';

const used = z.object({ current: z.int(), max: z.int().nullable() });

export const getLimits = endpoint({
  id: 'getAccountLimits',
  method: 'GET',
  path: '/v1/account/limits',
  door: 'customer',
  tag: 'Account',
  summary: 'Sites, users and credits: current and maximum (null: no limit).',
  query: empty,
  reply: z.object({
    sites: used,
    users: used,
    credits: z.object({ balance: z.int(), includedMonthly: z.int() }),
  }),
});
