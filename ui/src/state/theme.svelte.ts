// Light or dark, comfortable or compact: puts the classes on the page that tokens.css looks for.
import type { Density, Theme as Choice } from '../backend';

export class Theme {
  #systemDark = $state(false);
  #choice = $state<Choice>('system');

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = system.matches;
    system.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.#apply();
    });
    this.#apply();
  }

  set(choice: Choice, density: Density): void {
    this.#choice = choice;
    // Until now the page let the window's own colour through, which Rust chose by the same choice.
    document.documentElement.classList.remove('starting');
    document.documentElement.classList.toggle('compact', density === 'compact');
    this.#apply();
  }

  get dark(): boolean {
    return this.#choice === 'system' ? this.#systemDark : this.#choice === 'dark';
  }

  #apply(): void {
    document.documentElement.classList.toggle('dark', this.dark);
  }
}
