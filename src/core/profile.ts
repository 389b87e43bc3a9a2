import { valueClass } from './value-class';
import { withDefaults } from './with-defaults';

/** The numbers of a profile; each can be overridden. */
export interface ProfileOptions {
  /** Replicas of servers whose stores allow more than one. */
  readonly replicas?: number;
  /** Size of the volume of a database server, as a Kubernetes quantity. */
  readonly databaseSize?: string;
  /** Size of the volume of an object store, as a Kubernetes quantity. */
  readonly objectStoreSize?: string;
  /** Size of the volume of anything else that keeps state, as a Kubernetes quantity. */
  readonly volumeSize?: string;
  /** Whether servers that can have several replicas get a PodDisruptionBudget and are spread over zones and nodes. */
  readonly highAvailability?: boolean;
  /** Whether no node gets a second replica of a server while another could take it; without, it is only preferred so. */
  readonly strictSpread?: boolean;
}

/**
 * How large and how careful an installation is: replicas, sizes, budgets and spread in one place. A prop of a construct always
 * wins over the profile.
 */
export class Profile {
  static { valueClass(this, 'Profile'); }

  /** For one machine: one replica of everything and small volumes. */
  public static local(overrides: ProfileOptions = {}): Profile {
    return new Profile(withDefaults(overrides, {
      replicas: 1, databaseSize: '1Gi', objectStoreSize: '2Gi', volumeSize: '1Gi', highAvailability: false, strictSpread: false,
    }));
  }

  /** For a team on a shared cluster: one replica, volumes that last for a while. */
  public static team(overrides: ProfileOptions = {}): Profile {
    return new Profile(withDefaults(overrides, {
      replicas: 1, databaseSize: '20Gi', objectStoreSize: '100Gi', volumeSize: '10Gi', highAvailability: true, strictSpread: false,
    }));
  }

  /** For work that others depend on: two replicas where the stores allow it, budgets, and nodes of their own for those of a server. */
  public static production(overrides: ProfileOptions = {}): Profile {
    return new Profile(withDefaults(overrides, {
      replicas: 2, databaseSize: '100Gi', objectStoreSize: '1Ti', volumeSize: '50Gi', highAvailability: true, strictSpread: true,
    }));
  }

  /** Replicas of servers whose stores allow more than one. */
  public readonly replicas: number;
  /** Size of the volume of a database server. */
  public readonly databaseSize: string;
  /** Size of the volume of an object store. */
  public readonly objectStoreSize: string;
  /** Size of the volume of anything else that keeps state. */
  public readonly volumeSize: string;
  /** Whether servers that can have several replicas get a PodDisruptionBudget and are spread over zones and nodes. */
  public readonly highAvailability: boolean;
  /** Whether no node gets a second replica of a server while another could take it. */
  public readonly strictSpread: boolean;

  private constructor(numbers: Required<ProfileOptions>) {
    this.replicas = numbers.replicas;
    this.databaseSize = numbers.databaseSize;
    this.objectStoreSize = numbers.objectStoreSize;
    this.volumeSize = numbers.volumeSize;
    this.highAvailability = numbers.highAvailability;
    this.strictSpread = numbers.strictSpread;
  }
}
