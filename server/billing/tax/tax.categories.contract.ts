import { z } from 'zod';
import { amount } from '../../kit/endpoint.contract.js';

/** UNCL 5305: S standard, Z zero rated, E exempt, AE reverse charge, O outside the scope. */
export const taxCategory = z.enum(['S', 'Z', 'E', 'AE', 'O']);

export const taxTotal = z.object({
  name: z.string(),
  basisPoints: z.int(),
  category: taxCategory,
  /** Without the tax. */
  taxable: amount,
  amount,
});
