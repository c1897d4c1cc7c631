package dev.faultline.explore;

import dev.faultline.explore.tape.StrategyText;
import dev.faultline.sim.adversary.EventOrder;

/**
 * How the worlds of a campaign are chosen. Immutable. A strategy only makes an {@link
 * dev.faultline.sim.adversary.Adversary}, so the declared model bounds all of them alike; see
 * docs/strategies.md for when to use which.
 */
public sealed interface Strategy {
  /** See {@link Random}. */
  Strategy RANDOM = new Random();

  /** See {@link Swarm}. */
  Strategy SWARM = new Swarm();

  /** See {@link Exhaustive}, over schedules, reduced. */
  Exhaustive EXHAUSTIVE = new Exhaustive(false, EventOrder.PENDING_SET, true, 10_000, -1);

  /** See {@link Pos}. */
  Strategy POS = new Pos();

  /** See {@link Guided}. */
  Guided GUIDED = new Guided(16);

  /** See {@link Auto}. */
  Auto AUTO = new Auto(16);

  /** Every world draws from the same mix of faults. */
  record Random() implements Strategy {}

  /** Every world first draws which faults exist in it at all, and how often they strike. */
  record Swarm() implements Strategy {}

  /**
   * Priorities for chains of events, with {@code depth} − 1 changes of priority at random: finds
   * every bug that takes the order of {@code depth} events with a probability that is known
   * (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010; for distributed systems Ozkan,
   * Majumdar, Niksic, Befrouei, Weissenbacher, OOPSLA 2018).
   *
   * @param depth of the bugs, at least 1
   */
  record Pct(int depth) implements Strategy {
    /** Three ordered events. */
    public static final Pct DEFAULT = new Pct(3);

    public Pct {
      if (depth < 1) {
        throw new UsageException("pct: depth is " + depth + ", expected at least 1");
      }
    }
  }

  /**
   * Every event that may happen has a random priority; those that raced with the one that happened
   * draw theirs anew. Samples partial orders rather than sequences (Yuan, Yang, Gu, CAV 2018), and
   * needs no depth.
   */
  record Pos() implements Strategy {}

  /**
   * Every order of events and every fault that the model allows, one after the other; ends when
   * there is nothing left.
   *
   * @param states whether to walk over distinct states, which needs nodes that are {@link
   *     dev.faultline.core.Restorable}; else over schedules, each from the start
   * @param network which messages may be delivered
   * @param reduction whether to leave out schedules that differ only in the order of events at
   *     different nodes; ignored over states
   * @param depth events in one run after which it is cut, which makes the search incomplete
   * @param faults that may strike in one run, crashes and those of single messages together; −1 for
   *     any number
   */
  record Exhaustive(boolean states, EventOrder network, boolean reduction, int depth, int faults)
      implements Strategy {
    public Exhaustive {
      if (network == EventOrder.TIME) {
        throw new IllegalArgumentException("an exhaustive search orders events itself");
      }
      if (network == EventOrder.MESSAGE_SET && !states) {
        throw new UsageException(
            "exhaustive: over a set of messages there are endlessly many schedules; add 'states'");
      }
      if (depth < 1) {
        throw new UsageException("exhaustive: depth is " + depth + ", expected at least 1");
      }
    }

    public Exhaustive withReduction(boolean reduction) {
      return new Exhaustive(states, network, reduction, depth, faults);
    }

    public Exhaustive withDepth(int depth) {
      return new Exhaustive(states, network, reduction, depth, faults);
    }

    public Exhaustive withFaults(int faults) {
      return new Exhaustive(states, network, reduction, depth, faults);
    }

    /** Over distinct states, with messages from that network. */
    public Exhaustive overStates(EventOrder network) {
      return new Exhaustive(true, network, reduction, depth, faults);
    }
  }

  /**
   * Keeps runs that show something new, in signalled states or in sequences of events, and begins
   * later ones like them (after AFL; Go-Explore: Ecoffet et al., Nature 2021).
   *
   * @param round how many worlds may be under way at once: a world knows all but so many before it.
   *     More keep a cluster busy, and know less; at least 1
   */
  record Guided(int round) implements Strategy {
    public Guided {
      requireRound("guided", round);
    }
  }

  /**
   * Spreads the worlds over swarm, random, guided and pct.
   *
   * @param round of those that are guided, see {@link Guided}
   */
  record Auto(int round) implements Strategy {
    public Auto {
      requireRound("auto", round);
    }
  }

  private static void requireRound(String name, int round) {
    if (round < 1 || round > 1_000_000) {
      throw new UsageException(name + ": round is " + round + ", expected 1 to 1000000");
    }
  }

  /**
   * Whether a world depends on nothing but its own seed, so that the seed alone brings it back. The
   * worlds of the other strategies also depend on those before them.
   */
  default boolean bySeed() {
    return switch (this) {
      case Random random -> true;
      case Swarm swarm -> true;
      case Pos pos -> true;
      case Pct pct -> false;
      case Exhaustive exhaustive -> false;
      case Guided guided -> false;
      case Auto auto -> false;
    };
  }

  /** The strategy as on the command line, with what departs from its defaults. */
  default String text() {
    return StrategyText.of(this);
  }

  /**
   * The strategy with that name, and perhaps options behind a colon: {@code exhaustive:states}.
   *
   * @throws UsageException when there is none
   */
  static Strategy parse(String text) {
    return StrategyText.parse(text);
  }

  /** One of each kind, with its default options. */
  static Strategy[] values() {
    return new Strategy[] {RANDOM, SWARM, Pct.DEFAULT, POS, EXHAUSTIVE, GUIDED, AUTO};
  }
}
