// What the Insight screen reads of an analysis; the server's fields, narrowed.

export interface Effect {
  estimate: number | null;
  ci95_lo: number | null;
  ci95_hi: number | null;
}

export interface ClientCourse {
  client: string;
  sentence?: string;
  own_slope?: Effect;
  shrunken_slope?: Effect;
}

export interface Study {
  refused?: { code: string; text: string };
  verdict: string;
  verdict_text: string;
  between_text?: string;
  headline?: Effect;
  checks?: Record<string, Effect>;
  effects?: { between: Effect };
  warnings: { code: string; text: string }[];
  clients?: ClientCourse[];
}

/** Two decimals with a real minus sign; a dash where there is no number. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** The rows of the table of figures, in the order in which they are read; only those that were worked out. */
export function figureRows(study: Study): { key: string; effect: Effect }[] {
  const rows: { key: string; effect: Effect | undefined }[] = [
    { key: 'headline', effect: study.headline },
    { key: 'M1r', effect: study.checks?.M1r },
    { key: 'A1', effect: study.checks?.A1 },
    { key: 'M1d', effect: study.checks?.M1d },
    { key: 'M1c', effect: study.checks?.M1c },
    { key: 'predetermined', effect: study.checks?.predetermined },
    { key: 'between', effect: study.effects?.between },
  ];
  return rows.flatMap(({ key, effect }) => (effect ? [{ key, effect }] : []));
}

/** Pictures of the screen; the others are in the report. */
export const shownPictures = ['forest', 'within-between', 'clients', 'trajectory', 'diagnostics'];
