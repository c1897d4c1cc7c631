/** Colours. The style sheet holds them; the picture reads them from there. */

export type Mode = 'light' | 'dark';

export interface Theme {
  mode: Mode;
  paper: string;
  band: string;
  ink: string;
  muted: string;
  faint: string;
  hairline: string;
  accent: string;
  accentWash: string;
  violation: string;
  healed: string;
  okFill: string;
  okInk: string;
  okEdge: string;
  failInk: string;
  unknownInk: string;
  unknownFill: string;
  adversary: { network: string; process: string; clock: string; arbitrary: string };
  /** For the most frequent types of messages, then one for all others. */
  messages: string[];
  font: string;
  mono: string;
}

export const MESSAGE_COLOURS = 8;

export function readTheme(mode: Mode): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue('--' + name).trim();
  return {
    mode,
    paper: value('paper'),
    band: value('band'),
    ink: value('ink'),
    muted: value('muted'),
    faint: value('faint'),
    hairline: value('hairline'),
    accent: value('accent'),
    accentWash: value('accent-wash'),
    violation: value('violation'),
    healed: value('healed'),
    okFill: value('ok-fill'),
    okInk: value('ok-ink'),
    okEdge: value('ok-edge'),
    failInk: value('fail-ink'),
    unknownInk: value('unknown-ink'),
    unknownFill: value('unknown-fill'),
    adversary: {
      network: value('adversary-network'),
      process: value('adversary-process'),
      clock: value('adversary-clock'),
      arbitrary: value('adversary-arbitrary'),
    },
    messages: Array.from({ length: MESSAGE_COLOURS + 1 }, (_, i) => value(`message-${i}`)),
    font: value('font'),
    mono: value('mono'),
  };
}

/** The reader's choice, else what the system prefers; the choice outlives the page where it can. */
export class ThemeChoice {
  private readonly system = matchMedia('(prefers-color-scheme: dark)');
  private chosen: Mode | undefined;

  constructor(private readonly changed: () => void) {
    const stored = remembered();
    if (stored === 'light' || stored === 'dark') this.chosen = stored;
    this.system.addEventListener('change', () => this.apply());
    this.apply();
  }

  get mode(): Mode {
    return this.chosen ?? (this.system.matches ? 'dark' : 'light');
  }

  toggle(): void {
    this.chosen = this.mode === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('faultline-theme', this.chosen);
    } catch {
      // A page from disk may have no storage; then the choice lasts as long as the page.
    }
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset['theme'] = this.mode;
    this.changed();
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem('faultline-theme');
  } catch {
    return null;
  }
}
