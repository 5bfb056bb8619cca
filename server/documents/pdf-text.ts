import { baseFace, fontByName, type Weight } from './pdf-fonts.js';
import { hasRightToLeft, type Segment, segmentsOf, visualSegments, visualWords } from './pdf-script.js';

export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

/** One line, ready to draw: its pieces from left to right and its width in points. */
export interface Line {
  readonly segments: readonly Segment[];
  readonly width: number;
}

export interface Typesetter {
  /** Breaks a text into lines of at most `width` points; a word that is too long breaks between its characters. */
  wrap(text: string, style: TextStyle, width: number): Line[];
  /** Breaks a text as `wrap` does and cuts what goes beyond `maxLines`, with an ellipsis. */
  wrapAtMost(text: string, style: TextStyle, width: number, maxLines: number): Line[];
  width(text: string, style: TextStyle): number;
  /** Draws lines from `y` (the top of the first line) downwards; answers the `y` below the last one. */
  draw(lines: readonly Line[], style: TextStyle, place: Place): number;
  /** Draws one line, made smaller where it would not fit into `place.width`. */
  drawFitted(text: string, style: TextStyle, place: Required<Place>): void;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  /** Needed for right alignment. */
  readonly width?: number;
  readonly align?: 'left' | 'right';
}

const LINE_HEIGHT = 1.42;
const SMALLEST_SIZE = 4;

export const lineHeight = (style: TextStyle): number => style.size * LINE_HEIGHT;

/** Typesets on a pdfkit document. Line breaking is our own: pdfkit's needs 35 s for 20,000 unbroken characters. */
export function createTypesetter(doc: PDFKit.PDFDocument): Typesetter {
  const registered = new Set<string>();

  function selectFace(name: string, size: number): void {
    if (!registered.has(name)) {
      // pdfkit takes an already parsed font, which its published types do not say.
      doc.registerFont(name, fontByName(name) as unknown as Uint8Array);
      registered.add(name);
    }
    doc.font(name).fontSize(size);
  }

  function segmentsWidth(segments: readonly Segment[], size: number): number {
    let width = 0;
    for (const segment of segments) {
      selectFace(segment.face, size);
      width += doc.widthOfString(segment.text);
    }
    return width;
  }

  const width = (text: string, style: TextStyle): number =>
    segmentsWidth(segmentsOf(text, style.weight), style.size);

  function toLine(words: readonly string[], style: TextStyle): Line {
    const text = words.join(' ');
    const segments = hasRightToLeft(text)
      ? visualWords(words).flatMap((word, index) => [
          ...(index === 0 ? [] : segmentsOf(' ', style.weight)),
          ...visualSegments(word, style.weight),
        ])
      : segmentsOf(text, style.weight);
    return { segments, width: segmentsWidth(segments, style.size) };
  }

  function wrap(text: string, style: TextStyle, available: number): Line[] {
    return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, style, available));
  }

  function wrapParagraph(text: string, style: TextStyle, available: number): Line[] {
    const space = width(' ', style);
    const lines: Line[] = [];
    let words: string[] = [];
    let used = 0;
    for (const word of text.split(' ').flatMap((part) => breakWord(part, style, available))) {
      const wordWidth = width(word, style);
      if (words.length > 0 && used + space + wordWidth > available) {
        lines.push(toLine(words, style));
        words = [];
        used = 0;
      }
      used += wordWidth + (words.length > 0 ? space : 0);
      words.push(word);
    }
    lines.push(toLine(words, style));
    return lines;
  }

  function breakWord(word: string, style: TextStyle, available: number): string[] {
    if (width(word, style) <= available) return [word];
    const parts: string[] = [];
    let part = '';
    let used = 0;
    for (const character of word) {
      const characterWidth = width(character, style);
      if (part !== '' && used + characterWidth > available) {
        parts.push(part);
        part = '';
        used = 0;
      }
      part += character;
      used += characterWidth;
    }
    return [...parts, part];
  }

  function wrapAtMost(text: string, style: TextStyle, available: number, maxLines: number): Line[] {
    const lines = wrap(text, style, available);
    if (lines.length <= maxLines) return lines;
    const kept = lines.slice(0, maxLines);
    const last = kept[maxLines - 1];
    if (!last) return kept;
    const words = last.segments.map((segment) => segment.text).join('');
    return [...kept.slice(0, -1), toLine([`${words.replace(/[\s.,;:…]*$/u, '').slice(0, -1)}…`], style)];
  }

  function drawLine(line: Line, style: TextStyle, x: number, y: number): void {
    // All faces share Noto's baseline proportions only roughly: place by the baseline of the base face.
    const base = baseFace(style.weight).font;
    const baseline =
      y + (lineHeight(style) - style.size) / 2 + (base.ascent / (base.ascent - base.descent)) * style.size;
    let left = x;
    for (const segment of line.segments) {
      selectFace(segment.face, style.size);
      doc
        .fillColor(style.color)
        .text(segment.text, left, baseline, { lineBreak: false, baseline: 'alphabetic' });
      left += doc.widthOfString(segment.text);
    }
  }

  function draw(lines: readonly Line[], style: TextStyle, place: Place): number {
    lines.forEach((line, index) => {
      const indent = place.align === 'right' ? (place.width ?? 0) - line.width : 0;
      drawLine(line, style, place.x + indent, place.y + index * lineHeight(style));
    });
    return place.y + lines.length * lineHeight(style);
  }

  function drawFitted(text: string, style: TextStyle, place: Required<Place>): void {
    const natural = width(text, style);
    const size =
      natural > place.width ? Math.max(SMALLEST_SIZE, (style.size * place.width) / natural) : style.size;
    const fitted = { ...style, size };
    draw([toLine([text], fitted)], fitted, {
      ...place,
      y: place.y + (lineHeight(style) - lineHeight(fitted)) / 2,
    });
  }

  return { wrap, wrapAtMost, width, draw, drawFitted };
}
