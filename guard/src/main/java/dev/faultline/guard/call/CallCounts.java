package dev.faultline.guard.call;

import java.util.concurrent.atomic.AtomicLong;

/** What has become of the calls to one target. Thread-safe. */
final class CallCounts {
  final AtomicLong attempts = new AtomicLong();
  final AtomicLong retries = new AtomicLong();
  final AtomicLong hedges = new AtomicLong();
  final AtomicLong answered = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong late = new AtomicLong();
  final AtomicLong cancelled = new AtomicLong();
  final AtomicLong unused = new AtomicLong();
  final AtomicLong notDisposed = new AtomicLong();

  /** A call is over. */
  void add(Call call, Ending ending) {
    attempts.addAndGet(call.started());
    hedges.addAndGet(call.hedges());
    retries.addAndGet(Math.max(0, call.started() - 1 - call.hedges()));
    AtomicLong count =
        switch (ending) {
          case Ending.Answered _ -> answered;
          case Ending.Failed _ -> failed;
          case Ending.Refused _ -> refused;
          case Ending.Late _ -> late;
          case Ending.Cancelled _ -> cancelled;
        };
    count.incrementAndGet();
  }
}
