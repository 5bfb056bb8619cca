import pino, { type Logger } from 'pino';

export type Log = Logger;

/**
 * Structured logs on standard output. Bodies, cookies and keys are never logged; what slips into an object under one
 * of these names is removed.
 */
export const createLog = (level: string): Log =>
  pino({
    level,
    redact: {
      paths: [
        'req.headers',
        'res.headers',
        '*.password',
        '*.token',
        '*.clientSecret',
        '*.authorization',
        '*.cookie',
        '*.email',
      ],
      remove: true,
    },
  });
