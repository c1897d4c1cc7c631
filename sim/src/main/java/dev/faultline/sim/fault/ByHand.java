package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.trace.TraceEvent;
import java.util.Collections;
import java.util.Map;

/**
 * Faults that the program lets strike itself, at moments that it chooses. Each is a decision, so
 * that a shrinker can leave it out.
 */
public final class ByHand {
  private final Kernel kernel;
  private final Adversary adversary;
  private final FaultBoard board;
  private final ModelGuard guard;
  private Map<String, Long> struck = Collections.emptyMap();

  public ByHand(Kernel kernel, Adversary adversary, FaultBoard board, ModelGuard guard) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.board = board;
    this.guard = guard;
  }

  /**
   * Lets a fault strike now, unless it is left out.
   *
   * @return whether it struck
   * @throws ModelException when the model rules the fault out, and no fault of the adversary's is
   *     the reason
   */
  public boolean strike(Fault fault) {
    String node = firstNode(fault);
    struck = Lazily.open(struck);
    long ordinal = struck.merge(node, 1L, Long::sum) - 1;
    if (adversary.strikes(Decision.FAULT_SKIPPED, Subjects.node(node), ordinal, Odds.NEVER)) {
      return leftOut(fault, "this run is played without it");
    }
    String why = guard.whyIllegal(fault);
    if (why.isEmpty()) {
      board.beginByHand(fault);
      return true;
    }
    if (kernel.healed() || board.adversaryPlayed()) {
      return leftOut(fault, why);
    }
    throw new ModelException("the program plays " + fault + " by hand, but " + why);
  }

  private boolean leftOut(Fault fault, String why) {
    kernel.trace(
        new TraceEvent.Remarked(
            kernel.now(), "world", "the program's " + fault + " is left out: " + why));
    return false;
  }

  /** Whether a fault of the adversary's may be why one of the program's finds no room. */
  public boolean adversaryPlayed() {
    return board.adversaryPlayed();
  }

  /** Ends all faults that struck by hand and are not over. */
  public void end() {
    board.endByHand();
  }

  private static String firstNode(Fault fault) {
    return switch (fault) {
      case Fault.Partition p -> p.groups().getFirst().getFirst();
      case Fault.Flapping f -> f.from();
      case Fault.LinkLoss l -> l.from();
      case Fault.LinkDelay d -> d.from();
      case Fault.Crash c -> c.node();
      case Fault.Pause p -> p.node();
      case Fault.Slow s -> s.node();
      case Fault.SendOmission o -> o.node();
      case Fault.ReceiveOmission o -> o.node();
      case Fault.ClockJump j -> j.node();
      case Fault.SyncFailure f -> f.node();
      case Fault.Disk d -> d.node();
      case Fault.ClockDrift d -> d.node();
      case Fault.Arbitrary a -> a.node();
    };
  }
}
