package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.base.KeyedHash;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Orders events by the priorities of the chains that they belong to. Chains get random priorities
 * as they appear; at depth − 1 random points of the run the chain that is about to go on falls
 * below all others. Everything else strikes at random.
 */
final class PctAdversary extends RandomAdversary {
  private static final int PCT = 0x9C;

  private final KeyedStream random;
  private final Chains chains = new Chains();
  private final Set<Long> placed = new LinkedHashSet<>();

  private final Ranking byPriority = new Ranking();

  /** At which event the k-th change comes; a chain that it hits falls to place k from below. */
  private final long[] changes;

  private int fallen;
  private boolean preempted;

  /**
   * For one world.
   *
   * @param length how many events a run has, about
   */
  PctAdversary(long seed, FaultMix mix, int depth, long length) {
    super(seed, mix, EventOrder.PENDING_SET);
    this.random = new KeyedStream(KeyedHash.of(seed, PCT, 0, 0));
    this.changes = new long[depth - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = KeyedHash.below(Math.max(1, length), random.next());
    }
  }

  @Override
  public EventOrder order() {
    return EventOrder.PENDING_SET;
  }

  @Override
  public int next(long ordinal, Agenda agenda) {
    if (chains.count() == 0 && agenda.event(0).node() < 0) {
      // The nodes start, which is no part of the race.
      return 0;
    }
    for (int i = 0; i < agenda.size(); i++) {
      PendingEvent event = agenda.event(i);
      if (placed.add(event.key()) && chains.place(event) == byPriority.size()) {
        // Above those that have fallen, anywhere among the rest.
        int place = fallen + random.below(byPriority.size() - fallen + 1);
        byPriority.insert(place);
      }
    }
    int best = first(agenda);
    for (int i = 0; i < changes.length; i++) {
      if (changes[i] == ordinal) {
        int chain = chains.of(agenda.event(best).key());
        boolean again = byPriority.rank(chain) < fallen;
        byPriority.toBottom(chain);
        fallen += again ? 0 : 1;
        best = first(agenda);
      }
    }
    PendingEvent event = agenda.event(best);
    chains.happened(ordinal, event);
    if (best > 0) {
      tape().add(new Departure.Chosen(Decision.NEXT_EVENT, 0, ordinal, event.key()));
    }
    return best;
  }

  private int first(Agenda agenda) {
    int best = 0;
    int bestPriority = -1;
    for (int i = 0; i < agenda.size(); i++) {
      int priority = byPriority.rank(chains.of(agenda.event(i).key()));
      if (priority > bestPriority) {
        best = i;
        bestPriority = priority;
      }
    }
    return best;
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    preempted |= kind == Decision.PREEMPTION && odds != Odds.NEVER;
    return super.strikes(kind, subject, ordinal, odds);
  }

  /** Whether threads may have given up their turns inside steps, which no priority decides. */
  boolean preempted() {
    return preempted;
  }

  /** How many chains the run had. */
  int chains() {
    return chains.count();
  }

  /** How many events may at most have been waiting for each other's turn at once. */
  int width() {
    return chains.width();
  }
}
