package dev.faultline.guard.swim;

import java.util.ArrayList;
import java.util.List;

/** The rumours that a member still has to tell: the newest of each member, the least told first. */
final class Gossip {
  private final List<Telling> tellings = new ArrayList<>();
  private final int times;
  private final int most;

  private static final class Telling {
    private final Rumour rumour;
    private int told;

    private Telling(Rumour rumour) {
      this.rumour = rumour;
    }
  }

  /**
   * Creates it.
   *
   * @param most rumours of a message
   */
  Gossip(int members, int most) {
    // Enough for all to hear it with high probability (SWIM, section 4.1).
    times = 4 * (int) Math.ceil(Math.log10(members + 1));
    this.most = most;
  }

  void add(Rumour rumour) {
    tellings.removeIf(telling -> telling.rumour.member() == rumour.member());
    tellings.addFirst(new Telling(rumour));
  }

  /** What a message tells, with one that it has to if there is one. */
  List<Rumour> next(List<Rumour> first) {
    List<Rumour> rumours = new ArrayList<>(first);
    while (rumours.size() < most && !tellings.isEmpty()) {
      Telling least = null;
      for (Telling telling : tellings) {
        boolean isIn = rumours.contains(telling.rumour);
        if (!isIn && (least == null || telling.told < least.told)) {
          least = telling;
        }
      }
      if (least == null) {
        break;
      }
      rumours.add(least.rumour);
      if (++least.told >= times) {
        tellings.remove(least);
      }
    }
    return rumours;
  }
}
