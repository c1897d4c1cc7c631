package dev.faultline.link.secure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The associations of one key, and when that may be asked to make room by some of them. */
final class Kin {
  /** Of those that could go, this part does at once. */
  private static final int PART_DROPPED = 4;

  /**
   * Who was looked through for less than this part is not looked through again at once: then room
   * costs each newcomer a few looks at most, however many associations the key has.
   */
  private static final int PART_WORTH_IT = 16;

  private final List<Association> all = new ArrayList<>();
  private long askAt = Long.MIN_VALUE;

  boolean isEmpty() {
    return all.isEmpty();
  }

  void add(Association association) {
    association.place = all.size();
    all.add(association);
  }

  void remove(Association association) {
    Association last = all.removeLast();
    if (last != association) {
      all.set(association.place, last);
      last.place = association.place;
    }
  }

  boolean mayBeAsked(long now) {
    return askAt <= now;
  }

  /**
   * Those that are to make room, the oldest first.
   *
   * @param askNanos how long it is not asked again if there are few or none
   * @param idle which ones nobody needs
   */
  List<Association> makingRoom(long now, long askNanos, Predicate<Association> idle) {
    List<Association> going = new ArrayList<>();
    for (Association association : all) {
      if (idle.test(association)) {
        going.add(association);
      }
    }
    going.sort(
        Comparator.<Association>comparingLong(each -> each.bornAt)
            .thenComparingInt(each -> each.index));
    int dropped = (going.size() + PART_DROPPED - 1) / PART_DROPPED;
    if (dropped < (all.size() + PART_WORTH_IT - 1) / PART_WORTH_IT) {
      askAt = now + askNanos;
    }
    return List.copyOf(going.subList(0, dropped));
  }
}
