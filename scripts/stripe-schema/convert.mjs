import ts from 'typescript';

/**
 * Turns TypeScript types into JSON Schema (draft-07) with `$defs`. Objects refuse additional properties; an open enum
 * (`'a' | 'b' | OtherString`) becomes a closed one, because the sandbox must only say words that Stripe has published.
 * Returns `{ roots: { [typeName]: schema }, $defs }`.
 */
export function convertTypes(checker, typesByName) {
  const conversion = { checker, definitions: {}, idByType: new Map(), takenIds: new Set() };
  const roots = {};
  for (const [name, type] of typesByName) roots[name] = schemaOf(type, conversion);
  return { roots, $defs: conversion.definitions };
}

function schemaOf(type, conversion) {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (flags & ts.TypeFlags.Null) return { type: 'null' };
  if (isAbsent(type)) return { not: {} };
  if (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === 'true' };
  if (flags & ts.TypeFlags.String) return { type: 'string' };
  if (flags & ts.TypeFlags.Number) return { type: 'number' };
  if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (isOpenEnumMarker(type) || isDecimal(type)) return { type: 'string' };
  if (flags & ts.TypeFlags.Union) return unionSchema(type, conversion);
  if (conversion.checker.isArrayType(type)) {
    return { type: 'array', items: schemaOf(conversion.checker.getTypeArguments(type)[0], conversion) };
  }
  if (flags & (ts.TypeFlags.Intersection | ts.TypeFlags.Object)) return objectReference(type, conversion);
  return {};
}

function unionSchema(type, conversion) {
  const members = type.types.filter((member) => !isAbsent(member));
  const words = members.filter((m) => m.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral));
  const isOpen = members.some(isOpenEnumMarker);
  const others = members.filter((member) => !words.includes(member) && !isOpenEnumMarker(member));
  const alternatives = others.map((member) => schemaOf(member, conversion));
  if (words.length > 0) alternatives.unshift({ enum: words.map((word) => word.value) });
  else if (isOpen) alternatives.unshift({ type: 'string' });
  return alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives };
}

function objectReference(type, conversion) {
  const known = conversion.idByType.get(type);
  if (known !== undefined) return { $ref: `#/$defs/${known}` };
  const id = freshId(type, conversion);
  // Registered before its properties are read: Stripe's types refer to each other in circles.
  conversion.idByType.set(type, id);
  conversion.definitions[id] = objectSchema(type, conversion);
  return { $ref: `#/$defs/${id}` };
}

function objectSchema(type, conversion) {
  const { checker } = conversion;
  const properties = {};
  const required = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    const propertyType = checker.getTypeOfSymbol(symbol);
    if (symbol.name.startsWith('__@') || propertyType.getCallSignatures().length > 0) continue;
    properties[symbol.name] = schemaOf(propertyType, conversion);
    if (!(symbol.flags & ts.SymbolFlags.Optional)) required.push(symbol.name);
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const additionalProperties = index === undefined ? false : schemaOf(index, conversion);
  return { type: 'object', properties, required, additionalProperties };
}

function isAbsent(type) {
  return Boolean(type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void));
}

function isOpenEnumMarker(type) {
  if (!(type.flags & ts.TypeFlags.Intersection)) return false;
  return type.types.some((member) => member.flags & ts.TypeFlags.String);
}

/** Stripe writes exact decimals as strings on the wire and wraps them in a class in the SDK. */
function isDecimal(type) {
  return [type.symbol, type.aliasSymbol].some((symbol) => symbol?.name.startsWith('Decimal'));
}

function freshId(type, { checker, takenIds }) {
  const symbol = type.aliasSymbol ?? type.symbol;
  const fullName = symbol === undefined ? 'Anonymous' : checker.getFullyQualifiedName(symbol);
  const base = fullName.replace(/^"[^"]*"\./, '').replace(/[^\w.]/g, '_');
  let id = base;
  for (let copy = 2; takenIds.has(id); copy += 1) id = `${base}-${copy}`;
  takenIds.add(id);
  return id;
}
