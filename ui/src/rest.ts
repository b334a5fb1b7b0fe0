// The screens and dialogs that nobody sees at the start. They are read when the first screen stands,
// so that it does not wait for them (state/rest.svelte.ts).
export { default as Connect } from './screens/connect/Connect.svelte';
export { default as Palette } from './screens/frame/Palette.svelte';
export { default as DetailPanel } from './screens/accounts/DetailPanel.svelte';
export { default as FromList } from './screens/status/FromList.svelte';
export { default as StatusDialog } from './screens/status/StatusDialog.svelte';

export { default as newAccount } from './screens/new-account/NewAccount.svelte';
export { default as exports } from './screens/exports/Exports.svelte';
export { default as exportForm } from './screens/exports/ExportForm.svelte';
export { default as exportRun } from './screens/exports/ExportRun.svelte';
export { default as import } from './screens/import/Import.svelte';
export { default as importRun } from './screens/import/ImportRunScreen.svelte';
export { default as activity } from './screens/Activity.svelte';
export { default as jobs } from './screens/Jobs.svelte';
export { default as settings } from './screens/settings/Settings.svelte';
