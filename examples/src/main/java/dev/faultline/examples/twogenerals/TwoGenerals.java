package dev.faultline.examples.twogenerals;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.List;

/**
 * Two generals win only if both attack, and talk through messengers who may be caught. However many
 * acknowledgements their protocol has, whoever sends the last one does not know whether it arrived:
 * some schedule lets exactly one of them attack (Akkoyunlu, Ekanadham, Huber 1975; Gray 1978). Over
 * perfect links there is none.
 */
public final class TwoGenerals implements Scenario {
  @Override
  public String name() {
    return "two-generals";
  }

  @Override
  public String description() {
    return "However many acknowledgements: some schedule lets exactly one of two generals attack.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("messages", "3", "how many messages the protocol has, 1 to 100"),
        new Setting("links", "fair-loss", "fair-loss, or perfect"));
  }

  @Override
  public int worlds() {
    return 100_000;
  }

  @Override
  public FaultMix faults() {
    return FaultMix.DEFAULT.withRates(new FaultRates(0.1, 0, 0, Duration.ZERO));
  }

  @Override
  public Strategy strategy() {
    return Strategy.EXHAUSTIVE;
  }

  @Override
  public Program program(Settings settings) {
    int messages = settings.number("messages", 1, 100);
    SystemModel model =
        switch (settings.text("links")) {
          case "fair-loss" -> SystemModel.asynchronous().fairLossLinks();
          case "perfect" -> SystemModel.asynchronous().perfectLinks();
          default ->
              throw new UsageException(
                  "setting links is '"
                      + settings.text("links")
                      + "', expected fair-loss or perfect");
        };
    return world -> build(world, model, messages);
  }

  private static void build(World world, SystemModel model, int messages) {
    world.model(model);
    NodeHandle<General> first =
        world.node("general-1", () -> new General("general-2", messages, true));
    NodeHandle<General> second =
        world.node("general-2", () -> new General("general-1", messages, false));
    world.atEnd(
        "both generals attack, or neither",
        () -> first.is(General::attacks) == second.is(General::attacks));
    world.outcome(() -> {
      boolean one = first.is(General::attacks);
      boolean two = second.is(General::attacks);
      return one && two
          ? "both attack"
          : one || two ? "only " + (one ? "general-1" : "general-2") : "neither attacks";
    });
  }
}
