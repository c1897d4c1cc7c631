package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One quiet run, and then the same run with a crash right after each thing that happens in it. */
final class BoundariesTest {
  private static final int ORDERS = 20;
  private static final Duration TRAFFIC = Duration.ofSeconds(4);
  private static final Duration DOWN = Duration.ofMillis(150);

  @ParameterizedTest
  @ValueSource(strings = {"bank", "payer", "both"})
  void a_crash_after_any_sync_write_or_datagram_breaks_nothing(String who) {
    SortedSet<Long> moments = moments();
    assertThat(moments.size()).isGreaterThan(100);
    for (long moment : moments) {
      World world = world();
      for (String node : who.equals("both") ? List.of("bank", "payer") : List.of(who)) {
        world.fault(Duration.ofNanos(moment + 1), new Fault.Crash(node, DOWN));
      }
      WorldResult result = world.run();
      assertThat(result.violation()).as("%s crashed at %d ns", who, moment).isNull();
    }
  }

  /** When something happens at a node: a timer, of which syncs are some, or a datagram. */
  private static SortedSet<Long> moments() {
    List<TraceEvent> events = new ArrayList<>();
    World world = new World(new QuietAdversary(1), options().withTracer(events::add));
    LedgerWorld.program(ORDERS, Rules.SOUND).build(world);
    world.run();
    SortedSet<Long> moments = new TreeSet<>();
    for (TraceEvent event : events) {
      boolean matters =
          event instanceof TraceEvent.TimerFired || event instanceof TraceEvent.Delivered;
      if (matters && event.nanos() < TRAFFIC.toNanos()) {
        moments.add(event.nanos());
      }
    }
    return moments;
  }

  private static World world() {
    World world = new World(new QuietAdversary(1), options());
    LedgerWorld.program(ORDERS, Rules.SOUND).build(world);
    return world;
  }

  private static WorldOptions options() {
    return WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(61));
  }
}
