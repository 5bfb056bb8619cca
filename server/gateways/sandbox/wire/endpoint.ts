import type { z } from 'zod';
import type { Work } from '../store/work.js';

/** What an endpoint may lean on beside the store. */
export interface Surroundings {
  /** Where the sandbox itself can be reached: its pages are linked from `next_action`. */
  readonly publicUrl: string;
  /** How long the outside world takes to dispute a charge or to finish a refund. */
  readonly effectDelayMs: number;
}

export interface Call<P> extends Surroundings {
  readonly work: Work;
  readonly params: P;
  readonly id: string;
  /** Which of the two keys the caller showed. */
  readonly key: 'secret' | 'publishable';
}

/** One line of Stripe's API. `publishable` ones may also be called with the publishable key and a client secret. */
export interface Endpoint<S extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly publishable?: true;
  readonly params: S;
  run(call: Call<z.infer<S>>): Promise<object>;
}

export const endpoint = <S extends z.ZodType>(definition: Endpoint<S>): Endpoint => definition;
