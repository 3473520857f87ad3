// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../shared/tokens.css'), 'utf8');
const [lightCss = '', darkCss = ''] = css.split('@media (prefers-color-scheme: dark)');
const colours = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  );
const light = colours(lightCss);
const themes = { light, dark: { ...light, ...colours(darkCss) } };

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['paper', 'sheet', 'sunk'];
const texts = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'clay', 'sky', 'good'].flatMap((ink) =>
    grounds.map((ground) => [ink, ground] as const),
  ),
  ...(['accent', 'clay', 'sky'] as const).flatMap((tone) => [
    [tone, `${tone}-soft`] as const,
    ['ink', `${tone}-soft`] as const,
    ['ink-2', `${tone}-soft`] as const,
  ]),
  ['accent-ink', 'accent'] as const,
];

describe.each(Object.entries(themes))('%s', (_, theme) => {
  it.each(texts)('%s on %s can be read (4.5:1)', (ink, ground) => {
    expect(contrast(theme[ink]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([
    ...grounds.map((ground) => ['line-strong', ground] as const),
    ...grounds.map((ground) => ['accent', ground] as const),
  ])('%s on %s can be seen (3:1)', (line, ground) => {
    expect(contrast(theme[line]!, theme[ground]!)).toBeGreaterThanOrEqual(3);
  });
});
