package dev.faultline.sim.testing;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Proposes everything that there is, names nobody has and forbidden durations included, and takes
 * what is legal.
 */
public final class HostileAdversary extends QuietAdversary {
  private static final int PROPOSALS = 12;

  private final SplittableRandom random;
  public int played;

  public HostileAdversary(long seed) {
    super(seed);
    random = new SplittableRandom(seed);
  }

  @Override
  public FaultRates rates() {
    return new FaultRates(0.05, 0.05, 0.02, Duration.ofMillis(50));
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    return Odds.hit(odds, hash(kind, subject, ordinal));
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    for (int i = 0; i < PROPOSALS; i++) {
      Fault fault = proposal(view.nodes());
      if (view.legal(fault)) {
        played++;
        return fault;
      }
    }
    return null;
  }

  private Fault proposal(List<String> names) {
    List<String> nodes = new ArrayList<>(names);
    nodes.add("client");
    for (int i = nodes.size() - 1; i > 0; i--) {
      Collections.swap(nodes, i, random.nextInt(i + 1));
    }
    String a = nodes.get(0);
    String b = nodes.get(1);
    Duration lasting =
        random.nextInt(10) == 0 ? Fault.FOREVER : Duration.ofMillis(1 + random.nextInt(2_000));
    Duration some = Duration.ofMillis(1 + random.nextInt(3_000));
    double rate = random.nextDouble();
    return switch (random.nextInt(13)) {
      case 0 ->
          new Fault.Partition(
              PartitionShape.ISOLATED, List.of(List.of(a), nodes.subList(1, 3)), lasting);
      case 1 ->
          new Fault.Partition(
              PartitionShape.ONE_WAY, List.of(nodes.subList(0, 2), nodes.subList(2, 4)), lasting);
      case 2 -> new Fault.LinkLoss(a, b, rate, lasting);
      case 3 -> new Fault.LinkDelay(a, b, random.nextInt(9) == 0 ? Fault.FOREVER : some, lasting);
      case 4 ->
          new Fault.Flapping(a, b, some, random.nextInt(9) == 0 ? Fault.FOREVER : some, lasting);
      case 5, 6 -> new Fault.Crash(a, lasting);
      case 7 -> new Fault.Pause(a, lasting);
      case 8 -> new Fault.Slow(a, random.nextInt(9) == 0 ? Fault.FOREVER : some, lasting);
      case 9 -> new Fault.SendOmission(a, rate, lasting);
      case 10 -> new Fault.ReceiveOmission(a, rate, lasting);
      case 11 -> new Fault.ClockDrift(a, random.nextInt(-999_999, 1_000_000), lasting);
      default ->
          random.nextBoolean() ? new Fault.Arbitrary(a, lasting) : new Fault.ClockJump(a, some);
    };
  }
}
