package dev.faultline.examples.leaselock;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Datagram;
import dev.faultline.examples.leaselock.Messages.Acquire;
import dev.faultline.examples.leaselock.Messages.Granted;
import dev.faultline.examples.leaselock.Messages.Read;
import dev.faultline.examples.leaselock.Messages.Release;
import dev.faultline.examples.leaselock.Messages.Taken;
import dev.faultline.examples.leaselock.Messages.TooLate;
import dev.faultline.examples.leaselock.Messages.Value;
import dev.faultline.examples.leaselock.Messages.Write;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Adds one to the stored number again and again, as people write it: take the lock, look whether
 * there is still time, read, work, write, give the lock back. Between the look and the write a
 * worker may stand still.
 */
final class Worker implements BlockingNode {
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Duration WORK = Duration.ofMillis(50);

  private final Duration lease;
  private final int increments;
  private final Runnable acknowledged;

  /**
   * @param acknowledged run for each increment that the store has confirmed
   */
  Worker(Duration lease, int increments, Runnable acknowledged) {
    this.lease = lease;
    this.increments = increments;
    this.acknowledged = acknowledged;
  }

  @Override
  public void run(BlockingEnv env) throws InterruptedException {
    Calls calls = new Calls(env);
    for (int done = 0; done < increments; ) {
      long asked = env.nanoTime();
      Object answer = calls.ask(env.address("lock"), Acquire::new);
      if (answer instanceof Granted(var request, var token)) {
        if (increment(env, calls, token, asked + lease.toNanos())) {
          acknowledged.run();
          done++;
        }
        env.send(env.address("lock"), new Release(token));
      }
      Thread.sleep(50 + env.random().nextInt(100));
    }
  }

  /** Whether the store has confirmed. */
  private static boolean increment(BlockingEnv env, Calls calls, long token, long until)
      throws InterruptedException {
    Address store = env.address("store");
    if (calls.ask(store, request -> new Read(request, token)) instanceof Value(var r, var value)) {
      while (env.nanoTime() < until) {
        Thread.sleep(WORK);
        Object answer = calls.ask(store, request -> new Write(request, token, value + 1));
        if (answer != null) {
          return answer instanceof Value;
        }
      }
    }
    return false;
  }

  /** Asks, and waits for the answer to that question. */
  private static final class Calls {
    private final BlockingEnv env;
    private int requests;

    Calls(BlockingEnv env) {
      this.env = env;
    }

    /** The answer, or null when none came in time. */
    @Nullable Messages ask(Address whom, Question question) throws InterruptedException {
      int request = ++requests;
      env.send(whom, question.with(request));
      long until = env.nanoTime() + PATIENCE.toNanos();
      for (long left = PATIENCE.toNanos(); left > 0; left = until - env.nanoTime()) {
        Datagram datagram = env.receive(Duration.ofNanos(left));
        if (datagram != null
            && datagram.message() instanceof Messages answer
            && answers(answer) == request) {
          return answer;
        }
      }
      return null;
    }

    private static int answers(Messages message) {
      return switch (message) {
        case Granted(var request, var token) -> request;
        case Taken(var request) -> request;
        case Value(var request, var value) -> request;
        case TooLate(var request) -> request;
        case Acquire a -> 0;
        case Release r -> 0;
        case Read r -> 0;
        case Write w -> 0;
      };
    }
  }

  /** A question that carries its number. */
  @FunctionalInterface
  private interface Question {
    Messages with(int request);
  }
}
