import { conflict, DomainError } from '../../kit/errors.js';

export const insufficientCredits = (): DomainError =>
  new DomainError('declined', 'insufficient_credits', 'There are not enough credits for this.');

export const keyReused = (): DomainError =>
  conflict('idempotency_key_reused', 'This key was used for another request.');

export const currencyDiffers = (): DomainError =>
  conflict('currency_differs', 'The accounts buy in different currencies.');
