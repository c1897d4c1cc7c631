package dev.faultline.examples.flp;

import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * In an asynchronous system in which one process may crash, no deterministic protocol is sure to
 * decide (Fischer, Lynch, Paterson, JACM 1985). For as many rounds as one asks for there is a
 * schedule after which a deterministic protocol has decided nothing, though it never violates
 * agreement or validity; after the global stabilisation time of a partially synchronous system it
 * decides; and a protocol that tosses coins decides with probability one.
 */
public final class Flp implements Scenario {
  private static final String ROTATING = "rotating-coordinator";
  private static final String BEN_OR = "ben-or";
  private static final String ASYNCHRONOUS = "asynchronous";
  private static final String PARTIALLY_SYNCHRONOUS = "partially-synchronous";

  private static final Duration STABLE_AFTER = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "flp";
  }

  @Override
  public String description() {
    return "Consensus without synchrony: an ever longer schedule that decides nothing; and two ways"
        + " out.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("protocol", ROTATING, ROTATING + ", or " + BEN_OR),
        new Setting("model", ASYNCHRONOUS, ASYNCHRONOUS + ", or " + PARTIALLY_SYNCHRONOUS),
        new Setting("processes", "3", "how many processes, 3 to 9, of which one may crash"),
        new Setting(
            "undecided-rounds",
            "8",
            "the asynchronous rotating coordinator is searched for so many rounds without a"
                + " decision"));
  }

  @Override
  public int worlds() {
    return 20_000;
  }

  /**
   * Crashes, and delays about as long as the protocol's timeouts, often enough to hit every round.
   * Clocks play no part.
   */
  @Override
  public FaultMix faults() {
    return FaultMix.DEFAULT
        .withRates(new FaultRates(0, 0, 0, Duration.ofMillis(4)))
        .withKinds(
            List.of(
                FaultKind.PARTITION,
                FaultKind.LINK_DELAY,
                FaultKind.CRASH,
                FaultKind.PAUSE,
                FaultKind.SLOW))
        .withDurations(Duration.ofMillis(5), Duration.ofSeconds(1));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Strategy strategy() {
    return Strategy.GUIDED;
  }

  @Override
  public Program program(Settings settings) {
    int count = settings.number("processes", 3, 9);
    int rounds = settings.number("undecided-rounds", 1, 1_000);
    boolean rotating = oneOf(settings, "protocol", ROTATING, BEN_OR).equals(ROTATING);
    boolean asynchronous =
        oneOf(settings, "model", ASYNCHRONOUS, PARTIALLY_SYNCHRONOUS).equals(ASYNCHRONOUS);
    return world -> build(world, rotating, asynchronous, count, rounds);
  }

  private static String oneOf(Settings settings, String name, String first, String second) {
    String text = settings.text(name);
    if (!text.equals(first) && !text.equals(second)) {
      throw new UsageException(
          "setting " + name + " is '" + text + "', expected " + first + " or " + second);
    }
    return text;
  }

  private static void build(
      World world, boolean rotating, boolean asynchronous, int count, int rounds) {
    world.model(
        (asynchronous ? SystemModel.asynchronous() : SystemModel.partiallySynchronous())
            .crashStop(1)
            .perfectLinks());
    Decisions decisions = new Decisions();
    List<String> names = new ArrayList<>();
    List<Integer> proposals = new ArrayList<>();
    List<Address> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("process-" + (i + 1));
      // Whoever coordinates, the others do not all hold the same.
      proposals.add(i / 2 % 2);
    }
    for (int i = 0; i < count; i++) {
      int value = proposals.get(i);
      processes.add(
          world.node(
              names.get(i),
              () ->
                  rotating
                      ? new RotatingCoordinator(names, value, decisions)
                      : new BenOr(names, 1, value, decisions)));
    }
    world.always("agreement: no two decisions differ", decisions::agree);
    world.always("validity: what is decided was proposed", () -> decisions.allAmong(proposals));
    world.outcome(() ->
        decisions.none()
            ? "nobody has decided"
            : String.format(Locale.ROOT, "first decision in round %2d", decisions.firstRound()));
    world.sometimes(
        "every process that has not crashed has decided",
        () -> {
          boolean done = !decisions.none() && running(world, processes).allMatch(Process::decided);
          if (done && asynchronous) {
            // Elsewhere termination is judged after healing, which the world has to live to see.
            world.stop();
          }
          return done;
        });
    if (!asynchronous) {
      world
          .healAfter(STABLE_AFTER)
          .eventually(
              "termination: every process that has not crashed decides",
              Duration.ofSeconds(20),
              () -> running(world, processes).allMatch(Process::decided));
    } else if (rotating) {
      world.always(
          "termination: somebody decides within " + rounds + " rounds",
          () ->
              !decisions.none()
                  || running(world, processes).noneMatch(process -> process.round() > rounds));
    } else {
      world.atEnd(
          "termination: every process that has not crashed decides",
          () -> running(world, processes).allMatch(Process::decided));
    }
  }

  private static Stream<Process> running(World world, List<Address> processes) {
    return processes.stream()
        .map(world::instance)
        .filter(Process.class::isInstance)
        .map(Process.class::cast);
  }
}
