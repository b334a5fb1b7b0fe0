// The one small question that may stand over the screen: drop what was typed, sign out, remove a
// connection, close with work running. Whoever asks waits for the answer.

export interface Question {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  /** The answer does damage: its button is red. */
  damage: boolean;
}

export class Questions {
  open = $state.raw<Question | null>(null);
  #answer: ((yes: boolean) => void) | null = null;

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.open = question;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  answer(yes: boolean): void {
    this.open = null;
    this.#answer?.(yes);
    this.#answer = null;
  }
}
