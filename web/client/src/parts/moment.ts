import { clockWords, dayWords, wallDate } from '@shared/time/local';
import { currentLanguage } from '@shared/words';

/** "Tuesday, 24 November, 10:00" of a wall-clock time. */
export function momentWords(local: string): string {
  return instantWords(wallDate(local));
}

/** The same of a moment, by this phone's clock. */
export function instantWords(date: Date): string {
  const language = currentLanguage();
  return `${dayWords(date, language)}, ${clockWords(date, language)}`;
}
