// What just happened, told in a corner for ten seconds. The clock stands still while somebody
// points at a toast or has the keyboard in it.

export interface ToastAction {
  label: string;
  /** It takes back what the toast tells: Ctrl+Z and the palette do it too, while it lasts. */
  undoes?: true;
  run: () => void;
}

export interface Toast {
  id: number;
  tone: 'done' | 'failed';
  title: string;
  text: string | null;
  /** Read out at once, over whatever is being read. */
  urgent: boolean;
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
    const urgent = toast.tone === 'failed';
    const usual = { id, tone: 'done' as const, text: null, urgent, actions: [] };
    this.all = [...this.all.slice(-2), { ...usual, ...toast }];
    this.#start(id, toastMilliseconds);
    return id;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id)?.timer);
    this.#timers.delete(id);
    this.all = this.all.filter((it) => it.id !== id);
  }

  /** The latest that tells of something that can be taken back. */
  get undoable(): Toast | null {
    return this.all.findLast((it) => it.actions.some((action) => action.undoes)) ?? null;
  }

  /** Takes that back. */
  undo(): void {
    const toast = this.undoable;
    if (!toast) return;
    this.dismiss(toast.id);
    toast.actions.find((it) => it.undoes)?.run();
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
