// Nothing that is typed is lost. Every change is held in this browser at once and sent a moment later; it is let go only
// when the server has exactly that. A browser that is closed, a server that does not answer and a colleague who changed
// the same draft all leave the words where they are.
import { ApiError } from '@shared/api';

export type KeepState =
  | 'kept' // the server has what is on the screen
  | 'typing' // soon to be sent
  | 'sending'
  | 'waiting' // no answer; held here and sent again
  | 'clash' // somebody else changed it
  | 'refused'; // the server says no; held here

/** What this browser holds for one draft: the words, and which version they were typed over (none: a new one). */
export interface Held {
  version: number | undefined;
  draft: unknown;
}

export interface KeepTools<Saved> {
  send: (held: Held) => Promise<Saved>;
  /** What the server has now. */
  look: () => Promise<Held>;
  versionOf: (saved: Saved) => number;
  hold: (held: Held | null) => void;
  later: (run: () => void, milliseconds: number) => () => void;
  onState: (state: KeepState, error: unknown) => void;
  onSaved: (saved: Saved) => void;
}

/** After the last key, so that a word is one save and not eight. */
const pause = 700;
const again = [2_000, 5_000, 15_000, 30_000];

export class Keeper<Saved> {
  state: KeepState = 'kept';
  private latest: unknown;
  private sent: unknown;
  private cancel: (() => void) | null = null;
  private inFlight: Promise<void> | null = null;
  private tries = 0;
  /** Sent without an answer: it may have arrived. */
  private lost: unknown;

  constructor(
    private readonly tools: KeepTools<Saved>,
    public version: number | undefined,
  ) {}

  /** Something was typed. */
  type(draft: unknown): void {
    this.latest = draft;
    this.tools.hold({ version: this.version, draft });
    if (this.state === 'clash') return; // the person decides first
    if (!this.inFlight) this.become('typing');
    this.schedule(pause);
  }

  /** Sends what is not sent yet. True where the server has everything afterwards. */
  async flush(): Promise<boolean> {
    this.cancel?.();
    this.cancel = null;
    while (this.inFlight) await this.inFlight;
    if (this.state === 'clash') return false;
    if (this.latest !== undefined && this.latest !== this.sent) await this.send();
    return this.state === 'kept';
  }

  /** After a clash: what is typed here stands, over the version that is there now. */
  stand(version: number): Promise<boolean> {
    this.version = version;
    this.become('typing');
    return this.flush();
  }

  /** Something else was saved or taken over: start from there. */
  reset(version: number | undefined): void {
    this.stop();
    this.version = version;
    this.latest = this.sent = undefined;
    this.tries = 0;
    this.tools.hold(null);
    this.become('kept');
  }

  /** The screen is left; what is held stays held. */
  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private schedule(milliseconds: number): void {
    this.cancel?.();
    this.cancel = this.tools.later(() => {
      this.cancel = null;
      void this.flush();
    }, milliseconds);
  }

  private become(state: KeepState, error: unknown = null): void {
    this.state = state;
    this.tools.onState(state, error);
  }

  private send(): Promise<void> {
    const draft = this.latest;
    this.become('sending');
    this.inFlight = this.tools
      .send({ version: this.version, draft })
      .then(
        (saved) => {
          this.inFlight = null;
          this.tries = 0;
          this.version = this.tools.versionOf(saved);
          this.sent = draft;
          this.lost = undefined;
          if (this.latest === draft) {
            this.tools.hold(null);
            this.become('kept');
          } else {
            this.tools.hold({ version: this.version, draft: this.latest });
            this.become('typing');
            this.schedule(pause);
          }
          this.tools.onSaved(saved);
        },
        (error: unknown) => {
          this.inFlight = null;
          const status = error instanceof ApiError ? error.status : 0;
          if (status === 409) return this.clash(error);
          const passing = !(error instanceof ApiError) || error.passing || error.signedOut;
          if (passing) this.lost = draft;
          this.become(passing ? 'waiting' : 'refused', error);
          if (passing) this.schedule(again[Math.min(this.tries++, again.length - 1)] ?? 30_000);
        },
      );
    return this.inFlight;
  }

  /** Changed elsewhere; or it was our own save whose answer never came, and then we go on from there. */
  private async clash(error: unknown): Promise<void> {
    const lost = this.lost;
    const there = lost === undefined ? null : await this.tools.look().catch(() => null);
    if (there && JSON.stringify(there.draft) === JSON.stringify(lost)) {
      this.version = there.version;
      this.lost = undefined;
      this.become('typing');
      this.schedule(0);
    } else {
      this.become('clash', error);
    }
  }
}
