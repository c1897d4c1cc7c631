package dev.faultline.stories.herd;

import dev.faultline.guard.retry.Backoff;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Clients that all lose their connection at once, and a server that can accept so many a second.
 */
final class Herd {
  static final long SECOND = 1_000_000_000;
  static final int LASTS = 360;

  /** When all connections break, in seconds. */
  static final int BREAKS_AT = 10;

  private record Attempt(int client, long at, long order) {}

  private final int clients;
  private final long work;
  private final long timeout;
  private final Backoff backoff;
  private final boolean dropsLate;
  private final SplittableRandom random;
  private final PriorityQueue<Attempt> planned =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final Deque<Attempt> queue = new ArrayDeque<>();
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private final boolean[] connected;
  private final int[] retries;
  private final long[] lastWait;
  private final double[] attempts = new double[LASTS];
  private final double[] connects = new double[LASTS];
  private final double[] online = new double[LASTS];
  private long serverIsFree;
  private long order;
  private int connectedCount;
  private int made;
  private double allAfter = -1;

  /**
   * Prepares a run.
   *
   * @param perSecond connections that the server can make, a second
   * @param dropsLate whether it leaves out those whose client has given up
   */
  Herd(
      long seed,
      int clients,
      double perSecond,
      double timeoutSeconds,
      Backoff backoff,
      boolean dropsLate) {
    random = new SplittableRandom(seed);
    this.clients = clients;
    work = (long) (SECOND / perSecond);
    timeout = (long) (timeoutSeconds * SECOND);
    this.backoff = backoff;
    this.dropsLate = dropsLate;
    connected = new boolean[clients];
    retries = new int[clients];
    lastWait = new long[clients];
  }

  Herd run() {
    for (int second = 0; second < BREAKS_AT; second++) {
      online[second] = clients;
    }
    for (int client = 0; client < clients; client++) {
      // They notice within a few milliseconds of each other.
      planned.add(new Attempt(client, BREAKS_AT * SECOND + random.nextInt(10_000_000), order++));
    }
    int second = BREAKS_AT;
    while (true) {
      long sent = planned.isEmpty() ? Long.MAX_VALUE : planned.element().at;
      long served = queue.isEmpty() ? Long.MAX_VALUE : Math.max(serverIsFree, queue.element().at);
      long givenUp = waiting.isEmpty() ? Long.MAX_VALUE : waiting.element().at + timeout;
      long now = Math.min(sent, Math.min(served, givenUp));
      for (; second < LASTS && now >= (second + 1) * SECOND; second++) {
        online[second] = connectedCount;
      }
      if (now >= LASTS * SECOND) {
        return this;
      }
      if (now == served) {
        serve(queue.remove(), now);
      } else if (now == givenUp) {
        giveUp(waiting.remove(), now);
      } else {
        Attempt attempt = planned.remove();
        attempts[(int) (now / SECOND)]++;
        made++;
        queue.add(attempt);
        waiting.add(attempt);
      }
    }
  }

  private void serve(Attempt attempt, long now) {
    boolean isLate = now + work - attempt.at > timeout;
    if (isLate && dropsLate) {
      return;
    }
    serverIsFree = now + work;
    if (!isLate && !connected[attempt.client]) {
      connected[attempt.client] = true;
      connects[(int) Math.min(LASTS - 1, serverIsFree / SECOND)]++;
      if (++connectedCount == clients) {
        allAfter = (double) serverIsFree / SECOND - BREAKS_AT;
      }
    }
  }

  private void giveUp(Attempt attempt, long now) {
    int client = attempt.client;
    if (connected[client]) {
      return;
    }
    long wait = backoff.delayNanos(retries[client]++, lastWait[client], random.nextLong());
    lastWait[client] = wait;
    planned.add(new Attempt(client, now + wait, order++));
  }

  double[] attempts() {
    return attempts;
  }

  double[] connects() {
    return connects;
  }

  double[] online() {
    return online;
  }

  int connected() {
    return connectedCount;
  }

  int made() {
    return made;
  }

  /** Seconds until the last client was connected; -1 if that did not come. */
  double allAfter() {
    return allAfter;
  }
}
