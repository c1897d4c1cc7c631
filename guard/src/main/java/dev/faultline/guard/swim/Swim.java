package dev.faultline.guard.swim;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import dev.faultline.guard.swim.SwimMessage.Ack;
import dev.faultline.guard.swim.SwimMessage.Nack;
import dev.faultline.guard.swim.SwimMessage.Ping;
import dev.faultline.guard.swim.SwimMessage.PingRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One member of a group that monitors its own membership: SWIM (Das, Gupta, Motivala, DSN 2002)
 * with suspicion, and Lifeguard (Dadgar, Phillips, Currey, arXiv 1707.00788), each part of which
 * can be switched off.
 *
 * <p>In each interval a member probes one other member. If no answer comes, it asks a few helpers
 * to probe the same member; if none of them gets an answer either, it suspects that member and
 * gossips the suspicion in the messages that it sends anyway. A member that learns that it is
 * suspected raises its incarnation and refutes the suspicion. If it does not do so in time, it is
 * declared dead. The load per member does not depend on the size of the group.
 *
 * <p>A member that was declared dead is told so by the members that receive messages from it. It
 * then takes a higher incarnation and is alive again, even if it forgot its incarnation in a
 * restart. From time to time a dead member is probed, so that the two sides of a partition find
 * each other again.
 *
 * <p>Members have numbers from 0, and all know them from the start. Call {@link #tick} at {@link
 * #wakeAt}. Not thread-safe: its owner calls it. The caller passes the time, from one monotonic
 * clock that is never set back, such as {@code System.nanoTime()}; a reading older than the latest
 * counts as the latest.
 *
 * <p>Members trust one another: forged messages can keep a member declared dead. A corrupted
 * message cannot do so permanently.
 */
public final class Swim {
  /** A dead member is probed once in this many intervals. */
  private static final int HOPE = 10;

  private static final int MOST_HEALTH = 8;

  /** A helper reports that it has no answer after this share of the timeout. */
  private static final double NACK_AFTER = 0.8;

  /** How many probes on behalf of others a member runs at once. */
  private static final int MOST_HELPED = 64;

  private final LatestTime time = new LatestTime();
  private final Probing probing;
  private final Members members;
  private final SwimSettings settings;
  private final int self;
  private final RandomGenerator random;
  private final Out out;
  private final List<Helped> helped = new ArrayList<>();
  private long probes;
  private int health;
  private long periods;
  private long misused;

  /** Sends the member's messages. */
  @FunctionalInterface
  public interface Out {
    /** Sends a message, which may be lost. */
    void send(int to, SwimMessage message);
  }

  /** A probe on behalf of another member. */
  private static final class Helped {
    private final long mine;
    private final int target;
    private final int requester;
    private final long theirs;
    private final long nackAt;
    private boolean isNacked;

    private Helped(long mine, int target, int requester, long theirs, long nackAt) {
      this.mine = mine;
      this.target = target;
      this.requester = requester;
      this.theirs = theirs;
      this.nackAt = nackAt;
    }
  }

  /**
   * Creates a member that considers all others alive.
   *
   * @param self its number
   * @param count how many there are, 2 to 10,000
   * @param incarnation 0 to 2^61 - 2^40 - 1, which the nanoseconds since 1970 reach in 2043; any
   *     value is correct after a restart; a higher one than before saves a round of refutation
   * @param random source of randomness; in a simulated world, the node's
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Swim(
      SwimSettings settings,
      int self,
      int count,
      long incarnation,
      RandomGenerator random,
      long nowNanos,
      Out out) {
    Checks.within("count", count, 2, 10_000);
    Checks.within("self", self, 0, count - 1);
    if (incarnation < 0 || incarnation > Members.HIGHEST) {
      throw new IllegalArgumentException(
          "incarnation is " + incarnation + ", expected 0 to " + Members.HIGHEST);
    }
    this.settings = settings;
    this.self = self;
    this.random = random;
    this.out = out;
    members = new Members(settings, self, count, incarnation);
    probing = new Probing(settings.isRoundRobin(), self, count, random);
    members.announce();
    // So that not all probe at the same moment.
    long now = time.at(nowNanos);
    probing.endsAt = now + random.nextLong(settings.interval().toNanos());
  }

  /** Does what is due. */
  public void tick(long nowNanos) {
    long now = time.at(nowNanos);
    for (Helped each : helped) {
      if (settings.localHealth() && !each.isNacked && now - each.nackAt >= 0) {
        each.isNacked = true;
        out.send(each.requester, new Nack(each.theirs, members.rumours(each.requester, false)));
      }
    }
    if (probing.isWaiting && !probing.isIndirect && now - probing.timeoutAt >= 0) {
      askOthers();
    }
    if (now - probing.endsAt >= 0) {
      conclude(now);
      helped.removeIf(each -> now - each.nackAt > settings.interval().toNanos());
      begin(now);
    }
    members.expire(now);
  }

  /** When {@link #tick} is to be called next. */
  public long wakeAt() {
    long wake = probing.endsAt;
    if (probing.isWaiting && !probing.isIndirect && probing.timeoutAt - wake < 0) {
      wake = probing.timeoutAt;
    }
    for (Helped each : helped) {
      if (settings.localHealth() && !each.isNacked && each.nackAt - wake < 0) {
        wake = each.nackAt;
      }
    }
    return members.earliest(wake);
  }

  private void begin(long now) {
    periods++;
    long factor = settings.localHealth() ? 1 + health : 1;
    probing.endsAt = now + factor * settings.interval().toNanos();
    probing.timeoutAt = now + factor * settings.timeout().toNanos();
    probing.isWaiting = false;
    int target = probing.next(members);
    if (target >= 0) {
      probing.start(target, ++probes);
      ping(target, probes);
    }
    int dead = periods % HOPE == 0 ? members.randomDead(random) : -1;
    if (dead >= 0) {
      ping(dead, ++probes);
    }
  }

  private void ping(int target, long probe) {
    boolean isToBeTold = settings.buddy() || members.state(target) == MemberState.DEAD;
    out.send(target, new Ping(probe, members.rumours(target, isToBeTold)));
  }

  private void askOthers() {
    probing.isIndirect = true;
    List<Integer> others = members.alive(self, probing.target);
    for (int i = 0; i < settings.indirect() && !others.isEmpty(); i++) {
      int other = others.remove(random.nextInt(others.size()));
      probing.asked.add(other);
      out.send(
          other, new PingRequest(probing.probe, probing.target, members.rumours(other, false)));
    }
  }

  private void conclude(long now) {
    if (!probing.isWaiting) {
      return;
    }
    // Who asked others and heard from none of them is probably slow itself.
    slower(probing.asked.isEmpty() ? 1 : probing.asked.size() - probing.nacks.size());
    members.suspect(probing.target, now);
  }

  private void slower(int by) {
    health = Math.clamp(health + by, 0, MOST_HEALTH);
  }

  /** Processes a message. */
  public void receive(int from, SwimMessage message, long nowNanos) {
    long now = time.at(nowNanos);
    if (from < 0 || from >= members.count() || from == self) {
      misused++;
      return;
    }
    for (Rumour rumour : message.rumours()) {
      switch (members.hear(rumour, now)) {
        case REFUTED -> slower(1);
        case MISUSED -> misused++;
        case TAKEN, OLD -> {}
      }
    }
    // Who is held for dead, or suspected, and speaks, hears so, and can say that it is alive.
    boolean isDead = members.state(from) == MemberState.DEAD;
    switch (message) {
      case Ping ping -> out.send(from, new Ack(ping.probe(), members.rumours(from, isDead)));
      case PingRequest request -> help(from, request, now);
      case Ack ack -> acknowledged(from, ack);
      case Nack nack -> refused(from, nack);
    }
  }

  private void help(int from, PingRequest request, long now) {
    int target = request.target();
    if (target < 0 || target >= members.count()) {
      misused++;
      return;
    }
    if (target == self) {
      out.send(from, new Ack(request.probe(), members.rumours(from, false)));
      return;
    }
    if (helped.size() == MOST_HELPED) {
      helped.removeFirst();
    }
    long nackAt = now + (long) (NACK_AFTER * settings.timeout().toNanos());
    helped.add(new Helped(++probes, target, from, request.probe(), nackAt));
    ping(target, probes);
  }

  private void acknowledged(int from, Ack ack) {
    if (probing.isOf(ack.probe(), from)) {
      probing.isWaiting = false;
      slower(-1);
      return;
    }
    for (Iterator<Helped> i = helped.iterator(); i.hasNext(); ) {
      Helped each = i.next();
      if (each.mine == ack.probe() && each.target == from) {
        i.remove();
        out.send(each.requester, new Ack(each.theirs, members.rumours(each.requester, false)));
        return;
      }
    }
    misused += probing.isWaiting && ack.probe() == probing.probe ? 1 : 0;
  }

  private void refused(int from, Nack nack) {
    if (!probing.isOf(nack.probe(), from) || from == probing.target) {
      return;
    }
    if (!probing.nacks.contains(from)) {
      probing.nacks.add(from);
    }
  }

  /**
   * The believed state of a member; a member that does not exist is dead, and the call is counted
   * as misuse.
   */
  public MemberState state(int member) {
    if (member < 0 || member >= members.count()) {
      misused++;
      return MemberState.DEAD;
    }
    return members.state(member);
  }

  /** The highest known incarnation of a member; -1 if it does not exist. */
  public long incarnation(int member) {
    return member < 0 || member >= members.count() ? -1 : members.incarnation(member);
  }

  /** How many other members are not declared dead. */
  public int living() {
    return members.living();
  }

  /** Lifeguard's local health multiplier: 0 is healthy, 8 is slowest. */
  public int health() {
    return health;
  }

  /** How often this member declared another dead. */
  public long deaths() {
    return members.deaths();
  }

  /** How often this member refuted a claim that it is suspected or dead. */
  public long refutations() {
    return members.refutations();
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** How many calls or messages named a member that does not exist. */
  public long misused() {
    return misused;
  }
}
