package dev.faultline.runtime.measure;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/** Drives a pair with one thread for each side. */
final class Measure {
  private static final int BURST = 1024;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Measure() {}

  /** Messages a second from left to right, as fast as the receiver gets them, in order. */
  static double oneWay(Pair pair, long nanos) throws InterruptedException {
    OneWay run = new OneWay(pair, nanos);
    together(run::receive, run::send);
    return run.perSecond();
  }

  /**
   * Round trips one after the other, so many or until the time is over; the first tenth of the
   * number is not counted unless the time is over before.
   *
   * @param handedOver takes how long each message was on its way there
   * @param nanos takes how long until its answer was back
   */
  static void pingPong(Pair pair, int count, long limitNanos, Histogram handedOver, Histogram nanos)
      throws InterruptedException {
    PingPong run = new PingPong(pair, count, limitNanos, handedOver, nanos);
    together(run::echo, run::ask);
  }

  private static void together(Runnable helper, Runnable main) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(helper, "right");
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    main.run();
    thread.join();
    if (failure.get() != null) {
      throw new AssertionError("the right side failed", failure.get());
    }
  }

  private static final class OneWay {
    private final Pair pair;
    private final long nanos;
    private volatile boolean stopped;
    private volatile boolean received;
    private volatile long sent;
    private long expected;
    private long count;
    private long startNanos;
    private long firstNanos;
    private long lastNanos;
    private long warmCount;
    private long countInTime;

    OneWay(Pair pair, long nanos) {
      this.pair = pair;
      this.nanos = nanos;
    }

    /** Sends for a fifth of the time to warm up, then for the whole time. */
    void send() {
      Side side = pair.left();
      long number = 0;
      long end = System.nanoTime() + nanos * 6 / 5;
      boolean over = false;
      while (!over && !received) {
        int offered = 0;
        while (offered < BURST && side.offer(number)) {
          number++;
          offered++;
        }
        int polled = side.poll(n -> {});
        over = System.nanoTime() >= end;
        if (offered + polled == 0) {
          side.idle();
        }
      }
      sent = number;
      stopped = true;
      long last = System.nanoTime() + PATIENCE_NANOS;
      while (!received) {
        side.flush();
        if (side.poll(n -> {}) == 0) {
          side.idle();
        }
        if (System.nanoTime() > last) {
          throw new AssertionError(
              "only " + count + " of " + number + " messages arrived " + pair.note());
        }
      }
    }

    void receive() {
      Side side = pair.right();
      long start = System.nanoTime();
      startNanos = start;
      try {
        while (true) {
          int polled = side.poll(this::arrived);
          long now = System.nanoTime();
          if (now - start < nanos / 5) {
            firstNanos = now;
            warmCount = count;
          } else if (!stopped) {
            lastNanos = now;
          }
          if (stopped && (pair.lossy() ? polled == 0 : count == sent)) {
            return;
          }
          if (polled == 0) {
            side.idle();
          }
        }
      } finally {
        received = true;
      }
    }

    private void arrived(long number) {
      if (pair.lossy() ? number < expected : number != expected) {
        throw new AssertionError("message " + number + " arrived instead of " + expected);
      }
      expected = number + 1;
      count++;
      if (!stopped) {
        countInTime = count;
      }
    }

    double perSecond() {
      // On a busy machine the receiver may not have had a turn while the sender sent.
      return countInTime > warmCount
          ? (countInTime - warmCount) * 1e9 / (lastNanos - firstNanos)
          : count * 1e9 / (System.nanoTime() - startNanos);
    }
  }

  private static final class PingPong {
    private final Pair pair;
    private final int count;
    private final long limitNanos;
    private final Histogram handedOver;
    private final Histogram nanos;
    private volatile boolean over;

    /** When the other side was handed the message, before it answered. */
    private volatile long handedOverAt;

    private long answered = -1;
    private long toEcho = -1;
    private boolean answeredNow;

    PingPong(Pair pair, int count, long limitNanos, Histogram handedOver, Histogram nanos) {
      this.pair = pair;
      this.handedOver = handedOver;
      this.limitNanos = limitNanos;
      this.count = count;
      this.nanos = nanos;
    }

    void ask() {
      Side side = pair.left();
      try {
        long end = System.nanoTime() + limitNanos;
        long start = 0;
        for (int i = 0; i < count && (i == 0 || start < end); i++) {
          start = System.nanoTime();
          while (!side.offer(i)) {
            side.poll(n -> answered = n);
            give(start, i);
          }
          side.flush();
          while (answered != i) {
            if (side.poll(n -> answered = n) == 0) {
              side.idle();
            }
            give(start, i);
          }
          long now = System.nanoTime();
          if (i > count / 10 || now >= end) {
            handedOver.recordValue(Math.max(0, handedOverAt - start));
            nanos.recordValue(now - start);
          }
        }
      } finally {
        over = true;
      }
    }

    private void give(long start, int number) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("no answer to " + number + " " + pair.note());
      }
    }

    /**
     * Answers while the message is being handed over, as a program does whose answer belongs to it:
     * a durable link then makes both durable at once.
     */
    void echo() {
      Side side = pair.right();
      LongConsumer answer =
          number -> {
            handedOverAt = System.nanoTime();
            if (side.offer(number)) {
              answeredNow = true;
            } else {
              toEcho = number;
            }
          };
      while (!over) {
        int polled = side.poll(answer);
        while (toEcho >= 0 && !over) {
          if (side.offer(toEcho)) {
            toEcho = -1;
            answeredNow = true;
          } else {
            side.poll(answer);
          }
        }
        if (answeredNow) {
          answeredNow = false;
          side.flush();
        } else if (polled == 0) {
          side.idle();
        }
      }
    }
  }
}
