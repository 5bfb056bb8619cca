import type { Effects } from '../store/effects.js';
import { completeCapture } from './captures.js';
import { failRefund, finishRefund } from './refunds.js';

export const paypalEffects = (publicUrl: string) =>
  ({
    'paypal.clear_capture': async (work, id) => void (await completeCapture(work, id, publicUrl)),
    'paypal.finish_refund': (work, id) => finishRefund(work, id, publicUrl),
    'paypal.fail_refund': (work, id) => failRefund(work, id, publicUrl),
  }) as const satisfies Partial<Effects>;
