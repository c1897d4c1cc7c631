package dev.faultline.examples.microraft;

import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.List;

/**
 * Explores a real third-party Raft library: a cluster of MicroRaft that replicates a few registers.
 */
public final class MicroRaftScenario implements Scenario {
  private static final String VERSION = "microraft.version";
  private static final String VOTERS = "voters";
  private static final String LEARNERS = "learners";
  private static final String CLIENTS = "clients";
  private static final String KEYS = "keys";
  private static final String MEMBERSHIP = "membership";
  private static final String CLOCK = "clock";
  private static final String CATCH_UP = "catch-up";

  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final List<FaultKind> FAULTS =
      List.of(
          FaultKind.PARTITION,
          FaultKind.LINK_LOSS,
          FaultKind.LINK_DELAY,
          FaultKind.CRASH,
          FaultKind.PAUSE,
          FaultKind.CLOCK_JUMP,
          FaultKind.CLOCK_DRIFT);

  @Override
  public String name() {
    return "microraft";
  }

  @Override
  public String description() {
    return "MicroRaft replicates registers: linearizability, Raft's invariants, progress after healing";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            VERSION,
            MicroRaftLibrary.NEWEST,
            "which MicroRaft runs: " + String.join(", ", MicroRaftLibrary.VERSIONS)),
        new Setting(VOTERS, "3", "servers that vote at first: 3 or 5"),
        new Setting(LEARNERS, "2", "more servers that learn at first: 0 to 2"),
        new Setting(CLIENTS, "3", "clients, each with about one operation a second"),
        new Setting(KEYS, "2", "registers"),
        new Setting(
            MEMBERSHIP,
            "followers",
            "who is replaced during the run, if there are learners: followers, any (also leaders) or none"),
        new Setting(
            CLOCK,
            "monotonic",
            "what timeouts are measured with: monotonic, or wall (which may jump)"),
        new Setting(
            CATCH_UP, "false", "whether every single member has to catch up after healing, too"));
  }

  @Override
  public int worlds() {
    return 2_000;
  }

  /**
   * Few faults, on the scale of the cluster's timeouts: one that is over before a follower misses
   * its leader shows little, and many at once leave nobody able to do anything wrong.
   */
  @Override
  public FaultMix faults() {
    return FaultMix.DEFAULT.withKinds(FAULTS).withDurations(SHORTEST, LONGEST).withChance(0.06);
  }

  @Override
  public Program program(Settings settings) {
    int voters = settings.number(VOTERS, 3, 5);
    if (voters == 4) {
      throw new UsageException("setting voters is '4', expected 3 or 5");
    }
    ServerFactory servers;
    try {
      servers = MicroRaftLibrary.servers(settings.text(VERSION));
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("setting " + unknown.getMessage(), unknown);
    }
    int learners = settings.number(LEARNERS, 0, 2);
    String membership = oneOf(settings, MEMBERSHIP, List.of("followers", "any", "none"));
    String clock = oneOf(settings, CLOCK, List.of("monotonic", "wall"));
    return new MicroRaftProgram(
        servers,
        ClusterOptions.of(voters, learners, clock.equals("wall")),
        settings.number(CLIENTS, 1, 20),
        settings.number(KEYS, 1, 20),
        learners > 0 && !membership.equals("none"),
        membership.equals("any"),
        settings.flag(CATCH_UP));
  }

  private static String oneOf(Settings settings, String name, List<String> choices) {
    String text = settings.text(name);
    if (!choices.contains(text)) {
      throw new UsageException(
          "setting " + name + " is '" + text + "', expected one of " + String.join(", ", choices));
    }
    return text;
  }
}
