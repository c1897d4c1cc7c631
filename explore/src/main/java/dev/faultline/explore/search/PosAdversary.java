package dev.faultline.explore.search;

import dev.faultline.explore.FaultMix;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.base.KeyedHash;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Samples partial orders of events rather than their sequences: each event that may happen has a
 * random priority, the highest goes first, and those that raced with it draw theirs anew (Yuan,
 * Yang, Gu, CAV 2018). Orders that differ only in events without a race between them do not crowd
 * out the others. Everything else strikes at random.
 */
final class PosAdversary extends RandomAdversary {
  private static final int POS = 0x905;

  private final KeyedStream random;

  /** Of the events that may happen. */
  private final Map<Long, Long> priorities = new LinkedHashMap<>();

  private boolean begun;

  PosAdversary(long seed, FaultMix mix) {
    super(seed, mix, EventOrder.PENDING_SET);
    this.random = new KeyedStream(KeyedHash.of(seed, POS, 0, 0));
  }

  @Override
  public EventOrder order() {
    return EventOrder.PENDING_SET;
  }

  @Override
  public int next(long ordinal, Agenda agenda) {
    if (!begun && agenda.event(0).node() < 0) {
      return 0; // The nodes start, which is no part of the race.
    }
    begun = true;
    int best = first(agenda);
    PendingEvent event = agenda.event(best);
    priorities.remove(event.key());
    for (int i = 0; i < agenda.size(); i++) {
      PendingEvent other = agenda.event(i);
      if (i != best && event.racesWith(other)) {
        priorities.put(other.key(), random.next());
      }
    }
    if (best > 0) {
      tape().add(new Departure.Chosen(Decision.NEXT_EVENT, 0, ordinal, event.key()));
    }
    return best;
  }

  private int first(Agenda agenda) {
    int best = 0;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < agenda.size(); i++) {
      Long known = priorities.get(agenda.event(i).key());
      long priority = known == null ? random.next() : known;
      if (known == null) {
        priorities.put(agenda.event(i).key(), priority);
      }
      if (priority > highest) {
        best = i;
        highest = priority;
      }
    }
    return best;
  }
}
