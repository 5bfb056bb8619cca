import busboy from 'busboy';
import express, { type Request, type RequestHandler, type Response } from 'express';

const BODY_LIMIT_BYTES = 200_000;
const FIELD_LIMIT_BYTES = 65_536;
const FIELDS_LIMIT = 400;

/** What AdminJS' router expects of its own body parser, which has no limits: with `parsed` set it stays out of the way. */
export interface ParsedRequest extends Request {
  fields?: Record<string, unknown>;
  files?: Record<string, never>;
  express_formidable?: { parsed: true };
}

const isPolluting = (name: string): boolean => /(^|\.)(__proto__|prototype|constructor)(\.|$)/.test(name);

/** Reads small JSON bodies and small forms without files. 413 too large, 415 another type or a file, 400 broken. */
export function smallBodiesOnly(): RequestHandler {
  const json = express.json({ limit: BODY_LIMIT_BYTES });
  return (request, res, next) => {
    const req: ParsedRequest = request;
    req.express_formidable = { parsed: true };
    req.fields = {};
    req.files = {};
    const isEmpty =
      req.get('transfer-encoding') === undefined && Number(req.get('content-length') ?? 0) === 0;
    if (req.method === 'GET' || req.method === 'HEAD' || isEmpty) return next();
    if (Number(req.get('content-length') ?? 0) > BODY_LIMIT_BYTES) return void res.status(413).end();
    if (req.is('application/json')) {
      return json(req, res, (error?: unknown) => {
        if (error) return void res.status(statusOf(error)).end();
        if (!isRecord(req.body)) return void res.status(400).end();
        req.fields = req.body;
        next();
      });
    }
    if (req.is('multipart/form-data')) return readForm(req, res, next);
    res.status(415).end();
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 413 ? 413 : 400;

function readForm(req: ParsedRequest, res: Response, next: () => void): void {
  const fields: Record<string, unknown> = {};
  let isOver = false;
  let form: busboy.Busboy;
  const finish = (status: number | null) => {
    if (isOver) return;
    isOver = true;
    req.unpipe(form);
    req.resume();
    if (status !== null) return void res.status(status).end();
    req.fields = fields;
    next();
  };
  try {
    form = busboy({
      headers: req.headers,
      limits: { fieldSize: FIELD_LIMIT_BYTES, fields: FIELDS_LIMIT, files: 0, parts: FIELDS_LIMIT },
    });
  } catch {
    return void res.status(400).end();
  }
  form.on('field', (name, value, info) => {
    if (info.valueTruncated || info.nameTruncated) return finish(413);
    if (!isPolluting(name)) fields[name] = value;
  });
  // With `files: 0` busboy skips the part and says so here.
  form.on('filesLimit', () => finish(415));
  form.on('fieldsLimit', () => finish(413));
  form.on('partsLimit', () => finish(413));
  form.on('error', () => finish(400));
  form.on('close', () => finish(null));
  req.pipe(form);
}
