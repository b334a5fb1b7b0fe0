// What just happened, told in a corner for ten seconds. The clock stands still while somebody
// points at a toast or has the keyboard in it.

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  tone: 'done' | 'failed';
  title: string;
  text: string | null;
  actions: ToastAction[];
}

export const toastMilliseconds = 10_000;

export class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<
    number,
    { timer: ReturnType<typeof setTimeout>; left: number; since: number }
  >();
  #held = false;

  tell(toast: Partial<Omit<Toast, 'id'>> & { title: string }): number {
    const id = this.#next++;
    this.all = [...this.all.slice(-2), { id, tone: 'done', text: null, actions: [], ...toast }];
    this.#start(id, toastMilliseconds);
    return id;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id)?.timer);
    this.#timers.delete(id);
    this.all = this.all.filter((it) => it.id !== id);
  }

  /** Somebody is looking: nothing disappears. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    for (const entry of this.#timers.values()) {
      clearTimeout(entry.timer);
      entry.left -= Date.now() - entry.since;
    }
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const [id, entry] of this.#timers) this.#start(id, Math.max(2000, entry.left));
  }

  #start(id: number, left: number): void {
    const timer = setTimeout(() => {
      this.dismiss(id);
    }, left);
    this.#timers.set(id, { timer, left, since: Date.now() });
    if (this.#held) clearTimeout(timer);
  }
}
