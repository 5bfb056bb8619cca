/** Text that is known to be HTML. Everything else is escaped when it enters a template. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Part = Html | string | number | null | false | readonly Html[];

/** ``html`<p>${fromOutside}</p>` ``: every value is escaped, for text and for quoted attributes alike. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = pieces
    .map((piece, index) => piece + (index < parts.length ? written(parts[index] ?? null) : ''))
    .join('');
  return new Html(text);
}

function written(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(String).join('');
  return String(part).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
