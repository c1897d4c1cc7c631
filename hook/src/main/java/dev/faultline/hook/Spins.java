package dev.faultline.hook;

import java.time.Duration;

/**
 * Loops of programs that go on and on without a call that blocks, such as waiting for a variable
 * that another thread sets. Nothing else happens in the world meanwhile, so such a loop gives up
 * its turn and lets simulated time pass: more each time, and nothing for the loops of others.
 */
public final class Spins {
  /** After so many rounds of a method's loops the code asks here. */
  public static final int ROUNDS = 1 << 16;

  /** So often may a thread ask in one turn. */
  private static final int MOST_IN_A_TURN = 8;

  private static final long SHORTEST_NANOS = 1_000;
  private static final int LONGEST_DOUBLED = 13;

  /** A thread that loops for that long and does nothing else never comes to an end. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** So many rounds of one call of a method are more than a computation takes. */
  private static final int MANY = 500_000_000;

  private Spins() {}

  /**
   * Called by a program's loops, now and then.
   *
   * @param rounds of the loops of one call of a method, as an unsigned number
   */
  public static void looped(int rounds) {
    Carrier carrier = Carrier.current();
    if (carrier == null) {
      return;
    }
    Context context = carrier.context;
    Fiber fiber = carrier.fiber;
    if (context == null || fiber == null || fiber.context != context) {
      return;
    }
    long step = carrier.observedSteps();
    if (fiber.spinStep != step) {
      // It had another turn since, so that it has waited for something.
      fiber.spinStep = step;
      fiber.spinAsked = 0;
      fiber.spinTimes = 0;
    }
    fiber.spinAsked++;
    if (fiber.spinAsked >= MOST_IN_A_TURN) {
      fiber.spinAsked = 0;
      giveUpTurn(carrier, context, fiber, rounds);
    }
  }

  private static void giveUpTurn(Carrier carrier, Context context, Fiber fiber, int rounds) {
    if (fiber.spinTimes == 0) {
      fiber.spinSince = context.monotonicNanos();
    } else if (Integer.compareUnsigned(rounds, MANY) > 0
        && context.monotonicNanos() - fiber.spinSince > PATIENCE_NANOS) {
      Hung hung =
          new Hung(context, fiber.thread.getName() + " has looped for 10 s and done nothing else");
      context.uncaught(fiber.thread, hung);
      fiber.spinTimes = 0;
      return;
    }
    long before = carrier.observedSteps();
    Thread.yield();
    if (carrier.observedSteps() == before) {
      return; // In an initialiser, or below native code, where a thread cannot be set aside.
    }
    try {
      int doubled = Math.min(fiber.spinTimes++, LONGEST_DOUBLED);
      Thread.sleep(Duration.ofNanos(SHORTEST_NANOS << doubled));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fiber.spinStep = carrier.observedSteps();
  }
}
