// Words come from catalogue/words/<language>/<app>.json in ICU message format; "shared" belongs to both apps.
import i18next, { type TFunction } from 'i18next';
import ICU from 'i18next-icu';
import { initReactI18next, useTranslation } from 'react-i18next';

export type Words = Record<string, unknown>;

export interface WordSource {
  /** The app's own name space: "client" or "clinic". */
  app: string;
  /** Words that are there at once, for the first paint. */
  bundled: { language: string; app: Words; shared: Words };
  /** Fetches another language; a language that is not there falls back to the bundled one. */
  load?: (language: string) => Promise<{ app: Words; shared: Words } | null>;
}

/** Prepares the words before the first render; sets the page's language and direction. */
export function startWords(source: WordSource): void {
  const { language, app, shared } = source.bundled;
  void i18next
    .use(ICU)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: language,
      ns: [source.app, 'shared'],
      defaultNS: source.app,
      fallbackNS: 'shared',
      resources: { [language]: { [source.app]: app, shared } },
      interpolation: { escapeValue: false },
      initAsync: false,
      react: { useSuspense: false },
    });
  markPage(language);
}

/** Switches the language; unknown languages leave everything as it is. */
export async function switchLanguage(source: WordSource, language: string): Promise<void> {
  if (language === i18next.language) return;
  if (!i18next.hasResourceBundle(language, source.app)) {
    const words = await source.load?.(language);
    if (!words) return;
    i18next.addResourceBundle(language, source.app, words.app);
    i18next.addResourceBundle(language, 'shared', words.shared);
  }
  await i18next.changeLanguage(language);
  markPage(language);
}

function markPage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
}

/** The words of the app, with the shared ones behind them. */
export function useWords(): TFunction {
  return useTranslation().t;
}

/** Only the shared words; what shared/ui and shared/worksheet use. */
export function useShared(): TFunction<'shared'> {
  return useTranslation('shared').t;
}

/** The language in use, in the person's own variety where the browser names it (en-GB rather than en), for dates and numbers. */
export function currentLanguage(): string {
  const language = i18next.language || 'en';
  return (
    navigator.languages?.find((each) => each === language || each.startsWith(`${language}-`)) ?? language
  );
}
