package dev.faultline.guard.swim;

import dev.faultline.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Simulates a group of {@link Swim} members on a network with a delay of one millisecond. Some
 * members are slow: they alternate between pauses of 128 ms to 16 s and running for 1 ms to 1 s, as
 * in Lifeguard's experiments. One healthy member crashes half-way.
 *
 * <p>Deterministic from its seed. Not thread-safe.
 */
public final class SwimSimulation {
  private static final double NANOS = 1e9;
  private static final long SECOND = 1_000_000_000;
  private static final long LENGTH = 120 * SECOND;
  private static final long CRASH = 60 * SECOND;
  private static final long SLOW_FROM = 10 * SECOND;
  private static final double SHORTEST_STOP = 0.128;
  private static final double STOP_RANGE = 128;
  private static final double SHORTEST_RUN = 0.001;
  private static final double RUN_RANGE = 1_024;
  private static final long LONGEST_DELAY = 1_000_000;

  private final SwimSettings settings;
  private final int slow;
  private final double loss;
  private final SplittableRandom random;
  private final Swim[] swims;
  private final long[] stoodUntil;
  private final long[] deadAt;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long order;
  private long sent;
  private long falseDeaths;
  private final boolean[][] heldDead;

  /**
   * The results of two minutes.
   *
   * @param falseDeaths how often a healthy member declared another healthy member dead
   * @param first seconds from the crash until the first member declared it dead; NaN if none did
   * @param all seconds until all healthy members knew it; NaN if some did not
   * @param messages sent per member and second, on average
   */
  public record Seen(long falseDeaths, double first, double all, double messages) {}

  private record Event(long time, long order, int to, int from, SwimMessage message)
      implements Comparable<Event> {
    private boolean isTick() {
      return from < 0;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final SwimMessage NOTHING = new SwimMessage.Ack(-1, List.of());

  /**
   * Sets up the group.
   *
   * @param members 3 to 1,000
   * @param slow how many of them are slow, less than {@code members - 2}
   * @param loss the share of messages that is lost
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SwimSimulation(SwimSettings settings, int members, int slow, double loss, long seed) {
    Checks.within("members", members, 3, 1_000);
    this.settings = settings;
    this.slow = Checks.within("slow", slow, 0, members - 3);
    this.loss = Checks.within("loss", loss, 0, 1);
    random = new SplittableRandom(seed);
    swims = new Swim[members];
    stoodUntil = new long[members];
    deadAt = new long[members];
    heldDead = new boolean[members][members];
  }

  /** Runs it, once. */
  public Seen run() {
    int victim = swims.length - 1;
    Arrays.fill(deadAt, -1);
    for (int i = 0; i < swims.length; i++) {
      int self = i;
      swims[i] =
          new Swim(
              settings,
              i,
              swims.length,
              0,
              random.split(),
              0,
              (to, message) -> send(self, to, message));
      tickAt(i);
    }
    long[] nextStop = new long[swims.length];
    Arrays.fill(nextStop, SLOW_FROM);
    while (!events.isEmpty() && events.peek().time() < LENGTH) {
      Event event = events.remove();
      now = event.time();
      int to = event.to();
      if (to == victim && now >= CRASH) {
        continue;
      }
      if (to < slow && now >= nextStop[to]) {
        stoodUntil[to] = now + between(SHORTEST_STOP, STOP_RANGE);
        nextStop[to] = stoodUntil[to] + between(SHORTEST_RUN, RUN_RANGE);
      }
      if (now < stoodUntil[to]) {
        events.add(
            new Event(
                stoodUntil[to],
                // Timers of a process that goes on are due before it has read its socket.
                event.isTick() ? -1 : event.order(),
                to,
                event.from(),
                event.message()));
        continue;
      }
      if (event.isTick()) {
        swims[to].tick(now);
        tickAt(to);
      } else {
        swims[to].receive(event.from(), event.message(), now);
      }
      look(to, victim);
    }
    return seen(victim);
  }

  /** A time with a log-uniform distribution. */
  private long between(double shortest, double range) {
    return (long) (shortest * Math.pow(range, random.nextDouble()) * NANOS);
  }

  private void tickAt(int member) {
    long at = Math.max(now, swims[member].wakeAt());
    events.add(new Event(at, order++, member, -1, NOTHING));
  }

  private void send(int from, int to, SwimMessage message) {
    sent++;
    if (random.nextDouble() >= loss) {
      long arrives = now + 1 + random.nextLong(LONGEST_DELAY);
      events.add(new Event(arrives, order++, to, from, message));
    }
  }

  private void look(int observer, int victim) {
    for (int member = slow; member < swims.length; member++) {
      boolean isDead = member != observer && swims[observer].state(member) == MemberState.DEAD;
      boolean isNew = isDead && !heldDead[observer][member];
      heldDead[observer][member] = isDead;
      if (!isNew || observer < slow) {
        continue;
      }
      if (member == victim && now >= CRASH) {
        deadAt[observer] = now;
      } else {
        falseDeaths++;
      }
    }
  }

  private Seen seen(int victim) {
    List<Long> times = new ArrayList<>();
    for (int i = slow; i < victim; i++) {
      if (deadAt[i] >= 0) {
        times.add(deadAt[i] - CRASH);
      }
    }
    times.sort(null);
    boolean isAll = times.size() == victim - slow;
    return new Seen(
        falseDeaths,
        times.isEmpty() ? Double.NaN : times.getFirst() / NANOS,
        isAll ? times.getLast() / NANOS : Double.NaN,
        sent / (double) swims.length / (LENGTH / NANOS));
  }
}
