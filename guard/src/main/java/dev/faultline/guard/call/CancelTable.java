package dev.faultline.guard.call;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A server's half of cancellation: the work for which no caller waits any more.
 *
 * <p>A hedge whose twin was answered, a retry of a caller that gave up: their client sends a
 * cancellation, and the server drops the work that is still queued, and ends what it can of the
 * work that runs. A cancellation may overtake its request on the way, so it is remembered for a
 * while, and the network may repeat a request, so it is remembered after that, too. Cancellation
 * only saves work: one that is lost, late, or forgotten since there were too many leads to wasted
 * work, never to a wrong answer.
 *
 * <p>Work that never ends, since its thread died or {@link #end} was not called, is also forgotten
 * after a time.
 *
 * <p>Thread-safe. Time is an argument, of any monotonic clock (see {@link LatestTime}).
 *
 * @param <K> what identifies an attempt, the same on both sides, with {@code equals} and {@code
 *     hashCode}
 */
public final class CancelTable<K> {
  /** Returned in place of a ticket when an attempt is not to be done. */
  public static final long REFUSED = -1;

  private final LatestTime time = new LatestTime();
  private final long keepNanos;
  private final long workNanos;
  private final int most;

  private record Work(long ticket, long forgottenAt, boolean isCancelled) {}

  /** Work that is here, the oldest first. */
  private final Map<K, Work> here = new LinkedHashMap<>();

  /**
   * A cancellation of an attempt that is not here.
   *
   * @param isCounted whether its attempt has come, so that it was counted
   */
  private record Cancelled(long forgottenAt, boolean isCounted) {}

  /** Cancellations whose attempts are not here, the oldest first. */
  private final Map<K, Cancelled> gone = new LinkedHashMap<>();

  private long tickets;
  private long saved;
  private long expired;
  private long misused;

  /**
   * Creates an empty table.
   *
   * @param keep how long a cancellation is remembered whose request has not come, or may come
   *     again: counted from the last cancellation, or from the end of the work if that came after
   *     it
   * @param longestWork how long work is remembered that does not end; longer than work takes
   * @param most how many cancellations are remembered besides those of work that is here, 1 to
   *     1,000,000
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public CancelTable(Duration keep, Duration longestWork, int most) {
    keepNanos = Checks.positiveNanos("keep", keep);
    workNanos = Checks.positiveNanos("longestWork", longestWork);
    this.most = Checks.within("most", most, 1, 1_000_000);
  }

  /**
   * An attempt has arrived.
   *
   * @return a ticket to {@link #end} it with, or {@link #REFUSED}: it was cancelled before, or is
   *     here already, since the network has repeated its request
   */
  public synchronized long begin(K id, long nowNanos) {
    long now = time.at(nowNanos);
    forget(now);
    Cancelled cancelled = gone.get(id);
    if (cancelled != null) {
      if (!cancelled.isCounted()) {
        saved++;
        // In its place: it is forgotten as early as before.
        gone.replace(id, new Cancelled(cancelled.forgottenAt(), true));
      }
      return REFUSED;
    }
    if (here.containsKey(id)) {
      return REFUSED;
    }
    here.put(id, new Work(tickets, now + workNanos, false));
    return tickets++;
  }

  /**
   * A cancellation has arrived.
   *
   * @return whether the attempt is here; if so, end it
   */
  public synchronized boolean cancel(K id, long nowNanos) {
    long now = time.at(nowNanos);
    forget(now);
    if (here.computeIfPresent(id, (_, work) -> new Work(work.ticket(), work.forgottenAt(), true))
        != null) {
      return true;
    }
    Cancelled before = gone.get(id);
    remember(id, now, before != null && before.isCounted());
    return false;
  }

  private void remember(K id, long now, boolean isCounted) {
    gone.remove(id);
    gone.put(id, new Cancelled(now + keepNanos, isCounted));
    if (gone.size() > most) {
      removeFirst();
    }
  }

  /** Whether to stop: ask when the work leaves the queue, and between its parts. */
  public synchronized boolean isCancelled(K id) {
    Work work = here.get(id);
    return work != null && work.isCancelled();
  }

  /**
   * The work of an attempt has ended, or was dropped. Without effect, and counted in {@link
   * #misused()}, if it had ended or was forgotten, also when the same attempt has come and begun
   * again since.
   *
   * @param ticket that of {@link #begin}
   */
  public synchronized void end(K id, long ticket) {
    Work work = here.get(id);
    if (work == null || work.ticket() != ticket) {
      misused++;
      return;
    }
    here.remove(id);
    if (work.isCancelled()) {
      saved++;
      remember(id, time.last(), true);
    }
  }

  /** How many attempts were cancelled before they had ended. */
  public synchronized long cancelled() {
    return saved;
  }

  /** How often work was ended that was not here: it had ended before, or was forgotten. */
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

  /** How many attempts are here. */
  public synchronized int size() {
    return here.size();
  }

  private void forget(long now) {
    while (!gone.isEmpty() && now - gone.values().iterator().next().forgottenAt() >= 0) {
      removeFirst();
    }
    Iterator<Work> oldest = here.values().iterator();
    while (oldest.hasNext() && now - oldest.next().forgottenAt() >= 0) {
      oldest.remove();
      expired++;
    }
  }

  private void removeFirst() {
    Iterator<K> first = gone.keySet().iterator();
    first.next();
    first.remove();
  }
}
