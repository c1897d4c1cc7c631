package dev.faultline.examples.guards.faces;

import dev.faultline.core.BlockingEnv;
import dev.faultline.guard.admission.AdaptiveLimit;
import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.CreditGrantor;
import dev.faultline.guard.queue.CreditedSender;
import dev.faultline.guard.queue.QueueSettings;
import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.guard.time.HybridClock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The guards whose faces are searched, each with a naive version that breaks its promise. */
enum FaceKind {
  /** One unit is available: one thread gets it. */
  LIMITER(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        return new Attempts(new Naive.Limiter(1_000)::tryAcquire);
      }
      RateLimiter limiter = new RateLimiter(1, Duration.ofNanos(1_000), 1, 0);
      return new Attempts(() -> limiter.tryAcquire(0));
    }
  },
  /** A thread that is held up comes with an old reading: still one unit at the newest time. */
  LATE_READING(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        return new LateReading(new Naive.Rewinding(400)::tryAcquire);
      }
      return new LateReading(new RateLimiter(1, Duration.ofNanos(400), 1, 0)::tryAcquire);
    }
  },
  /** One token is left: one thread may retry. */
  BUDGET(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        return new Attempts(new Naive.Tokens(1)::tryTake);
      }
      RetryBudget budget = new RetryBudget(0, 1, 0, 0);
      return new Attempts(() -> budget.tryRetry(0));
    }
  },
  /** The breaker is half open for one probe: one thread sends it. */
  BREAKER(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        CircuitBreaker breaker = Breakers.halfOpen();
        return new Attempts(() -> breaker.tryAcquire(Breakers.LATER) != CircuitBreaker.REFUSED);
      }
      SharedBreaker breaker = Breakers.sharedHalfOpen();
      return new Attempts(() -> breaker.tryAcquire(Breakers.LATER) != CircuitBreaker.REFUSED);
    }
  },
  /** There is room for one piece of work. */
  BULKHEAD(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Bulkhead bulkhead = new Bulkhead(1, Duration.ofSeconds(1), 1);
        return new Attempts(() -> bulkhead.tryAcquire(Priority.CRITICAL, 0) != Bulkhead.REFUSED);
      }
      SharedBulkhead bulkhead = new SharedBulkhead(1, Duration.ofSeconds(1), 1, 2);
      return new Attempts(() -> bulkhead.tryAcquire(Priority.CRITICAL, 0) != Bulkhead.REFUSED);
    }
  },
  /** There is room for two, one on each stripe: whoever asks, two get in. */
  BULKHEAD_ROOM(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Places.naive() : Places.shared();
    }
  },
  /** Whoever gets the one place gives it back: nobody is in afterwards. */
  BULKHEAD_BACK(0) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? ThereAndBack.naive() : ThereAndBack.shared();
    }
  },
  /** The breaker is closed, and opens at two failures: both threads report one. */
  BREAKER_OPENS(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Failures.naive() : Failures.shared();
    }
  },
  /** There is credit for one unit. */
  CREDITS(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        return new Attempts(new Naive.Tokens(1)::tryTake);
      }
      CreditedSender sender = new CreditedSender();
      sender.credit(1);
      return new Attempts(sender::trySend);
    }
  },
  /** Two units are consumed at once: the credit is two more than the window. */
  GRANTOR(3) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Naive.Stamps stamps = new Naive.Stamps();
        return new Both(stamps::stamp, stamps::stamp, () -> stamps.last() + 1);
      }
      CreditGrantor grantor = new CreditGrantor(1);
      return new Both(() -> grant(grantor), () -> grant(grantor), () -> (int) grantor.credit());
    }
  },
  /** Credits for one and for two elements come at once: two are requested in all. */
  SUBSCRIBER(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Requests.naive() : Requests.credited();
    }
  },
  /** Two elements arrive at once: the subscriber gets both, one after the other. */
  PUBLISHER(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Arrivals.naive() : Arrivals.together();
    }
  },
  /** An element arrives while the subscriber requests it: it gets it. */
  PUBLISHER_DEMAND(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Arrivals.naiveDemand() : Arrivals.andDemand();
    }
  },
  /** Two attempts of one call come at once: one does the work. */
  REPLIES(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        return new Attempts(new Naive.Tokens(1)::tryTake);
      }
      ReplyTable<String> table = new ReplyTable<>(Duration.ofSeconds(1), 10);
      IdempotencyKey key = new IdempotencyKey(1, 2);
      return new Attempts(() -> table.begin(key, 7, 0) instanceof ReplyTable.Begun.Run<String>);
    }
  },
  /** An attempt comes at once with its cancellation: nobody does it to its end. */
  CANCELS(0) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Cancels.naive() : Cancels.table();
    }
  },
  /** A lease is extended while its holder drops it: it is not held. */
  LEASE(0) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Leases.naive() : Leases.holder();
    }
  },
  /** A caller is interrupted while its answer comes: it goes to the caller, or is disposed of. */
  CALLS(0) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? new Leaving.Naive() : new Leaving();
    }
  },
  /** Two drops lower a limit of 100 twice. */
  ADAPTIVE(81) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      Duration interval = Duration.ofSeconds(1);
      if (naive) {
        AdaptiveLimit limit = new AdaptiveLimit(400, 1, 400, interval, 0);
        return new Both(limit::dropped, limit::dropped, limit::limit);
      }
      SharedAdaptiveLimit limit = new SharedAdaptiveLimit(400, 1, 400, interval, 0, 2);
      return new Both(limit::dropped, limit::dropped, limit::limit);
    }
  },
  /** Two members of four look bad, and one may be out. */
  EJECTION(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Ejection group = new Ejection(4, 0.25, 1, Duration.ofSeconds(1));
        return new Ejections(group::report, group::ejected);
      }
      SharedEjection group = new SharedEjection(4, 0.25, 1, Duration.ofSeconds(1), 2);
      return new Ejections(group::report, group::ejected);
    }
  },
  /** A round has one answer left to count: both count one, and it ends once. */
  ADAPTIVE_ROUND(11) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Rounds.naive() : Rounds.shared();
    }
  },
  /** A queue stands, and the next of its work is dropped: one of two. */
  CODEL(1) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Standing.naive() : Standing.shared();
    }
  },
  /** Both threads find a peer overdue: two suspicions. */
  DETECTOR(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      return naive ? Overdue.naive() : Overdue.shared();
    }
  },
  /** Two stamps of one moment: the second of them is the last. */
  HYBRID_CLOCK(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Naive.Stamps stamps = new Naive.Stamps();
        return new Both(stamps::stamp, stamps::stamp, stamps::last);
      }
      HybridClock clock = HybridClock.inMemory(Duration.ofSeconds(1));
      return new Both(() -> clock.stamp(0), () -> clock.stamp(0), () -> (int) clock.last());
    }
  },
  /** Two elements are added at once: two come out. */
  QUEUE(2) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Naive.Ring ring = new Naive.Ring();
        return new Both(ring::add, ring::add, ring::size);
      }
      BoundedQueue<Integer> queue = new BoundedQueue<>(QueueSettings.of(2), () -> 0);
      return new Both(() -> queue.offer(1), () -> queue.offer(2), () -> drain(queue));
    }
  },
  /** One element is put and one taken, by a thread that waits for it. */
  HAND_OVER(7) {
    @Override
    Face face(boolean naive, BlockingEnv env) {
      if (naive) {
        Naive.HandOver naively = new Naive.HandOver();
        return new HandOver(env, naively::put, naively::take);
      }
      BoundedQueue<Integer> queue =
          new BoundedQueue<>(QueueSettings.of(2), HandOver.slowClock(env));
      return new HandOver(env, queue::offer, queue::take);
    }
  };

  private final int right;

  FaceKind(int right) {
    this.right = right;
  }

  /**
   * The guard with its two threads.
   *
   * @param env the node's, for what waits
   */
  abstract Face face(boolean naive, BlockingEnv env);

  /** Whether it has so many steps that they are searched at locks and atomic operations only. */
  boolean isLarge() {
    return switch (this) {
      case LIMITER, LATE_READING, BUDGET, CREDITS, DETECTOR, HYBRID_CLOCK -> false;
      case BREAKER,
          BREAKER_OPENS,
          BULKHEAD,
          BULKHEAD_ROOM,
          BULKHEAD_BACK,
          QUEUE,
          HAND_OVER,
          ADAPTIVE,
          ADAPTIVE_ROUND,
          EJECTION,
          GRANTOR,
          CODEL,
          SUBSCRIBER,
          PUBLISHER,
          PUBLISHER_DEMAND,
          REPLIES,
          CANCELS,
          LEASE,
          CALLS ->
          true;
    };
  }

  /**
   * Whether the tests take random schedules of it: a hundred thousand are too many for them, or (of
   * a hand-over) its waits have times.
   */
  boolean isSampled() {
    return switch (this) {
      case HAND_OVER, BULKHEAD_ROOM, SUBSCRIBER, PUBLISHER, PUBLISHER_DEMAND, CALLS -> true;
      default -> false;
    };
  }

  /** What the guard promises. */
  int right() {
    return right;
  }

  /** As in a setting. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> texts() {
    return List.of(values()).stream().map(FaceKind::text).toList();
  }

  private static void grant(CreditGrantor grantor) {
    grantor.consumed(1);
    grantor.credit();
  }

  private static int drain(BoundedQueue<Integer> queue) {
    int count = 0;
    while (queue.poll() != null) {
      count++;
    }
    return count;
  }
}
