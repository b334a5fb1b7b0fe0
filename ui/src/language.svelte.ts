// Which language everything is said in, as something that what is drawn depends on. What is said
// in it is in messages.ts.
export type UiLanguage = 'en' | 'pseudo';

let current = $state.raw<UiLanguage>('en');

export const spokenLanguage = (): UiLanguage => current;

export function speak(language: UiLanguage): void {
  current = language;
}
