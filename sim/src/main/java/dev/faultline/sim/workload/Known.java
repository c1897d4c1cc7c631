package dev.faultline.sim.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge of one client when it chooses its next operation: fresh values, and notes about
 * earlier answers. Belongs to the world's thread.
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
   * A client without notes.
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
   * A positive number that no other client gets. It depends only on the client and on how many
   * numbers it has taken, so other clients and the shrinker do not change it.
   */
  public int fresh() {
    return Math.addExact(Math.multiplyExact(made.values++, clients), client + 1);
  }

  /** A number that some client may have got from {@link #fresh} by now. */
  public int earlier() {
    return 1 + random.nextInt(Math.max(1, Math.multiplyExact(made.values, clients)));
  }

  /** The last {@link #note} under this key; null if there is none. */
  public @Nullable Object noted(Object key) {
    return notes.get(key);
  }

  /** Keeps a note under a key; null removes it. */
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
