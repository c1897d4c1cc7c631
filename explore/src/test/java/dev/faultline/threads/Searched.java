package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingNode;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What an exhaustive search over threads comes to. */
final class Searched {
  static final Interleaving FIELDS = Interleaving.fieldsOf(Searched.class.getPackageName());

  private Searched() {}

  record Told(Exploration exploration, Map<String, Integer> outcomes, boolean violated) {}

  private record Given(Program program) implements Scenario {
    @Override
    public String name() {
      return "given";
    }

    @Override
    public String description() {
      return "What a test gives.";
    }

    @Override
    public Program program(Settings settings) {
      return program;
    }
  }

  /** All schedules of a program. */
  static Told all(Program program) {
    CampaignPlan plan =
        CampaignPlan.of(new Given(program), new Settings(List.of(), Map.of()), 1)
            .withWorlds(20_000)
            .withRecheckEvery(0)
            .withStrategy(Strategy.EXHAUSTIVE);
    CampaignResult result = new Campaign(plan).run();
    return new Told(
        Objects.requireNonNull(result.exploration()),
        result.outcomes(),
        !result.findings().isEmpty());
  }

  /** All schedules of one blocking node. */
  static Told node(Interleaving turns, Function<World, BlockingNode> body) {
    return all(world -> {
      world.model(SystemModel.asynchronous());
      world.interleave(turns);
      world.blockingNode("node", body.apply(world));
    });
  }

  /** Two threads do the same to one thing, and then somebody looks at it. */
  static <T> Told explore(
      Interleaving turns, Supplier<T> made, Consumer<T> job, Function<T, Object> look) {
    return pair(turns, made, job, job, look);
  }

  /** Two threads do something to one thing, and then somebody looks at it. */
  static <T> Told pair(
      Interleaving turns,
      Supplier<T> made,
      Consumer<T> one,
      Consumer<T> other,
      Function<T, Object> look) {
    return node(
        turns,
        world ->
            env -> {
              T shared = made.get();
              Thread first = Thread.startVirtualThread(() -> one.accept(shared));
              Thread second = Thread.startVirtualThread(() -> other.accept(shared));
              first.join();
              second.join();
              world.outcome(String.valueOf(look.apply(shared)));
            });
  }

  static void isProved(Told told, String... outcomes) {
    assertThat(told.outcomes()).as(told.exploration().summary()).containsOnlyKeys(outcomes);
    assertThat(told.exploration().proof()).as(told.exploration().summary()).isTrue();
  }

  /** An update may be lost, whatever is asked for. */
  static <T> void loses(Supplier<T> made, Consumer<T> job, Function<T, Object> look) {
    for (Interleaving turns : List.of(Interleaving.LOCKS, FIELDS)) {
      isProved(explore(turns, made, job, look), "1", "2");
    }
  }

  static void isNamed(Told told, String what) {
    assertThat(told.exploration().proof()).as(told.exploration().summary()).isFalse();
    assertThat(told.exploration().summary()).contains(what).doesNotContain("proof");
  }
}
