import type { Post } from './post.ts';

/** Objects beside domains that clients may be told of. */
export type ObjectKind = 'network' | 'storage pool' | 'node device' | 'secret';

/** Something that happened to one of them. */
export interface Announcement {
  readonly kind: ObjectKind;
  /** virNetworkEventID and its like: 0 is the object's life, 1 what else its kind has. */
  readonly event: number;
  /** The object's uuid; a node device's name. */
  readonly key: string;
  readonly toCallback: (post: Post, callbackId: number) => void;
}

/** What happens to the objects of a host, for all who listen. */
export interface Announcements {
  tell(announcement: Announcement): void;
  /** Calls back until the function that it returns is called. */
  follow(hear: (announcement: Announcement) => void): () => void;
}

export function createAnnouncements(): Announcements {
  const listeners = new Set<(announcement: Announcement) => void>();
  return {
    tell(announcement) {
      for (const hear of listeners) hear(announcement);
    },
    follow(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}
