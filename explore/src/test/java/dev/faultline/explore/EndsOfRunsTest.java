package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.property.Channel;
import dev.faultline.check.property.LinkProperties;
import dev.faultline.check.property.LinkRecorder;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Issue 11, faults 1 and 14: what is judged at the end is judged at the program's own end. */
final class EndsOfRunsTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(3_000, Duration.ofMinutes(5));

  private static Finding found(CampaignPlan plan) {
    return new Campaign(plan).run().findings().getFirst();
  }

  private static void stopsItself(World world) {
    Toys.sound(world);
    world.at(Duration.ofSeconds(1), world::stop);
    world.atEnd("never", () -> false);
  }

  @Test
  void a_world_that_stopped_itself_is_judged_the_same_after_its_end_was_lowered() {
    CampaignPlan plan = Toys.plan(EndsOfRunsTest::stopsItself, 1, 1);

    Shrunk shrunk = Shrinker.shrink(plan, found(plan), PLENTY);

    assertThat(shrunk.after().violation().property()).isEqualTo("never");
    assertThat(shrunk.after().replay().until()).isEqualTo(Duration.ofSeconds(1));
    Replay again =
        Replay.of(shrunk.after().replay(), Toys.scenario(EndsOfRunsTest::stopsItself), null);
    assertThat(again.reproduced()).isTrue();
  }

  @Test
  void eventually_with_a_deadline_after_the_stop_is_reported_as_not_judged() {
    Program program =
        world -> {
          Toys.sound(world);
          world.healAfter(Duration.ofSeconds(2));
          world.eventually("pigs fly", Duration.ofSeconds(5), () -> false);
          world.at(Duration.ofSeconds(1), world::stop);
        };

    CampaignResult result = new Campaign(Toys.plan(program, 1, 3)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusiveWorlds()).isEqualTo(3);
    assertThat(result.inconclusive().getFirst().reason())
        .contains("'pigs fly' was not judged")
        .contains("1.000s");
  }

  @Test
  void eventually_that_came_true_before_the_stop_passes() {
    Program program =
        world -> {
          Toys.sound(world);
          world.healAfter(Duration.ofSeconds(1));
          world.eventually("pigs fly", Duration.ofSeconds(5), () -> true);
          world.at(Duration.ofSeconds(2), world::stop);
        };

    CampaignResult result = new Campaign(Toys.plan(program, 1, 3)).run();

    assertThat(result.inconclusiveWorlds()).isZero();
  }

  /** Sends 20 messages once each; the mended one sends all of them again until the 15th second. */
  private static void reliable(World world, boolean again) {
    LinkRecorder record = new LinkRecorder();
    Channel channel = new Channel("sender", "receiver", 0);
    Address receiver =
        world.node(
            "receiver",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    record.delivered(channel, (Integer) message);
                  }
                });
    world.client(
        "sender",
        () ->
            new Node() {
              private int sent;

              @Override
              public void start(Env env) {
                env.timer(Duration.ofMillis(100), "next");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (sent < 20) {
                  record.sent(channel, ++sent);
                  env.send(receiver, sent);
                  start(env);
                } else if (again && env.nanoTime() < 15_000_000_000L) {
                  for (int i = 1; i <= 20; i++) {
                    env.send(receiver, i);
                  }
                  start(env);
                }
              }
            });
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    world.check("delivered", () -> LinkProperties.reliableDelivery(record, node -> true));
  }

  @Test
  void a_check_of_the_whole_run_is_not_cut_short_before_what_it_waits_for() {
    CampaignPlan plan =
        Toys.plan(world -> reliable(world, false), 1, 500).withStrategy(Strategy.RANDOM);

    Shrunk shrunk = Shrinker.shrink(plan, found(plan), PLENTY);

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(1);
    assertThat(shrunk.after().violation().judged()).isEqualTo(Violation.Judged.AT_END);
  }

  @Test
  void a_kept_file_of_a_check_passes_once_the_program_is_mended() {
    CampaignPlan plan =
        Toys.plan(world -> reliable(world, false), 1, 500).withStrategy(Strategy.RANDOM);
    ReplayFile kept = Shrinker.shrink(plan, found(plan), PLENTY).after().replay();

    Replay broken = Replay.of(kept, Toys.scenario(world -> reliable(world, false)), null);
    Replay mended = Replay.of(kept, Toys.scenario(world -> reliable(world, true)), null);

    assertThat(broken.reproduced()).isTrue();
    assertThat(mended.finding()).isNull();
    assertThat(mended.misfit()).isNull();
  }
}
