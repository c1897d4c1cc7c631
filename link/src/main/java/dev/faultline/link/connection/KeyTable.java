package dev.faultline.link.connection;

import dev.faultline.link.Session;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by the key of their connection: open addressing, so that a look-up makes no garbage.
 * Peers choose keys, so where a key belongs is a secret: who knew it could choose keys that all
 * belong to one place, and make each look-up as long as there are sessions.
 */
public final class KeyTable {
  private final long mask0;
  private final long factor0;
  private final long factor1;
  private long[] keys = new long[16];
  private @Nullable Session[] sessions = new Session[16];
  private int size;

  public KeyTable(RandomGenerator random) {
    this(random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** A table with these secrets. */
  public KeyTable(long mask0, long factor0, long factor1) {
    this.mask0 = mask0;
    this.factor0 = factor0 | 1;
    this.factor1 = factor1 | 1;
  }

  /** How many places a look-up of this key visits. */
  public int visits(long key) {
    int mask = keys.length - 1;
    int visits = 1;
    for (int at = home(key, mask); sessions[at] != null && keys[at] != key; at = at + 1 & mask) {
      visits++;
    }
    return visits;
  }

  public @Nullable Session get(long key) {
    int mask = keys.length - 1;
    for (int at = home(key, mask); sessions[at] != null; at = at + 1 & mask) {
      if (keys[at] == key) {
        return sessions[at];
      }
    }
    return null;
  }

  public void put(long key, Session session) {
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

  public void remove(long key) {
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

  private int home(long key, int mask) {
    long mixed = (key ^ mask0) * factor0;
    mixed = (mixed ^ mixed >>> 32) * factor1;
    return (int) (mixed >>> 32) & mask;
  }
}
