import type express from 'express';
import type pg from 'pg';
import { z } from 'zod';
import { billingSettings, readSettings, writeSettings } from '../stripe/billing/settings.js';
import type { Loop } from '../webhooks/loop.js';
import type { SandboxClock } from './clock.js';

const clockBody = z.strictObject({
  aheadSeconds: z
    .number()
    .int()
    .min(0)
    .max(10 * 366 * 86_400),
});

/** What a company sets in Stripe's dashboard, and the time that subscriptions go by. */
export function mountBillingControl(
  router: express.Router,
  parts: {
    readonly pool: pg.Pool;
    readonly loop: Loop;
    readonly time: SandboxClock;
    readonly read: <S extends z.ZodType>(schema: S, req: express.Request) => z.infer<S>;
  },
): void {
  const { pool, loop, time, read } = parts;
  router.get('/billing/settings', async (_req, res) => void res.json(await readSettings(pool)));
  router.post('/billing/settings', async (req, res) => {
    const settings = read(billingSettings, req);
    await writeSettings(pool, settings);
    res.json(settings);
  });
  const spoken = () => ({ aheadSeconds: time.aheadSeconds(), now: time.now().toISOString() });
  router.get('/clock', (_req, res) => void res.json(spoken()));
  router.post('/clock', async (req, res) => {
    await time.setAhead(read(clockBody, req).aheadSeconds);
    await loop.settle();
    res.json(spoken());
  });
}
