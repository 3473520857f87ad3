import { currentLanguage } from '@shared/words';

/** The language of dates: plain English means day before month and a clock of 24 hours, as agreements are spoken here. */
export function dateLanguage(): string {
  const language = currentLanguage();
  return language === 'en' ? 'en-GB' : language;
}
