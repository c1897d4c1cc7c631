package dev.faultline.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.RecordedTrace;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class NodeLoggingTest {
  static {
    System.setProperty("slf4j.provider", NodeLogging.class.getName());
  }

  private static final Logger LOG = LoggerFactory.getLogger("bank");

  @BeforeEach
  void nothingLogged() {
    Usual.LINES.clear();
  }

  private static final class Bank implements Node {
    @Override
    public void start(Env env) {
      LOG.debug("not loggable in nodes");
      LOG.info("charged {} of {}", 3, "ann");
      LOG.error("failed", new IllegalStateException("no money"));
    }
  }

  @Test
  void what_nodes_log_are_their_lines_and_the_rest_goes_to_the_other_provider() {
    RecordedTrace trace = new RecordedTrace();
    World world =
        new World(
            new QuietAdversary(1),
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(1)).withTracer(trace));
    world.node("a", Bank::new);
    world.at(Duration.ofMillis(500), () -> LOG.warn("of the experiment"));

    LOG.debug("before");
    world.run();
    LOG.error("after", new IllegalStateException("why"));

    assertThat(trace.of(TraceEvent.Remarked.class))
        .extracting(line -> line.node() + " " + line.text())
        .containsExactly(
            "a INFO bank: charged 3 of ann",
            "a ERROR bank: failed: java.lang.IllegalStateException: no money");
    assertThat(Usual.LINES)
        .containsExactly("DEBUG before", "WARN of the experiment", "ERROR after: why");
  }
}
