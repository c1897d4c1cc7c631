package dev.faultline.guard.retry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A server with a first-in-first-out queue, which works on requests that nobody waits for any more,
 * and clients that retry once: the model of Bronson, Aghayev, Charapko and Zhu, "Metastable
 * Failures in Distributed Systems" (HotOS 2021, section 2). The server stands still for a while
 * after a minute; the question is whether the system recovers when it works again.
 */
final class RetryStorm {
  static final long SECOND = 1_000_000_000;

  /** Requests a second that the server can do. */
  private static final int CAPACITY = 300;

  private static final long TIMEOUT = SECOND;
  private static final long STALLS_AT = 60 * SECOND;
  private static final long ENDS_AT = 660 * SECOND;

  /** What guards the system. */
  enum Guard {
    NONE,
    JITTER,
    BUDGET,
    DEADLINE
  }

  private static final class Request {
    final long at;
    final boolean isRetry;
    boolean isAnswered;

    Request(long at, boolean isRetry) {
      this.at = at;
      this.isRetry = isRetry;
    }
  }

  private final int[] inTime = new int[(int) (ENDS_AT / SECOND)];
  private final int[] offered = new int[inTime.length];
  private final SplittableRandom random;
  private final int rate;
  private final long healsAt;
  private final Guard guard;
  private final Backoff backoff;
  private final RetryBudget budget;
  private final Deque<Request> queue = new ArrayDeque<>();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final PriorityQueue<Long> retries = new PriorityQueue<>();
  private long serverIsFree;

  RetryStorm(long seed, int rate, double stallSeconds, Guard guard) {
    random = new SplittableRandom(seed);
    this.rate = rate;
    this.guard = guard;
    healsAt = STALLS_AT + (long) (stallSeconds * SECOND);
    backoff =
        guard == Guard.JITTER
            ? Backoff.fullJitter(Duration.ofSeconds(1), Duration.ofSeconds(10))
            : Backoff.NONE;
    boolean isBounded = guard == Guard.BUDGET;
    budget = new RetryBudget(isBounded ? 0.1 : 1, isBounded ? 10 : 1_000_000, 0, 0);
  }

  /** Runs eleven minutes. */
  RetryStorm run() {
    long next = nextArrival(0);
    while (true) {
      long served = queue.isEmpty() ? Long.MAX_VALUE : starts();
      long givenUp = waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().at + TIMEOUT;
      long retried = retries.isEmpty() ? Long.MAX_VALUE : retries.peek();
      long now = Math.min(Math.min(next, served), Math.min(givenUp, retried));
      if (now >= ENDS_AT) {
        return this;
      }
      if (now == served) {
        serve(queue.remove(), now);
      } else if (now == givenUp) {
        giveUp(waiting.remove(), now);
      } else if (now == retried) {
        retries.remove();
        send(new Request(now, true));
      } else {
        budget.request(now);
        send(new Request(now, false));
        next = nextArrival(now);
      }
    }
  }

  /**
   * Seconds from the end of the stall to the first ten in which nine tenths of the requests are
   * answered in time; -1 if there are none.
   */
  int recovery() {
    int healed = (int) Math.ceilDiv(healsAt, SECOND);
    for (int second = healed; second + 10 <= inTime.length; second++) {
      int sum = 0;
      for (int i = second; i < second + 10; i++) {
        sum += inTime[i];
      }
      if (sum >= 9 * rate) {
        return second - healed;
      }
    }
    return -1;
  }

  /** Answers in time, each second, in the last minute. */
  double goodput() {
    double sum = 0;
    for (int i = inTime.length - 60; i < inTime.length; i++) {
      sum += inTime[i];
    }
    return sum / 60;
  }

  /** Requests and retries in the fullest ten seconds, each second. */
  double peak() {
    int peak = 0;
    for (int from = 0; from + 10 <= offered.length; from++) {
      int sum = 0;
      for (int i = from; i < from + 10; i++) {
        sum += offered[i];
      }
      peak = Math.max(peak, sum);
    }
    return peak / 10.0;
  }

  private void send(Request request) {
    offered[(int) (request.at / SECOND)]++;
    queue.add(request);
    waiting.add(request);
  }

  private long starts() {
    long start = Math.max(serverIsFree, queue.peek().at);
    return start >= STALLS_AT && start < healsAt ? healsAt : start;
  }

  private void serve(Request request, long now) {
    Deadline left = Deadline.at(request.at + TIMEOUT, now, request.isRetry ? 1 : 0);
    long work = SECOND / CAPACITY;
    if (guard == Guard.DEADLINE && left.isTooShortFor(work)) {
      return;
    }
    serverIsFree = now + work;
    if (!left.isTooShortFor(work)) {
      request.isAnswered = true;
      inTime[(int) Math.min(inTime.length - 1, serverIsFree / SECOND)]++;
    }
  }

  private void giveUp(Request request, long now) {
    if (!request.isAnswered && !request.isRetry && budget.tryRetry(now)) {
      retries.add(now + backoff.delayNanos(0, 0, random.nextLong()));
    }
  }

  private long nextArrival(long now) {
    return now + (long) (-Math.log(1 - random.nextDouble()) * SECOND / rate);
  }
}
