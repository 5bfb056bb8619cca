import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import type { Logo } from './brand.js';
import { createTypesetter, type Typesetter } from './pdf-text.js';

/** A parent in the tree of tags that screen readers follow. */
export type Tag = PDFKit.PDFStructureElement;

export interface SheetOptions {
  readonly size: 'A4' | 'LETTER';
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** Stands in the file as its date and takes part in its id: the same paper gives the same bytes. */
  readonly created: Date;
  readonly bottom: number;
  /** Draws what repeats at the top of every further page; answers where its content begins. */
  readonly onFurtherPage: (sheet: Sheet) => number;
}

export const MARGIN = 48;

/** A tagged document that is filled from top to bottom; `y` is where the next block goes. */
export interface Sheet extends Typesetter {
  readonly doc: PDFKit.PDFDocument;
  readonly root: Tag;
  readonly left: number;
  readonly right: number;
  readonly contentWidth: number;
  y: number;
  /** Starts a new page unless `height` more points fit on this one. Answers whether it did. */
  ensure(height: number): boolean;
  /** Adds a tagged element: what `draw` draws is read out as this element. */
  tag(parent: Tag, type: string, draw: () => void): void;
  /** Draws a picture that is read out as `alt`. */
  figure(parent: Tag, alt: string, draw: () => void): void;
  /** Adds an element that holds others. */
  group(parent: Tag, type: string): Tag;
  /** Draws what is not part of the text: rules, tints, what repeats on every page. */
  artifact(draw: () => void): void;
  rule(y: number, color: string): void;
  drawLogo(logo: Logo, place: { x: number; y: number; height: number }): void;
  /** Draws on each page in turn, then closes the document and answers its bytes. */
  finish(onEachPage: (place: { page: number; pages: number }) => void): Promise<Buffer>;
}

/** Opens a document with its first page. */
export function openSheet(options: SheetOptions): Sheet {
  const doc = openDocument(options);
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const root = doc.struct('Document');
  doc.addStructure(root);
  let insideArtifact = false;

  const sheet: Sheet = {
    ...createTypesetter(doc),
    doc,
    root,
    left: MARGIN,
    right: doc.page.width - MARGIN,
    contentWidth: doc.page.width - 2 * MARGIN,
    y: MARGIN,
    ensure(height) {
      if (sheet.y + height <= doc.page.height - options.bottom) return false;
      doc.addPage();
      sheet.artifact(() => {
        sheet.y = options.onFurtherPage(sheet);
      });
      return true;
    },
    tag(parent, type, draw) {
      parent.add(doc.struct(type, {}, [draw]));
    },
    figure(parent, alt, draw) {
      parent.add(doc.struct('Figure', { alt }, [draw]));
    },
    group(parent, type) {
      const element = doc.struct(type);
      parent.add(element);
      return element;
    },
    artifact(draw) {
      // pdfkit would close the outer artifact when an inner one begins, and then close it once more.
      if (insideArtifact) {
        draw();
        return;
      }
      insideArtifact = true;
      doc.markContent('Artifact', { type: 'Layout' });
      draw();
      doc.endMarkedContent();
      insideArtifact = false;
    },
    rule(y, color) {
      doc.moveTo(sheet.left, y).lineTo(sheet.right, y).lineWidth(0.6).strokeColor(color).stroke();
    },
    drawLogo: (logo, place) => drawLogo(doc, logo, place),
    async finish(onEachPage) {
      const { count } = doc.bufferedPageRange();
      for (let index = 0; index < count; index += 1) {
        doc.switchToPage(index);
        sheet.artifact(() => onEachPage({ page: index + 1, pages: count }));
      }
      root.end();
      doc.end();
      await finished(doc);
      return Buffer.concat(chunks);
    },
  };
  return sheet;
}

function openDocument({ size, title, author, language, created }: SheetOptions): PDFKit.PDFDocument {
  return new PDFDocument({
    size,
    margin: 0,
    bufferPages: true,
    tagged: true,
    pdfVersion: '1.7',
    lang: language,
    displayTitle: true,
    // No standard font: every glyph is embedded.
    font: null as unknown as string,
    info: {
      Title: title,
      Author: author,
      Creator: 'Countinghouse',
      Producer: 'Countinghouse',
      CreationDate: created,
      ModDate: created,
    },
  });
}

function drawLogo(
  doc: PDFKit.PDFDocument,
  logo: Logo,
  { x, y, height }: { x: number; y: number; height: number },
): void {
  doc
    .save()
    .translate(x, y)
    .scale(height / logo.height);
  for (const shape of logo.shapes) {
    if ('fill' in shape) {
      const [dx, dy] = shape.at ?? [0, 0];
      doc.save().translate(dx, dy).path(shape.d).fill(shape.fill).restore();
    } else {
      doc.path(shape.d).lineWidth(shape.lineWidth).lineCap('round').lineJoin('round').stroke(shape.stroke);
    }
  }
  doc.restore();
}
