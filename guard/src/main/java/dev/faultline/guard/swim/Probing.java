package dev.faultline.guard.swim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The probe that is out, and who is next. */
final class Probing {
  private final boolean isRoundRobin;
  private final int self;
  private final int[] order;
  private final RandomGenerator random;
  private int next;

  boolean isWaiting;
  boolean isIndirect;
  int target = -1;
  long probe;
  long timeoutAt;
  long endsAt;

  /** Who was asked to probe the same, and which of them have said that they have no answer. */
  final List<Integer> asked = new ArrayList<>();

  final List<Integer> nacks = new ArrayList<>();

  Probing(boolean isRoundRobin, int self, int count, RandomGenerator random) {
    this.isRoundRobin = isRoundRobin;
    this.self = self;
    this.random = random;
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    next = count;
  }

  void start(int member, long number) {
    isWaiting = true;
    isIndirect = false;
    target = member;
    probe = number;
    asked.clear();
    nacks.clear();
  }

  /** Whether an answer to this probe may come from this member. */
  boolean isOf(long number, int from) {
    return isWaiting && number == probe && (from == target || asked.contains(from));
  }

  /** Whom to probe; -1 if all others are dead. */
  int next(Members members) {
    if (members.living() == 0) {
      return -1;
    }
    while (true) {
      int member = isRoundRobin ? roundRobin() : random.nextInt(order.length);
      if (member != self && members.state(member) != MemberState.DEAD) {
        return member;
      }
    }
  }

  private int roundRobin() {
    if (next == order.length) {
      next = 0;
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }
    return order[next++];
  }
}
