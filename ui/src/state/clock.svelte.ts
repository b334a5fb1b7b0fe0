// The time of day as the screen knows it, for "2 min ago". Moves on twice a minute.

const stepMilliseconds = 30_000;

export class Clock {
  now = $state(Math.floor(Date.now() / 1000));
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.#timer = setInterval(() => {
      this.set();
    }, stepMilliseconds);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  set(): void {
    this.now = Math.floor(Date.now() / 1000);
  }
}
