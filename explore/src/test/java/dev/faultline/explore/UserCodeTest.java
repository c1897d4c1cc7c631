package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 7: one rule for all code of the program. */
final class UserCodeTest {
  private static void wrong() {
    throw new AssertionError("expected 2 but was 3");
  }

  private static boolean wrongCondition() {
    wrong();
    return true;
  }

  private static <T> T wrongAnswer() {
    throw new AssertionError("expected 2 but was 3");
  }

  private interface Adds {
    void to(World world);
  }

  private static Violation violation(Adds part) {
    CampaignPlan plan =
        Toys.plan(
            world -> {
              Toys.sound(world);
              part.to(world);
            },
            1,
            1);
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.leak()).isNull();
    assertThat(result.findings()).hasSize(1);
    Violation violation = result.findings().getFirst().violation();
    assertThat(violation.detail()).contains("expected 2 but was 3");
    assertThat(violation.thrown()).isInstanceOf(AssertionError.class);
    assertThat(violation.thrown().getStackTrace())
        .anySatisfy(
            frame -> assertThat(frame.getClassName()).isEqualTo(UserCodeTest.class.getName()));
    Shrunk shrunk =
        Shrinker.shrink(
            plan, result.findings().getFirst(), new ShrinkBudget(100, Duration.ofMinutes(1)));
    assertThat(shrunk.after().violation().property()).isEqualTo(violation.property());
    return violation;
  }

  @Test
  void an_assertion_that_fails_in_a_check_is_a_finding_of_that_check() {
    assertThat(violation(world -> world.check("sum", UserCodeTest::wrongAnswer)).property())
        .isEqualTo("sum");
  }

  @Test
  void an_assertion_that_fails_at_the_end_is_a_finding_of_that_property() {
    assertThat(violation(world -> world.atEnd("sum", UserCodeTest::wrongCondition)).property())
        .isEqualTo("sum");
  }

  @Test
  void an_assertion_that_fails_in_an_outcome_is_a_finding() {
    assertThat(violation(world -> world.outcome(UserCodeTest::wrongAnswer)).property())
        .isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
  }

  @Test
  void an_assertion_that_fails_in_a_digest_is_a_finding() {
    assertThat(violation(world -> world.digest(UserCodeTest::wrongAnswer)).property())
        .isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
  }

  @Test
  void an_assertion_that_fails_in_what_the_program_does_at_a_time_is_a_finding() {
    Violation violation = violation(world -> world.at(Duration.ofSeconds(2), UserCodeTest::wrong));

    assertThat(violation.property()).isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
    assertThat(violation.detail()).startsWith("the action at 2.000s threw ");
    assertThat(violation.nanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void a_stack_that_overflows_in_a_condition_is_a_finding() {
    CampaignPlan plan =
        Toys.plan(
            world -> {
              Toys.sound(world);
              world.always("deep", () -> endless(0) > 0);
            },
            1,
            1);

    assertThat(new Campaign(plan).run().findings()).hasSize(1);
  }

  @Test
  void a_size_that_throws_when_a_partition_ends_is_a_finding() {
    Violation violation =
        violation(world -> {
          Address sink = world.node("sink", () -> new Counts(new int[1]));
          world.node("source", () -> new SendsLater(sink));
          world.model(SystemModel.partiallySynchronous().perfectLinks());
          world.network().bandwidth(1_000, 1_000).messageSize(UserCodeTest::wrongSize);
          world.fault(
              Duration.ZERO,
              new Fault.Partition(
                  PartitionShape.HALVES,
                  List.of(List.of("sink"), List.of("source")),
                  Duration.ofSeconds(1)));
        });

    assertThat(violation.property()).isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
  }

  private static long wrongSize(Object message) {
    if (message.equals("held back")) {
      wrong();
    }
    return 1;
  }

  private record SendsLater(Address to) implements Node {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(500), "later");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(to, "held back");
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAnything(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** As Kotlin's, which declares none. */
  private static void checked() {
    UserCodeTest.<RuntimeException>throwAnything(new java.io.IOException("no such table"));
  }

  @Test
  void whatever_is_thrown_while_a_world_is_set_up_ends_the_campaign_and_is_told() {
    List<Runnable> ways =
        List.of(
            UserCodeTest::checked,
            () -> {
              throw new Error("no such table");
            },
            () -> UserCodeTest.endless(0));
    for (Runnable way : ways) {
      CampaignPlan plan = Toys.plan(world -> way.run(), 3, 2);

      assertThatThrownBy(() -> new Campaign(plan).run())
          .isInstanceOf(TargetException.class)
          .hasMessageStartingWith("the target threw while its world was set up: ");
    }
  }

  /** Its text is the program's code, too. */
  private static final class Silent extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not even that");
    }
  }

  private static final class Nothing extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway")
    public String toString() {
      return null;
    }
  }

  @Test
  void an_exception_without_a_text_is_a_finding_all_the_same() {
    for (RuntimeException thrown : List.of(new Silent(), new Nothing())) {
      CampaignPlan plan =
          Toys.plan(
              world -> {
                Toys.sound(world);
                world.at(
                    Duration.ofSeconds(2),
                    () -> {
                      throw thrown;
                    });
              },
              1,
              1);

      Violation violation = new Campaign(plan).run().findings().getFirst().violation();

      assertThat(violation.property()).isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
      assertThat(violation.detail()).contains(thrown.getClass().getName());
      assertThat(violation.thrown()).isNotNull();
      assertThat(violation.thrown().toString()).contains(thrown.getClass().getName());
      assertThat(violation.thrown().getStackTrace()).isEqualTo(thrown.getStackTrace());
    }
  }

  private static final class Mute {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  /** Two lists, each with the other in it: their text has no end. */
  private static Object cycle() {
    List<Object> one = new ArrayList<>();
    List<Object> other = new ArrayList<>(List.of(one));
    one.add(other);
    return one;
  }

  @Test
  void messages_without_a_text_cost_no_finding() {
    for (Object message : List.of(new Mute(), cycle())) {
      CampaignPlan plan =
          Toys.plan(
              world -> {
                int[] got = {0};
                Address b = world.node("b", () -> new Counts(got));
                world.node("a", () -> env -> env.send(b, message));
                world.always("none", () -> got[0] == 0);
              },
              1,
              1);
      Finding finding = new Campaign(plan).run().findings().getFirst();

      Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(10, Duration.ofMinutes(1)));

      assertThat(Replay.events(plan, shrunk.after().replay()))
          .extracting(TraceText::of)
          .anySatisfy(line ->
              assertThat(line)
                  .contains(message.getClass().getName() + ", whose text cannot be had"));
    }
  }

  private record Counts(int[] got) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      got[0]++;
    }
  }

  private static int endless(int depth) {
    return depth < 0 ? 0 : endless(depth + 1) + 1;
  }
}
