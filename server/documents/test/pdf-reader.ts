import { inflateSync } from 'node:zlib';

/** What a reader finds on a page: the drawn texts in drawing order. */
export interface ReadPage {
  readonly texts: readonly string[];
}

export interface ReadPdf {
  readonly pages: readonly ReadPage[];
  /** The whole file with its streams left packed, to look for dictionary entries. */
  readonly source: string;
}

type Objects = ReadonlyMap<number, { dictionary: string; stream: string }>;
type CMap = ReadonlyMap<string, string>;

/** Reads back what the product's own documents contain. Not a general PDF parser: it knows pdfkit's way of writing. */
export function readPdf(bytes: Buffer): ReadPdf {
  const source = bytes.toString('latin1');
  const objects = readObjects(bytes, source);
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b(?!s)/.test(dictionary));
  return { source, pages: pages.map(({ dictionary }) => readPage(dictionary, objects)) };
}

function readObjects(bytes: Buffer, source: string): Objects {
  const objects = new Map<number, { dictionary: string; stream: string }>();
  for (const match of source.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const body = match[2] ?? '';
    const at = body.indexOf('\nstream\n');
    const dictionary = at < 0 ? body : body.slice(0, at);
    const start = match.index + match[0].indexOf(body) + at + '\nstream\n'.length;
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
    const packed = bytes.subarray(start, start + length);
    const isPacked = dictionary.includes('/FlateDecode');
    const stream = at < 0 ? '' : (isPacked ? inflateSync(packed) : packed).toString('latin1');
    objects.set(Number(match[1]), { dictionary, stream });
  }
  return objects;
}

function readPage(page: string, objects: Objects): ReadPage {
  const reference = (dictionary: string, key: string): number =>
    Number(new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1]);
  const resources = objects.get(reference(page, 'Resources'))?.dictionary ?? page;
  const fonts = new Map<string, CMap>();
  for (const [, name = '', id] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(id))?.dictionary ?? '';
    fonts.set(name, readCMap(objects.get(reference(font, 'ToUnicode'))?.stream ?? ''));
  }
  return { texts: readTexts(objects.get(reference(page, 'Contents'))?.stream ?? '', fonts) };
}

function readCMap(stream: string): CMap {
  const map = new Map<string, string>();
  for (const [, from = '', , list = ''] of stream.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f]*)>/gi)].forEach(([, hex = ''], index) => {
      const code = (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0');
      map.set(code, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
    });
  }
  return map;
}

function readTexts(content: string, fonts: ReadonlyMap<string, CMap>): string[] {
  const texts: string[] = [];
  let font: CMap = new Map();
  for (const match of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (match[1]) font = fonts.get(match[1]) ?? new Map();
    else {
      const codes = [...(match[2] ?? '').matchAll(/<([0-9a-f]+)>/gi)].flatMap(
        ([, hex = '']) => hex.match(/.{4}/g) ?? [],
      );
      texts.push(codes.map((code) => font.get(code.toLowerCase()) ?? '\ufffd').join(''));
    }
  }
  return texts;
}

/** Intl writes no-break blanks into amounts and dates. */
export const plain = (text: string): string => text.replace(/[\u00a0\u202f\u2009]/g, ' ');
