import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import type { UploadSpec } from '../endpoint.contract.js';
import { DomainError, invalid } from '../errors.js';
import { newSecret } from '../ids.js';
import type { Receive, UploadedFile } from '../upload.js';

/** What a form adds to its file: boundaries and headers. */
const FORM_BYTES = 64 * 1024;

/**
 * Reads a multipart form that holds one file and nothing else, straight onto the disk. Refuses with `unsupported_media_type`,
 * `file_too_large` (before the body is read where its length says so), `malformed_upload`, `file_missing`, `file_empty`,
 * `one_file_only`, `invalid_request` for any other field. A refused or broken-off upload leaves no file behind.
 */
export function receiveFile(req: Request, spec: UploadSpec): Receive {
  return async (folder) => {
    const form = openForm(req, spec);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, newSecret());
    const discard = () => rm(path, { force: true });
    try {
      const saved = await readForm(req, form, { ...spec, path });
      if (saved.sizeBytes === 0) throw fileFault(spec, 'file_empty', 'The file is empty.');
      return { ...saved, path, discard };
    } catch (error) {
      await discard();
      throw error;
    }
  };
}

function openForm(req: Request, { maxBytes, field }: UploadSpec): busboy.Busboy {
  if (!req.is('multipart/form-data') || (req.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new DomainError(
      'unsupported',
      'unsupported_media_type',
      `Send multipart/form-data with one file named "${field}".`,
    );
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw tooLarge(maxBytes);
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        files: 1,
        fileSize: maxBytes + 1, // reaching it is too much already
        fields: 1,
        fieldSize: 100,
        fieldNameSize: 100,
        headerPairs: 20,
      },
    });
  } catch {
    throw malformed(); // no boundary
  }
}

type Saved = Pick<UploadedFile, 'name' | 'sizeBytes' | 'sha256'>;

async function readForm(
  req: Request,
  form: busboy.Busboy,
  target: UploadSpec & { path: string },
): Promise<Saved> {
  const so: { fault: Error | null; saving: Promise<Saved> | null } = { fault: null, saving: null };
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  /** The first fault decides. */
  const refuse = (error: Error): void => {
    so.fault ??= error;
    stop();
  };
  form.on('file', (field, stream, { filename }) => {
    stream.on('error', () => refuse(malformed()));
    if (field !== target.field) {
      stream.resume();
      return refuse(unknownField(field));
    }
    stream.on('limit', () => refuse(tooLarge(target.maxBytes)));
    so.saving = save(stream, target.path, filename ?? '');
    so.saving.catch(refuse);
  });
  form.on('filesLimit', () => refuse(fileFault(target, 'one_file_only', 'Send one file at a time.')));
  form.on('field', (field) => refuse(unknownField(field)));
  form.on('error', () => refuse(malformed()));

  await feed(req, form, stopped).catch(() => refuse(malformed()));
  if (!so.saving) refuse(fileFault(target, 'file_missing', 'Send a file.'));
  if (so.fault) form.destroy();
  const saved = await so.saving?.catch(() => null); // in any case closed before it is removed
  if (so.fault || !saved) throw so.fault ?? malformed();
  return saved;
}

/**
 * Hands the body on piece by piece. Not with `pipe`: what the parser throws at a form that makes no sense would end the process. When
 * `stopped` comes true, the rest is read to nowhere, so that the answer reaches a sender who is still sending.
 */
async function feed(req: Request, form: busboy.Busboy, stopped: Promise<void>): Promise<void> {
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
  });
  try {
    for await (const piece of req.iterator({ destroyOnReturn: false })) {
      const taken = new Promise<void>((resolve, reject) => {
        form.write(piece, (error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([taken, stopped]);
      if (isStopped) return;
    }
    form.end();
    await Promise.race([finished(form), stopped]);
  } finally {
    req.resume();
  }
}

async function save(file: Readable, path: string, name: string): Promise<Saved> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // Opened before anything can go wrong: a stream that is given up while it opens would make the file afterwards.
  const handle = await open(path, 'wx', 0o600);
  await pipeline(file, count, handle.createWriteStream());
  return { name, sizeBytes, sha256: hash.digest('hex') };
}

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);

const tooLarge = (maxBytes: number): DomainError =>
  new DomainError('too_large', 'file_too_large', `The file is larger than ${megabytes(maxBytes)} MB.`);

const malformed = (): DomainError =>
  new DomainError('malformed', 'malformed_upload', 'The upload could not be read to its end.');

const fileFault = ({ field }: UploadSpec, code: string, detail: string): DomainError =>
  invalid(code, detail, { [field]: [detail] });

/** A part may have no name at all, whatever the parser's types say. */
const unknownField = (field: string | undefined): DomainError =>
  invalid('invalid_request', 'Some fields are not valid.', {
    [field?.slice(0, 100) || '_']: ['Unknown field'],
  });
