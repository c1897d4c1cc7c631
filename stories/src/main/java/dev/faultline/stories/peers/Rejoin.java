package dev.faultline.stories.peers;

import dev.faultline.guard.queue.CreditGrantor;
import dev.faultline.guard.queue.CreditedSender;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A node that comes back, and peers that send it what it has missed, in steps of ten milliseconds.
 *
 * <p>All that it gets waits in one queue: its own work, the records, and heartbeats, which it has
 * to answer within a second. Three in a row that are late, and it is declared dead; four seconds
 * later it is let in again, and the stream begins again.
 */
final class Rejoin {
  static final int LASTS = 600;
  static final int STEPS = 100;
  static final int REJOINS_AT = 10;

  private static final int ACCEPTED_AGAIN = 4 * STEPS;

  /** What keeps the peers back. */
  enum Protection {
    NONE,
    PRIORITY,
    THROTTLE,
    CREDITS
  }

  /** Messages that came in one step: served in order, foreground first within a step. */
  private static final class Batch {
    final int at;
    double foreground;
    double records;

    Batch(int at, double foreground, double records) {
      this.at = at;
      this.foreground = foreground;
      this.records = records;
    }
  }

  private final Protection protection;
  private final double capacity;
  private final double foreground;
  private final double stream;
  private final double missed;
  private final Deque<Batch> queue = new ArrayDeque<>();
  private final double[] waits = new double[LASTS];
  private final double[] applied = new double[LASTS];
  private final double[] backlog = new double[LASTS];
  private CreditGrantor grantor;
  private CreditedSender sender = new CreditedSender();
  private double unsent;
  private double waiting;
  private double done;
  private double consumedPart;
  private double throttled;
  private int lateHeartbeats;
  private int deadUntil = -1;
  private int deaths;
  private double longestWait;
  private double caughtUp = -1;

  /**
   * Prepares a run.
   *
   * @param capacity messages a second
   * @param foreground of them that users send
   * @param stream records a second that all peers send when nothing keeps them back
   * @param missed records that the node has to get
   */
  Rejoin(Protection protection, double capacity, double foreground, double stream, double missed) {
    this.protection = protection;
    this.capacity = capacity;
    this.foreground = foreground;
    this.stream = stream;
    this.missed = missed;
    grantor = grantor();
  }

  /** As much as the node does in 25 milliseconds. */
  private CreditGrantor grantor() {
    return new CreditGrantor((int) Math.max(1, capacity * 0.025));
  }

  Rejoin run() {
    begin();
    for (int step = 0; step < LASTS * STEPS; step++) {
      int second = step / STEPS;
      if (step == deadUntil) {
        begin();
      }
      if (step >= deadUntil) {
        arrive(step);
        work(step);
        if (step % STEPS == STEPS - 1) {
          heartbeat(step);
        }
      }
      waits[second] = Math.max(waits[second], queueWait(step));
      backlog[second] = waiting;
      applied[second] = done;
    }
    return this;
  }

  private void begin() {
    queue.clear();
    waiting = 0;
    unsent = missed;
    done = 0;
    lateHeartbeats = 0;
    grantor = grantor();
    sender = new CreditedSender();
  }

  private void arrive(int step) {
    double records = 0;
    if (step >= REJOINS_AT * STEPS) {
      records = Math.min(unsent, mayCome());
      unsent -= records;
    }
    queue.add(new Batch(step, foreground / STEPS, records));
    waiting += foreground / STEPS + records;
  }

  private double mayCome() {
    return switch (protection) {
      case NONE, PRIORITY -> stream / STEPS;
      case THROTTLE -> Math.min(stream, 0.2 * capacity) / STEPS;
      case CREDITS -> {
        sender.credit(grantor.credit());
        throttled = Math.min(stream / STEPS, throttled + stream / STEPS);
        int sent = 0;
        while (throttled >= 1 && sent < unsent && sender.trySend()) {
          sent++;
          throttled--;
        }
        yield sent;
      }
    };
  }

  private void work(int step) {
    double left = capacity / STEPS;
    while (left > 0 && !queue.isEmpty()) {
      Batch next = queue.element();
      double users = Math.min(left, next.foreground);
      next.foreground -= users;
      double records = Math.min(left - users, next.records);
      next.records -= records;
      left -= users + records;
      waiting = Math.max(0, waiting - users - records);
      if (users > 0) {
        longestWait = Math.max(longestWait, (double) (step - next.at) / STEPS);
      }
      consume(records, step);
      if (next.foreground > 1e-9 || next.records > 1e-9) {
        return;
      }
      queue.remove();
    }
  }

  private void consume(double records, int step) {
    done += records;
    consumedPart += records;
    int whole = (int) consumedPart;
    consumedPart -= whole;
    grantor.consumed(whole);
    if (caughtUp < 0 && done >= missed - 1) {
      caughtUp = (double) (step + 1) / STEPS - REJOINS_AT;
    }
  }

  private double queueWait(int step) {
    return queue.isEmpty() ? 0 : (double) (step - queue.element().at) / STEPS;
  }

  /** Answered in its turn, behind all that waits, or before it where it has priority. */
  private void heartbeat(int step) {
    double wait = protection == Protection.PRIORITY ? 0 : waiting / capacity;
    lateHeartbeats = wait > 1 ? lateHeartbeats + 1 : 0;
    if (lateHeartbeats == 3) {
      deaths++;
      deadUntil = step + ACCEPTED_AGAIN;
      queue.clear();
      waiting = 0;
      done = 0;
    }
  }

  double[] waits() {
    return waits;
  }

  double[] applied() {
    return applied;
  }

  double[] backlog() {
    return backlog;
  }

  int deaths() {
    return deaths;
  }

  double longestWait() {
    return longestWait;
  }

  /** Seconds until the node had all records; -1 if that did not come. */
  double caughtUp() {
    return caughtUp;
  }
}
