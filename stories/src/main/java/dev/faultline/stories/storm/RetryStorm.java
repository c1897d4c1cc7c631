package dev.faultline.stories.storm;

import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A server with a first-in-first-out queue, which works on requests that nobody waits for any more,
 * and clients that retry: the model of Bronson, Aghayev, Charapko and Zhu, "Metastable Failures in
 * Distributed Systems" (HotOS 2021, section 2). The server stands still for a while after a minute;
 * the question is whether the system recovers when it works again.
 */
final class RetryStorm {
  static final long SECOND = 1_000_000_000;

  /** When the server begins to stand still, in seconds. */
  static final int STALLS_AT = 60;

  /** What guards the system. */
  enum Protection {
    NONE,
    JITTER,
    BUDGET,
    DEADLINE,
    TOGETHER;

    boolean hasJitter() {
      return this == JITTER || this == TOGETHER;
    }

    boolean hasBudget() {
      return this == BUDGET || this == TOGETHER;
    }

    boolean shedsByDeadline() {
      return this == DEADLINE || this == TOGETHER;
    }
  }

  /**
   * The numbers of the system.
   *
   * @param rate first attempts a second, which come at random
   * @param capacity requests a second that the server can do
   * @param stallSeconds how long it stands still
   * @param timeoutSeconds after which a client gives up
   * @param retries of each request
   */
  record Numbers(
      double rate, double capacity, double stallSeconds, double timeoutSeconds, int retries) {}

  private static final class Request {
    final long at;
    final int attempt;
    final long lastWait;
    boolean isAnswered;

    Request(long at, int attempt, long lastWait) {
      this.at = at;
      this.attempt = attempt;
      this.lastWait = lastWait;
    }
  }

  /** A retry that waits for its time; of two at the same time the one that was planned first. */
  private record Planned(long at, long order, Request of, long waited) {}

  private final double rate;
  private final long timeout;
  private final long work;
  private final int retries;
  private final long stallsAt = STALLS_AT * SECOND;
  private final long healsAt;
  private final long endsAt;
  private final Protection protection;
  private final Backoff backoff;
  private final RetryBudget budget;
  private final SplittableRandom random;
  private final Deque<Request> queue = new ArrayDeque<>();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final StormRecord record;
  private long serverIsFree;
  private long order;

  /**
   * Prepares a run.
   *
   * @param lastsSeconds how long it is, more than the stall and the minute before it
   */
  RetryStorm(long seed, Numbers numbers, Protection protection, int lastsSeconds) {
    random = new SplittableRandom(seed);
    rate = numbers.rate;
    timeout = (long) (numbers.timeoutSeconds * SECOND);
    work = (long) (SECOND / numbers.capacity);
    retries = numbers.retries;
    healsAt = stallsAt + (long) (numbers.stallSeconds * SECOND);
    endsAt = lastsSeconds * SECOND;
    this.protection = protection;
    backoff =
        protection.hasJitter()
            ? Backoff.fullJitter(Duration.ofSeconds(1), Duration.ofSeconds(10))
            : Backoff.NONE;
    budget = new RetryBudget(0.1, 100, 0, 0);
    record = new StormRecord(lastsSeconds, rate, (int) Math.ceilDiv(healsAt, SECOND));
  }

  /** Runs to the end. */
  StormRecord run() {
    long next = nextArrival(0);
    while (true) {
      long served = queue.isEmpty() ? Long.MAX_VALUE : starts();
      long givenUp = waiting.isEmpty() ? Long.MAX_VALUE : waiting.element().at + timeout;
      long retried = planned.isEmpty() ? Long.MAX_VALUE : planned.element().at;
      long now = Math.min(Math.min(next, served), Math.min(givenUp, retried));
      if (now >= endsAt) {
        return record;
      }
      if (now == served) {
        serve(queue.remove(), now);
      } else if (now == givenUp) {
        giveUp(waiting.remove(), now);
      } else if (now == retried) {
        Planned retry = planned.remove();
        send(new Request(now, retry.of.attempt + 1, retry.waited));
      } else {
        budget.request(now);
        send(new Request(now, 0, 0));
        next = nextArrival(now);
      }
    }
  }

  private void send(Request request) {
    record.offered(request.at);
    queue.add(request);
    waiting.add(request);
  }

  private long starts() {
    long start = Math.max(serverIsFree, queue.element().at);
    return start >= stallsAt && start < healsAt ? healsAt : start;
  }

  private void serve(Request request, long now) {
    Deadline left = Deadline.at(request.at + timeout, now, request.attempt);
    boolean isTooLate = left.isTooShortFor(work);
    if (isTooLate && protection.shedsByDeadline()) {
      return;
    }
    serverIsFree = now + work;
    request.isAnswered = !isTooLate;
    record.answered(serverIsFree, serverIsFree - request.at, !isTooLate);
  }

  private void giveUp(Request request, long now) {
    if (!request.isAnswered && request.attempt < retries && mayRetry(now)) {
      long wait = backoff.delayNanos(request.attempt, request.lastWait, random.nextLong());
      planned.add(new Planned(now + wait, order++, request, wait));
    }
  }

  private boolean mayRetry(long now) {
    return !protection.hasBudget() || budget.tryRetry(now);
  }

  private long nextArrival(long now) {
    return now + (long) (-StrictMath.log(1 - random.nextDouble()) * SECOND / rate);
  }
}
