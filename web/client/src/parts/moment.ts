import { clockWords, dayWords, wallDate } from '@shared/time/local';
import { currentLanguage } from '@shared/words';

/** "Tuesday, 24 November, 10:00" */
export function momentWords(local: string): string {
  const date = wallDate(local);
  const language = currentLanguage();
  return `${dayWords(date, language)}, ${clockWords(date, language)}`;
}
