package dev.faultline.link;

import static dev.faultline.core.SystemModel.synchronous;

import dev.faultline.check.property.LinkRecorder;
import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.time.Duration;

/**
 * A network whose round trips take 2 to 20 ms (the first guess is 50), and that loses much for a
 * while. A version of this protocol that took samples from retransmissions came to believe in 236
 * ms, and stalled.
 */
final class RoundTripWorld {
  static final String TRUE = "the smoothed round-trip time is one that the network has";

  private static final Duration LONGEST = Duration.ofMillis(60);

  private RoundTripWorld() {}

  static Program program(Rules rules) {
    return world -> build(world, rules);
  }

  private static void build(World world, Rules rules) {
    world.model(synchronous(Duration.ofMillis(10), 1, 0).fairLossLinks());
    Ends.Plan plan = new Ends.Plan(StreamKind.ORDERED, 400, false, 20, Ends.small());
    LinkRecorder record = new LinkRecorder();
    Address to = world.node("receiver", () -> new Ends.Receiver(plan.options(), rules, record));
    Address from = world.node("sender", () -> new Ends.Sender(to, plan, rules, record));
    Duration lossy = Duration.ofSeconds(2);
    world.fault(Duration.ofMillis(200), new Fault.LinkLoss("sender", "receiver", 0.6, lossy));
    world.always(
        TRUE,
        () ->
            !(world.instance(from) instanceof Ends.Sender s)
                || s.session() == null
                || !s.session().connected()
                || s.session().roundTripNanos() <= LONGEST.toNanos());
  }
}
