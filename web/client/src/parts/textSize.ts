// The only preference outside the sealed store: it must be known before the first picture, and says nothing about anyone.
export const textSizes = ['100', '115', '130'] as const;
export type TextSize = (typeof textSizes)[number];

const place = 'text-size';

export function textSize(): TextSize {
  const kept = localStorage.getItem(place);
  return textSizes.find((size) => size === kept) ?? '100';
}

export function applyTextSize(size: TextSize = textSize()): void {
  document.documentElement.style.fontSize = `${size}%`;
}

export function keepTextSize(size: TextSize): void {
  localStorage.setItem(place, size);
  applyTextSize(size);
}
