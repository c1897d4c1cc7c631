package dev.faultline.cli.measure;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/** Drives a pair with one thread for each side. */
final class Measure {
  private static final int BURST = 1024;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Measure() {}

  /**
   * Messages a second from left to right, as fast as the receiver gets them, in order, after a
   * warm-up.
   */
  static Rate oneWay(Pair pair, Times times) throws InterruptedException {
    OneWay run = new OneWay(pair, times);
    together(run::receive, run::send);
    return new Rate(run.perSecond(), run.warmUp);
  }

  /**
   * Round trips one after the other, so many or until the time is over, after a warm-up.
   *
   * @param handedOver takes how long each message was on its way there
   * @param nanos takes how long until its answer was back
   */
  static WarmUp pingPong(Pair pair, int count, Times times, Histogram handedOver, Histogram nanos)
      throws InterruptedException {
    PingPong run = new PingPong(pair, count, times, handedOver, nanos);
    together(run::echo, run::ask);
    return run.warmUp;
  }

  /**
   * How long to run.
   *
   * @param nanos of what is measured
   * @param warmUpNanos before it at most
   */
  record Times(long nanos, long warmUpNanos) {
    WarmingUp warmingUp(long now) {
      return new WarmingUp(now, nanos / 2, warmUpNanos);
    }

    /** Round trips may take so many times as long as sending. */
    private static final int ROUND_TRIP_TIMES = 20;

    long roundTripNanos() {
      return ROUND_TRIP_TIMES * nanos;
    }
  }

  /** Messages a second, and what came before they were counted. */
  record Rate(double perSecond, WarmUp warmUp) {}

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
    private final Times times;
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

    /** Until when to send: known when the receiver has found the rate to be steady. */
    private volatile long endNanos;

    private volatile boolean warm;
    private WarmUp warmUp = new WarmUp(0, false);

    OneWay(Pair pair, Times times) {
      this.pair = pair;
      this.times = times;
    }

    /** Sends until the receiver is warm and for the time that is measured. */
    void send() {
      Side side = pair.left();
      long number = 0;
      // On a busy machine the receiver may not have had a turn.
      long last = System.nanoTime() + times.warmUpNanos() + 3 * times.nanos();
      boolean over = false;
      while (!over && !received) {
        int offered = 0;
        while (offered < BURST && side.offer(number)) {
          number++;
          offered++;
        }
        int polled = side.poll(n -> {});
        long now = System.nanoTime();
        over = (warm && now - endNanos >= 0) || now - last >= 0;
        if (offered + polled == 0) {
          side.idle();
        }
      }
      sent = number;
      stopped = true;
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (!received) {
        side.flush();
        if (side.poll(n -> {}) == 0) {
          side.idle();
        }
        if (System.nanoTime() - patience > 0) {
          throw new AssertionError(
              "only " + count + " of " + number + " messages arrived " + pair.note());
        }
      }
    }

    void receive() {
      Side side = pair.right();
      long start = System.nanoTime();
      startNanos = start;
      WarmingUp warming = times.warmingUp(start);
      try {
        while (true) {
          int polled = side.poll(this::arrived);
          long now = System.nanoTime();
          if (!warm) {
            if (warming.over(now, count)) {
              firstNanos = now;
              warmCount = count;
              endNanos = now + times.nanos();
              warm = true;
            }
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
        warmUp = warming.result();
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
      return warm && countInTime > warmCount
          ? (countInTime - warmCount) * 1e9 / (lastNanos - firstNanos)
          : count * 1e9 / (System.nanoTime() - startNanos);
    }
  }

  private static final class PingPong {
    private final Pair pair;
    private final int count;
    private final Times times;
    private final Histogram handedOver;
    private final Histogram nanos;
    private volatile boolean over;

    /** When the other side was handed the message, before it answered. */
    private volatile long handedOverAt;

    private long answered = -1;
    private long toEcho = -1;
    private boolean answeredNow;
    private WarmUp warmUp = new WarmUp(0, false);

    PingPong(Pair pair, int count, Times times, Histogram handedOver, Histogram nanos) {
      this.pair = pair;
      this.handedOver = handedOver;
      this.times = times;
      this.count = count;
      this.nanos = nanos;
    }

    void ask() {
      try {
        long number = 0;
        long now = System.nanoTime();
        WarmingUp warming = times.warmingUp(now);
        while (!warming.over(now, number)) {
          now = roundTrip(number++, now);
        }
        warmUp = warming.result();
        long end = now + times.roundTripNanos();
        for (int i = 0; i < count && (i == 0 || now < end); i++) {
          long start = System.nanoTime();
          now = roundTrip(number++, start);
          handedOver.recordValue(Math.max(0, handedOverAt - start));
          nanos.recordValue(now - start);
        }
      } finally {
        over = true;
      }
    }

    /** Returns when the answer was there. */
    private long roundTrip(long number, long start) {
      Side side = pair.left();
      while (!side.offer(number)) {
        side.poll(n -> answered = n);
        give(start, number);
      }
      side.flush();
      while (answered != number) {
        if (side.poll(n -> answered = n) == 0) {
          side.idle();
        }
        give(start, number);
      }
      return System.nanoTime();
    }

    private void give(long start, long number) {
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
