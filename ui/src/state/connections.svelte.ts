// Which parent accounts this computer knows, which one is current, and what may be done there.
// Signing in is in sign-in.svelte.ts.
import type {
  Backend,
  CapabilityKind,
  ConnectionEdit,
  ConnectionId,
  ConnectionStatus,
  ConnectionSummary,
} from '../backend';
import { t } from '../messages';

export class Connections {
  all = $state.raw<ConnectionSummary[]>([]);
  status = $state.raw<ConnectionStatus | null>(null);

  /** Counts what Rust told by itself: that is newer than an answer that was under way. */
  #told = 0;

  constructor(private readonly backend: Backend) {}

  /** The state of the current connection, unless a newer one was told meanwhile. */
  async #readStatus(): Promise<void> {
    const told = this.#told;
    const status = await this.backend.connectionStatus();
    const overtaken = told !== this.#told && status?.connection.id === this.status?.connection.id;
    if (!overtaken) this.status = status;
  }

  get current(): ConnectionSummary | null {
    return this.status?.connection ?? null;
  }

  get readOnly(): boolean {
    return this.current?.readOnly ?? false;
  }

  /** Why this cannot be done right now, as a sentence; null when it can. */
  whyNot(kind: CapabilityKind): string | null {
    return this.readOnly ? t('why-read-only') : this.whyNotRead(kind);
  }

  /** The same for what changes nothing at the server, and so is open to a read-only connection. */
  whyNotRead(kind: CapabilityKind): string | null {
    const { status } = this;
    if (!status) return t('why-not-connected');
    switch (status.state.kind) {
      case 'connecting':
        return t('why-connecting');
      case 'offline':
        return t('why-offline');
      case 'signedOut':
        return t('why-signed-out');
      case 'ready': {
        const capability = status.capabilities.find((it) => it.kind === kind);
        if (!capability || capability.allowed) return null;
        return capability.remark ?? t('why-not-permitted', { name: status.connection.name });
      }
    }
  }

  async read(): Promise<void> {
    [this.all] = await Promise.all([this.backend.listConnections(), this.#readStatus()]);
  }

  /** Another connection; sample data has to be started first. */
  async select(connection: ConnectionSummary): Promise<void> {
    if (connection.sample) {
      await this.backend.openSampleData();
      await this.read();
    } else {
      const told = this.#told;
      const status = await this.backend.selectConnection(connection.id);
      const overtaken = told !== this.#told && this.status?.connection.id === connection.id;
      if (overtaken) return;
      this.status = status;
      this.#replace(status.connection);
    }
  }

  /** Told by Rust. */
  changed(status: ConnectionStatus): void {
    const known = this.all.some((it) => it.id === status.connection.id);
    const replaced = this.all.map((it) =>
      it.id === status.connection.id ? status.connection : it,
    );
    this.all = known ? replaced : [...this.all, status.connection];
    this.#told++;
    if (!this.status || this.status.connection.id === status.connection.id) this.status = status;
  }

  async edit(id: ConnectionId, edit: ConnectionEdit): Promise<void> {
    this.#replace(await this.backend.updateConnection(id, edit));
  }

  async signOut(id: ConnectionId): Promise<void> {
    this.#replace(await this.backend.signOut(id));
    if (this.current?.id === id) await this.#readStatus();
  }

  async remove(id: ConnectionId): Promise<void> {
    await this.backend.removeConnection(id);
    this.all = this.all.filter((it) => it.id !== id);
    if (this.current?.id === id) this.status = null;
  }

  #replace(connection: ConnectionSummary): void {
    this.all = this.all.map((it) => (it.id === connection.id ? connection : it));
    if (this.status?.connection.id === connection.id) this.status = { ...this.status, connection };
  }
}
