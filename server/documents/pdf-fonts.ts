import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';

/** The weights that documents use. */
export type Weight = 'regular' | 'semibold';

/** A parsed font under the name by which a document registers it. */
export interface Face {
  readonly name: string;
  readonly font: fontkit.Font;
}

interface Family {
  readonly name: string;
  readonly files: Readonly<Record<Weight, string>>;
}

const require = createRequire(import.meta.url);
const NOTO = '@expo-google-fonts/noto-sans';

const family = (name: string, packageName: string, prefix: string): Family => ({
  name,
  files: {
    regular: `${packageName}/400Regular/${prefix}_400Regular.ttf`,
    semibold: `${packageName}/600SemiBold/${prefix}_600SemiBold.ttf`,
  },
});

// Noto Sans comes first: its digits are tabular, so that columns of amounts align. It covers Latin, Greek, Cyrillic and
// Devanagari. The others are asked, in this order, for what it lacks; one that is not installed is passed over.
const FAMILIES: readonly Family[] = [
  family('NotoSans', NOTO, 'NotoSans'),
  family('NotoSansHebrew', `${NOTO}-hebrew`, 'NotoSansHebrew'),
  family('NotoSansArabic', `${NOTO}-arabic`, 'NotoSansArabic'),
  family('NotoSansThai', `${NOTO}-thai`, 'NotoSansThai'),
  family('NotoSansJP', `${NOTO}-jp`, 'NotoSansJP'),
  family('NotoSansKR', `${NOTO}-kr`, 'NotoSansKR'),
  family('NotoSansSC', `${NOTO}-sc`, 'NotoSansSC'),
];

const faces = new Map<string, Face | null>();
/** By what was asked for, since most characters come again and again. */
const coverage = new Map<string, Face | null>();

/** Noto Sans, which is always there. */
export function baseFace(weight: Weight): Face {
  const base = FAMILIES[0];
  const face = base ? loadFace(base, weight) : null;
  if (!face) throw new Error('The font Noto Sans is not installed.');
  return face;
}

/** How Chinese characters are written: each of the three has its own way. */
export type HanFamily = 'NotoSansJP' | 'NotoSansKR' | 'NotoSansSC';

/**
 * The first face that can draw the character, `han` before all others, or null where no installed font can. Fonts are read when
 * first needed.
 */
export function faceFor(codePoint: number, weight: Weight, han: HanFamily | null = null): Face | null {
  const asked = `${weight} ${han ?? ''} ${codePoint}`;
  let face = coverage.get(asked);
  if (face === undefined) {
    face = findFace(codePoint, weight, han);
    coverage.set(asked, face);
  }
  return face;
}

function findFace(codePoint: number, weight: Weight, han: HanFamily | null): Face | null {
  const first = FAMILIES.filter(({ name }) => name === han);
  for (const candidate of [...first, ...FAMILIES]) {
    const face = loadFace(candidate, weight);
    if (face?.font.hasGlyphForCodePoint(codePoint)) return face;
  }
  return null;
}

/** A face that `baseFace` or `faceFor` has named before. */
export function fontByName(name: string): fontkit.Font {
  const face = faces.get(name);
  if (!face) throw new Error(`No font was loaded under the name ${name}.`);
  return face.font;
}

function loadFace(source: Family, weight: Weight): Face | null {
  const name = `${source.name}-${weight}`;
  const known = faces.get(name);
  if (known !== undefined) return known;
  const path = findFile(source.files[weight]);
  const face = path === null ? null : { name, font: shareable(fontkit.create(readFileSync(path))) };
  faces.set(name, face);
  return face;
}

function findFile(specifier: string): string | null {
  try {
    return require.resolve(specifier);
  } catch {
    // Optional fonts may be absent; `baseFace` complains about the one that may not.
    return null;
  }
}

const MAX_CACHED_WORDS = 20_000;

/**
 * Lets one parsed font serve every document and remembers how words were laid out: parsing it anew for each document
 * is two thirds of the time of a page. pdfkit scales `positions` in place and reads `advanceWidth` afterwards, so every
 * caller gets positions of its own and a width that is added up when asked for.
 */
function shareable(font: fontkit.Font): fontkit.Font {
  const layout = font.layout.bind(font);
  const words = new Map<string, fontkit.GlyphRun>();
  font.layout = (text, features, ...rest) => {
    if (features) return layout(text, features, ...rest);
    let word = words.get(text);
    if (!word) {
      word = layout(text);
      if (words.size >= MAX_CACHED_WORDS) words.clear();
      words.set(text, { glyphs: word.glyphs, positions: word.positions.map(copyPosition), advanceWidth: 0 });
    }
    const positions = word.positions.map(copyPosition);
    return {
      glyphs: word.glyphs,
      positions,
      get advanceWidth() {
        return positions.reduce((sum, position) => sum + position.xAdvance, 0);
      },
    };
  };
  return font;
}

const copyPosition = ({
  xAdvance,
  yAdvance,
  xOffset,
  yOffset,
}: fontkit.GlyphPosition): fontkit.GlyphPosition => ({
  xAdvance,
  yAdvance,
  xOffset,
  yOffset,
});
