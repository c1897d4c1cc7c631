package dev.faultline.link;

import org.jspecify.annotations.Nullable;

/** Sessions by the key of their connection: open addressing, so that a look-up makes no garbage. */
final class KeyTable {
  private long[] keys = new long[16];
  private @Nullable Session[] sessions = new Session[16];
  private int size;

  @Nullable Session get(long key) {
    int mask = keys.length - 1;
    for (int at = home(key, mask); sessions[at] != null; at = at + 1 & mask) {
      if (keys[at] == key) {
        return sessions[at];
      }
    }
    return null;
  }

  void put(long key, Session session) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int mask = keys.length - 1;
    int at = home(key, mask);
    while (sessions[at] != null && keys[at] != key) {
      at = at + 1 & mask;
    }
    size += sessions[at] == null ? 1 : 0;
    keys[at] = key;
    sessions[at] = session;
  }

  void remove(long key) {
    int mask = keys.length - 1;
    int at = home(key, mask);
    while (sessions[at] != null && keys[at] != key) {
      at = at + 1 & mask;
    }
    if (sessions[at] == null) {
      return;
    }
    size--;
    // Those behind it move up, unless that would put them before their home.
    int hole = at;
    for (int next = at + 1 & mask; sessions[next] != null; next = next + 1 & mask) {
      int home = home(keys[next], mask);
      if ((next - home & mask) >= (next - hole & mask)) {
        keys[hole] = keys[next];
        sessions[hole] = sessions[next];
        hole = next;
      }
    }
    sessions[hole] = null;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Session[] old = sessions;
    keys = new long[2 * oldKeys.length];
    sessions = new Session[2 * oldKeys.length];
    size = 0;
    for (int i = 0; i < old.length; i++) {
      Session session = old[i];
      if (session != null) {
        put(oldKeys[i], session);
      }
    }
  }

  private static int home(long key, int mask) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
  }
}
