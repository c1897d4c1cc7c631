package dev.faultline.guard.swim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one member believes of all, and what it has to tell of it. */
final class Members {
  /** What became of a rumour. */
  enum Heard {
    /** It was news. */
    TAKEN,
    /** It was known, or something newer was. */
    OLD,
    /** It said that this member is not alive; it is, with a higher incarnation. */
    REFUTED,
    /** Its members, or its incarnation, cannot be. */
    MISUSED
  }

  /**
   * The highest with which a member may begin, and that others may call suspected or dead without
   * having heard it of the member itself: what lies beyond is for refutations, so that one rumour
   * that is made up or has rotted leaves room for them.
   */
  static final long HIGHEST = (1L << 61) - (1L << 40) - 1;

  /** The highest of a refutation. No small incarnation becomes one above HIGHEST by a bit. */
  private static final long HIGHEST_REFUTATION = (1L << 61) - 1;

  /** 36 years, so that six times as much is still inside a long. */
  private static final double LONGEST_SUSPICION_NANOS = Long.MAX_VALUE / 8.0;

  private final int self;
  private final MemberState[] states;
  private final long[] incarnations;
  private final @Nullable Suspicion[] suspicions;
  private final Gossip gossip;
  private final boolean isDynamic;
  private final long suspicionNanos;
  private int living;

  /** Suspicions that wait. */
  private int suspected;

  private long deaths;
  private long refutations;

  Members(SwimSettings settings, int self, int count, long incarnation) {
    this.self = self;
    states = new MemberState[count];
    Arrays.fill(states, MemberState.ALIVE);
    incarnations = new long[count];
    incarnations[self] = incarnation;
    suspicions = new Suspicion[count];
    gossip = new Gossip(count, settings.rumours());
    isDynamic = settings.dynamicSuspicion();
    suspicionNanos =
        (long)
            Math.min(
                LONGEST_SUSPICION_NANOS,
                settings.suspicion()
                    * Math.max(1, Math.log10(count))
                    * settings.interval().toNanos());
    living = count - 1;
  }

  int count() {
    return states.length;
  }

  MemberState state(int member) {
    return states[member];
  }

  long incarnation(int member) {
    return incarnations[member];
  }

  int living() {
    return living;
  }

  long deaths() {
    return deaths;
  }

  long refutations() {
    return refutations;
  }

  /** Tells that this member is alive. */
  void announce() {
    gossip.add(new Rumour(self, MemberState.ALIVE, incarnations[self], self));
  }

  /**
   * What a message tells.
   *
   * @param isToBeTold whether its receiver has to hear what is believed of it
   */
  List<Rumour> rumours(int to, boolean isToBeTold) {
    boolean isIll = states[to] != MemberState.ALIVE;
    return gossip.next(
        isToBeTold && isIll
            ? List.of(new Rumour(to, states[to], incarnations[to], self))
            : List.of());
  }

  List<Integer> alive(int without, int andWithout) {
    List<Integer> alive = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      if (i != without && i != andWithout && i != self && states[i] == MemberState.ALIVE) {
        alive.add(i);
      }
    }
    return alive;
  }

  /** One of the dead; -1 if nobody is. */
  int randomDead(RandomGenerator random) {
    int left = states.length - 1 - living;
    if (left == 0) {
      return -1;
    }
    int chosen = random.nextInt(left);
    for (int i = 0; i < states.length; i++) {
      if (states[i] == MemberState.DEAD && chosen-- == 0) {
        return i;
      }
    }
    return -1;
  }

  /** This member got no answer. */
  void suspect(int member, long now) {
    if (states[member] != MemberState.DEAD) {
      hear(new Rumour(member, MemberState.SUSPECT, incarnations[member], self), now);
    }
  }

  Heard hear(Rumour rumour, long now) {
    int member = rumour.member();
    long incarnation = rumour.incarnation();
    if (!isMember(member) || !isMember(rumour.from()) || incarnation < 0) {
      return Heard.MISUSED;
    }
    if (incarnation > HIGHEST_REFUTATION) {
      return Heard.MISUSED;
    }
    if (member == self) {
      return ofSelf(rumour);
    }
    long known = incarnations[member];
    if (rumour.state() != MemberState.ALIVE && incarnation > Math.max(known, HIGHEST)) {
      return Heard.MISUSED;
    }
    return switch (rumour.state()) {
      case ALIVE -> incarnation > known ? take(rumour, null) : Heard.OLD;
      case SUSPECT -> suspected(rumour, now);
      case DEAD ->
          incarnation >= known && states[member] != MemberState.DEAD || incarnation > known
              ? take(rumour, null)
              : Heard.OLD;
    };
  }

  private boolean isMember(int member) {
    return member >= 0 && member < states.length;
  }

  private Heard suspected(Rumour rumour, long now) {
    int member = rumour.member();
    if (rumour.from() == member) {
      return Heard.MISUSED;
    }
    long known = incarnations[member];
    Suspicion before = suspicions[member];
    if (before != null && rumour.incarnation() == known) {
      if (before.confirm(rumour.from())) {
        gossip.add(rumour);
        return Heard.TAKEN;
      }
      return Heard.OLD;
    }
    boolean isNews =
        rumour.incarnation() > known
            || rumour.incarnation() == known && states[member] == MemberState.ALIVE;
    return isNews
        ? take(rumour, new Suspicion(now, suspicionNanos, isDynamic, rumour.from()))
        : Heard.OLD;
  }

  private Heard ofSelf(Rumour rumour) {
    long mine = incarnations[self];
    if (rumour.incarnation() < mine
        || rumour.state() == MemberState.ALIVE && rumour.incarnation() == mine) {
      if (rumour.state() != MemberState.ALIVE) {
        // Somebody has missed that this member is alive.
        announce();
      }
      return Heard.OLD;
    }
    if (rumour.incarnation() == HIGHEST_REFUTATION) {
      return Heard.MISUSED;
    }
    // A life before this one may have had a higher incarnation: it is taken over.
    incarnations[self] = rumour.incarnation() + 1;
    announce();
    if (rumour.state() == MemberState.ALIVE) {
      return Heard.TAKEN;
    }
    refutations++;
    return Heard.REFUTED;
  }

  private Heard take(Rumour rumour, @Nullable Suspicion suspicion) {
    int member = rumour.member();
    boolean wasDead = states[member] == MemberState.DEAD;
    boolean isDead = rumour.state() == MemberState.DEAD;
    living += (wasDead ? 1 : 0) - (isDead ? 1 : 0);
    deaths += isDead && !wasDead ? 1 : 0;
    states[member] = rumour.state();
    incarnations[member] = rumour.incarnation();
    suspected += (suspicion == null ? 0 : 1) - (suspicions[member] == null ? 0 : 1);
    suspicions[member] = suspicion;
    gossip.add(rumour);
    return Heard.TAKEN;
  }

  /** Declares dead whose suspicions were not refuted in time. */
  void expire(long now) {
    for (int member = 0; suspected > 0 && member < suspicions.length; member++) {
      Suspicion suspicion = suspicions[member];
      if (suspicion != null && now - suspicion.ends() >= 0) {
        take(new Rumour(member, MemberState.DEAD, incarnations[member], self), null);
      }
    }
  }

  /** The earlier of a time and the ends of all suspicions. */
  long earliest(long time) {
    long earliest = time;
    if (suspected == 0) {
      return earliest;
    }
    for (Suspicion suspicion : suspicions) {
      if (suspicion != null && suspicion.ends() - earliest < 0) {
        earliest = suspicion.ends();
      }
    }
    return earliest;
  }
}
