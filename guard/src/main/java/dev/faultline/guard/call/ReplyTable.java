package dev.faultline.guard.call;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server's half of idempotency keys: what it has answered to which call, so that a further
 * attempt gets the same answer and does nothing again.
 *
 * <p>Replies are kept for a time, counted from the end of the work. Choose it longer than any
 * client goes on trying, and the network delays: an attempt that comes later is done a second time.
 * A full table refuses further calls rather than forget one. (The IETF draft "The Idempotency-Key
 * HTTP Header Field" asks for the same, and for the check of the request behind the key.)
 *
 * <p>Work that never ends, since its thread died or {@link #finish} was not called, is forgotten
 * after the same time, counted from its begin: by then a client would also come too late for a
 * reply. Until then its key is {@link Begun.Running}. It is not known what the work did; a further
 * attempt may do it again.
 *
 * <p>The table is in memory. A server that may crash stores key and reply together with the effect,
 * in one transaction, and calls {@link #restore} for each when it comes back. What is restored is
 * kept even where there is no room for it, and then the table refuses further calls until there is.
 *
 * <p>Thread-safe. Time is an argument, of any monotonic clock (see {@link LatestTime}).
 *
 * @param <R> a reply
 */
public final class ReplyTable<R> {
  /** What to do with an attempt. */
  public sealed interface Begun<R> {
    /**
     * Do it, and call {@link #finish} or {@link #abandon}.
     *
     * @param <R> a reply
     * @param ticket what to give to these: it tells this attempt from a later one
     */
    record Run<R>(long ticket) implements Begun<R> {}

    /**
     * Another attempt is doing it: say nothing, or that the client shall ask again.
     *
     * @param <R> a reply
     */
    record Running<R>() implements Begun<R> {}

    /**
     * It is done.
     *
     * @param <R> a reply
     * @param reply what was answered
     */
    record Replied<R>(R reply) implements Begun<R> {}

    /**
     * The key was used for another request: refuse, the client is wrong.
     *
     * @param <R> a reply
     */
    record OtherRequest<R>() implements Begun<R> {}

    /**
     * No room: refuse as overloaded, nothing was done.
     *
     * @param <R> a reply
     */
    record Full<R>() implements Begun<R> {}
  }

  private record Entry<R>(long fingerprint, long ticket, @Nullable R reply, long forgottenAt) {}

  /** The ticket of what is done. */
  private static final long NONE = -1;

  private final LatestTime time = new LatestTime();
  private final long keepNanos;
  private final int most;
  private final Map<IdempotencyKey, Entry<R>> running = new LinkedHashMap<>();

  /** The one that ended first comes first, as above the one that began first. */
  private final Map<IdempotencyKey, Entry<R>> done = new LinkedHashMap<>();

  private long tickets;
  private long repeated;
  private long misused;
  private long expired;

  /**
   * Creates an empty table.
   *
   * @param keep how long a reply is kept after the work has ended, and work that does not end after
   *     it was begun; longer than work takes
   * @param most how many keys are kept, 1 to 100,000,000; beyond it only what is restored
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public ReplyTable(Duration keep, int most) {
    keepNanos = Checks.positiveNanos("keep", keep);
    this.most = Checks.within("most", most, 1, 100_000_000);
  }

  /**
   * An attempt has arrived.
   *
   * @param fingerprint of the request, such as a hash of its bytes; attempts of one call have one
   */
  public synchronized Begun<R> begin(IdempotencyKey key, long fingerprint, long nowNanos) {
    long now = time.at(nowNanos);
    forget(done, now);
    expired += forget(running, now);
    Entry<R> known = done.containsKey(key) ? done.get(key) : running.get(key);
    if (known == null) {
      if (size() >= most) {
        return new Begun.Full<>();
      }
      long ticket = tickets++;
      running.put(key, new Entry<>(fingerprint, ticket, null, now + keepNanos));
      return new Begun.Run<>(ticket);
    }
    if (known.fingerprint() != fingerprint) {
      misused++;
      return new Begun.OtherRequest<>();
    }
    repeated++;
    R reply = known.reply();
    return reply == null ? new Begun.Running<>() : new Begun.Replied<>(reply);
  }

  /**
   * The work is done; further attempts get this reply. Without effect if it was not running, or was
   * forgotten, also when another attempt has begun since.
   *
   * @param ticket that of {@link Begun.Run}
   * @param reply not null: without a reply the key would be running for ever
   */
  public synchronized void finish(IdempotencyKey key, long ticket, R reply, long nowNanos) {
    Objects.requireNonNull(reply, "reply");
    Entry<R> entry = end(key, ticket);
    if (entry == null) {
      return;
    }
    keep(key, entry.fingerprint(), reply, nowNanos);
  }

  /**
   * The work was given up without an effect; a further attempt may do it.
   *
   * @param ticket that of {@link Begun.Run}
   */
  public synchronized void abandon(IdempotencyKey key, long ticket) {
    end(key, ticket);
  }

  private @Nullable Entry<R> end(IdempotencyKey key, long ticket) {
    Entry<R> entry = running.get(key);
    if (entry == null || entry.ticket() != ticket) {
      misused++;
      return null;
    }
    running.remove(key);
    return entry;
  }

  /**
   * Remembers a reply from an earlier life of the server, also beyond the number of keys that are
   * kept: to forget one would be to do its call again. Work that runs for the key is forgotten;
   * when it ends, that is counted in {@link #misused()}, and this reply stays.
   *
   * @param reply not null
   */
  public synchronized void restore(IdempotencyKey key, long fingerprint, R reply, long nowNanos) {
    Objects.requireNonNull(reply, "reply");
    running.remove(key);
    keep(key, fingerprint, reply, nowNanos);
  }

  /** How many keys are known. */
  public synchronized int size() {
    return running.size() + done.size();
  }

  /** How many attempts came of calls that were known. */
  public synchronized long repeated() {
    return repeated;
  }

  /** Keys of other requests, and work that was finished or abandoned twice. */
  public synchronized long misused() {
    return misused;
  }

  /** How much work was forgotten since it did not end. */
  public synchronized long expired() {
    return expired;
  }

  /** See {@link LatestTime#lateReadings}. */
  public synchronized long lateReadings() {
    return time.lateReadings();
  }

  private void keep(IdempotencyKey key, long fingerprint, R reply, long nowNanos) {
    done.remove(key);
    done.put(key, new Entry<>(fingerprint, NONE, reply, time.at(nowNanos) + keepNanos));
  }

  private static <R> int forget(Map<IdempotencyKey, Entry<R>> entries, long now) {
    int forgotten = 0;
    Iterator<Entry<R>> oldest = entries.values().iterator();
    while (oldest.hasNext() && now - oldest.next().forgottenAt() >= 0) {
      oldest.remove();
      forgotten++;
    }
    return forgotten;
  }
}
