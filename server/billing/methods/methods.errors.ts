import { DomainError, invalid } from '../../kit/errors.js';

export const gatewayUnavailable = (cause?: unknown): DomainError =>
  new DomainError(
    'unavailable',
    'gateway_unavailable',
    'The payment service cannot be reached. Try again in a moment.',
    { retryAfterSeconds: 10, cause },
  );

export const notOffered = (detail: string): DomainError =>
  invalid('method_not_available', detail, { method: ['Not available'] });
