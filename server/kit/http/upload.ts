import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
        fileSize: maxBytes,
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

function readForm(req: Request, form: busboy.Busboy, target: UploadSpec & { path: string }): Promise<Saved> {
  return new Promise((resolve, reject) => {
    let saving: Promise<Saved> | null = null;
    let isOver = false;
    /** The first fault decides. The rest of the body is read to nowhere, so that the answer reaches a sender who is still sending. */
    const refuse = (error: Error): void => {
      if (isOver) return;
      isOver = true;
      req.unpipe(form).resume();
      form.destroy();
      const refused = () => reject(error);
      (saving ?? Promise.resolve()).then(refused, refused); // the file is closed before it is removed
    };
    form.on('file', (field, stream, { filename }) => {
      stream.on('error', () => refuse(malformed()));
      if (field !== target.field) return refuse(unknownField(field));
      stream.on('limit', () => refuse(tooLarge(target.maxBytes)));
      saving = save(stream, target.path, filename ?? '');
      saving.catch(refuse);
    });
    form.on('filesLimit', () => refuse(fileFault(target, 'one_file_only', 'Send one file at a time.')));
    form.on('field', (field) => refuse(unknownField(field)));
    form.on('error', () => refuse(malformed()));
    form.on('close', () => {
      if (isOver) return;
      if (!saving) return refuse(fileFault(target, 'file_missing', 'Send a file.'));
      saving.then(
        (saved) => {
          isOver = true;
          resolve(saved);
        },
        () => undefined, // refused already
      );
    });
    req.on('error', () => refuse(malformed()));
    req.on('close', () => {
      if (!req.complete) refuse(malformed()); // the sender went away
    });
    req.pipe(form);
  });
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
  await pipeline(file, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return { name, sizeBytes, sha256: hash.digest('hex') };
}

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);

const tooLarge = (maxBytes: number): DomainError =>
  new DomainError('too_large', 'file_too_large', `The file is larger than ${megabytes(maxBytes)} MB.`);

const malformed = (): DomainError =>
  new DomainError('malformed', 'malformed_upload', 'The upload could not be read to its end.');

const fileFault = ({ field }: UploadSpec, code: string, detail: string): DomainError =>
  invalid(code, detail, { [field]: [detail] });

const unknownField = (field: string): DomainError =>
  invalid('invalid_request', 'Some fields are not valid.', {
    [field.slice(0, 100) || '_']: ['Unknown field'],
  });
