package dev.faultline.runtime.secure;

import dev.faultline.link.PeerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of peers, by numbers that never change: a key that is revoked keeps its number, and gets
 * it back when it is allowed again. Thread-safe.
 */
final class AllowedKeys {
  /**
   * A key.
   *
   * @param revocations how often it was revoked so far
   */
  private record Entry(PublicKey key, boolean allowed, int revocations) {}

  private final Map<PublicKey, Integer> numbers = new HashMap<>();
  private volatile List<Entry> entries = List.of();
  private volatile int revocations;

  AllowedKeys(List<PublicKey> keys) {
    keys.forEach(this::allow);
  }

  synchronized void allow(PublicKey key) {
    set(key, true);
  }

  synchronized boolean revoke(PublicKey key) {
    Integer number = numbers.get(key);
    if (number == null || !entries.get(number).allowed()) {
      return false;
    }
    set(key, false);
    revocations++;
    return true;
  }

  private void set(PublicKey key, boolean allowed) {
    List<Entry> changed = new ArrayList<>(entries);
    Integer number = numbers.putIfAbsent(key, changed.size());
    if (number == null) {
      changed.add(new Entry(key, allowed, 0));
    } else {
      int before = changed.get(number).revocations();
      changed.set(number, new Entry(key, allowed, allowed ? before : before + 1));
    }
    entries = List.copyOf(changed);
  }

  /** How often any key was revoked, so that it is noticed. */
  int revocations() {
    return revocations;
  }

  /** How often this one was. */
  int revocations(int number) {
    return entries.get(number).revocations();
  }

  /** How many numbers there are, those of revoked keys included. */
  int count() {
    return entries.size();
  }

  PublicKey key(int number) {
    return entries.get(number).key();
  }

  @Nullable PublicKey key(PeerIdentity identity) {
    for (Entry entry : entries) {
      if (entry.key().identity().equals(identity)) {
        return entry.key();
      }
    }
    return null;
  }

  boolean allows(int number) {
    return entries.get(number).allowed();
  }

  /** The number of a key that is allowed, or below 0. */
  synchronized int number(PublicKey key) {
    Integer number = numbers.get(key);
    return number != null && entries.get(number).allowed() ? number : -1;
  }

  /** Those that are allowed now. */
  List<PublicKey> allowed() {
    return entries.stream().filter(Entry::allowed).map(Entry::key).toList();
  }
}
