package dev.faultline.sim.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What one client knows when it chooses its next operation: values of its own, and notes of what it
 * was told. Belongs to the world's thread.
 */
public final class Known {
  private final RandomGenerator random;
  private final int client;
  private final int clients;
  private final Count made;
  private final Map<Object, Object> notes = new LinkedHashMap<>();
  private final Map<Object, Known> parts = new LinkedHashMap<>();

  private static final class Count {
    private int values;
  }

  /**
   * Knows nothing yet.
   *
   * @param client which one of the clients it is, from zero
   * @param clients how many there are
   */
  public Known(RandomGenerator random, int client, int clients) {
    this(random, client, clients, new Count());
  }

  private Known(RandomGenerator random, int client, int clients, Count made) {
    this.random = random;
    this.client = client;
    this.clients = clients;
    this.made = made;
  }

  /** The client's source of chance. */
  public RandomGenerator random() {
    return random;
  }

  /** Which of the clients it is, from zero. */
  public int client() {
    return client;
  }

  /**
   * A positive number that no client of these has been given. It follows from the client and how
   * many it has had, so that what others do, or a shrinker leaves out, does not change it.
   */
  public int fresh() {
    return Math.addExact(Math.multiplyExact(made.values++, clients), client + 1);
  }

  /** A number that a client may have been given by now: of any, as far as this one has come. */
  public int earlier() {
    return 1 + random.nextInt(Math.max(1, Math.multiplyExact(made.values, clients)));
  }

  /** What {@link #note} wrote down last under this key; null for nothing. */
  public @Nullable Object noted(Object key) {
    return notes.get(key);
  }

  /** Writes something down; null to forget it. */
  public void note(Object key, @Nullable Object value) {
    if (value == null) {
      notes.remove(key);
    } else {
      notes.put(key, value);
    }
  }

  /** What it knows of one of many objects: notes of its own, the same values and chance. */
  Known of(Object key, Kind<?, ?> kind) {
    Known known = parts.get(key);
    if (known == null) {
      known = new Known(random, client, clients, made);
      parts.put(key, known);
      kind.begins(known);
    }
    return known;
  }
}
