package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.setup.Interleaving;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Issue 11: an exhaustive search lost the update between two synchronized methods when the call did
 * not tell that they are, and called that a proof. In a package that is none of the tester's own,
 * so that {@link Interleaving#LOCKS} means it; it needs the agent.
 */
final class SynchronizedTurnsTest {
  private interface Cell {
    int get();

    void set(int value);
  }

  private abstract static class Abstract {
    abstract int get();

    abstract void set(int value);
  }

  private static class Locked extends Abstract implements Cell {
    private int value;

    @Override
    public synchronized int get() {
      return value;
    }

    @Override
    public synchronized void set(int to) {
      value = to;
    }
  }

  private static final class Below extends Locked {}

  private static final class Static {
    private static int value;

    private static synchronized int get() {
      return value;
    }

    private static synchronized void set(int to) {
      value = to;
    }
  }

  private record Told(Exploration exploration, Map<String, Integer> outcomes) {}

  /** Two threads do the same to one thing, and then somebody looks at it. */
  private record Shared<T>(Supplier<T> made, Job<T> job, Function<T, Object> look)
      implements Scenario {
    @Override
    public String name() {
      return "shared";
    }

    @Override
    public String description() {
      return "Two threads do the same to one thing.";
    }

    @Override
    public Program program(Settings settings) {
      return world -> {
        world.model(SystemModel.asynchronous());
        world.interleave(Interleaving.LOCKS);
        world.blockingNode(
            "node",
            env -> {
              T shared = made.get();
              Thread first = Thread.startVirtualThread(() -> job.on(shared));
              Thread second = Thread.startVirtualThread(() -> job.on(shared));
              first.join();
              second.join();
              world.outcome(String.valueOf(look.apply(shared)));
            });
      };
    }
  }

  private interface Job<T> {
    void on(T shared);
  }

  private static <T> Told explore(Supplier<T> made, Job<T> job, Function<T, Object> look) {
    CampaignPlan plan =
        CampaignPlan.of(new Shared<>(made, job, look), new Settings(List.of(), Map.of()), 1)
            .withWorlds(10_000)
            .withRecheckEvery(0)
            .withStrategy(Strategy.EXHAUSTIVE);
    CampaignResult result = new Campaign(plan).run();
    return new Told(Objects.requireNonNull(result.exploration()), result.outcomes());
  }

  private static void loses(Told told) {
    assertThat(told.outcomes()).containsOnlyKeys("1", "2");
    assertThat(told.exploration().proof()).as(told.exploration().summary()).isTrue();
  }

  @Test
  void an_update_between_calls_through_an_interface_may_be_lost() {
    loses(SynchronizedTurnsTest.<Cell>explore(Locked::new, c -> c.set(c.get() + 1), Cell::get));
  }

  @Test
  void an_update_between_calls_through_a_supertype_may_be_lost() {
    loses(
        SynchronizedTurnsTest.<Abstract>explore(
            Locked::new, c -> c.set(c.get() + 1), Abstract::get));
  }

  @Test
  void an_update_between_inherited_methods_may_be_lost() {
    loses(SynchronizedTurnsTest.explore(Below::new, c -> c.set(c.get() + 1), Below::get));
  }

  @Test
  void an_update_between_method_references_may_be_lost() {
    loses(
        SynchronizedTurnsTest.explore(
            Locked::new,
            c -> {
              Supplier<Integer> get = c::get;
              c.set(get.get() + 1);
            },
            Locked::get));
  }

  @Test
  void an_update_between_static_methods_may_be_lost() {
    loses(
        explore(
            () -> {
              Static.set(0);
              return "";
            },
            none -> Static.set(Static.get() + 1),
            none -> Static.get()));
  }

  @Test
  void an_update_under_one_monitor_is_proved_not_to_be_lost() {
    Told told =
        explore(
            Locked::new,
            c -> {
              synchronized (c) {
                c.set(c.get() + 1);
              }
            },
            Locked::get);

    assertThat(told.outcomes()).containsOnlyKeys("2");
    assertThat(told.exploration().proof()).as(told.exploration().summary()).isTrue();
  }

  @Test
  void calls_that_name_a_class_of_the_jdk_with_synchronized_methods_are_places_for_turns() {
    Told vector =
        explore(
            () -> new Vector<String>(),
            v -> {
              if (v.isEmpty()) {
                v.add("one");
              }
            },
            Vector::size);
    Told buffer =
        explore(
            StringBuffer::new,
            b -> {
              if (b.length() == 0) {
                b.append("1");
              }
            },
            StringBuffer::length);

    assertThat(vector.outcomes()).containsOnlyKeys("1", "2");
    assertThat(buffer.outcomes()).containsOnlyKeys("1", "2");
  }

  @Test
  void what_method_references_to_the_jdk_do_is_named_and_no_proof() {
    Told told =
        explore(
            AtomicInteger::new,
            a -> {
              Supplier<Integer> get = a::get;
              a.set(get.get() + 1);
            },
            AtomicInteger::get);

    assertThat(told.exploration().proof()).isFalse();
    assertThat(told.exploration().summary())
        .contains("the method reference java.util.concurrent.atomic.AtomicInteger::get")
        .doesNotContain("proof");
  }
}
