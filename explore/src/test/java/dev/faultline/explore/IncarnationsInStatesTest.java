package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a program sees its incarnation, two states with as many crashes in all are two, for they
 * may have struck different nodes.
 */
final class IncarnationsInStatesTest {
  private interface Handler {
    void on(Env env, Object message);
  }

  /** Remembers nothing, so that only the incarnation tells its lives apart. */
  private static final class Blank implements Node, Restorable {
    private final Handler handler;

    Blank(Handler handler) {
      this.handler = handler;
    }

    @Override
    public void start(Env env) {
      handler.on(env, "start");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      handler.on(env, message);
    }

    @Override
    public Object state() {
      return "";
    }

    @Override
    public void restore(Object earlier) {}
  }

  /** One node tells the other in which life it is; three crashes in all have to come before. */
  private static void lives(World world, String teller) {
    world.model(SystemModel.asynchronous().crashRecovery(1));
    Map<String, Address> nodes = new LinkedHashMap<>();
    for (String name : List.of("a", "b")) {
      nodes.put(
          name,
          world.node(
              name,
              () ->
                  new Blank((env, message) -> {
                    if (message.equals("ask")) {
                      Address other =
                          Objects.requireNonNull(nodes.get(name.equals("a") ? "b" : "a"));
                      env.send(other, env.incarnation());
                    } else if (message.equals(2) && env.incarnation() == 3) {
                      world.violation("lives", "the third, told by the second");
                    }
                  })));
    }
    world.client(
        "client",
        () ->
            new Blank(
                (env, message) -> env.send(Objects.requireNonNull(nodes.get(teller)), "ask")));
  }

  /** Whichever node the search lets crash first, it must not take the other way for seen. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void as_many_crashes_of_other_nodes_are_another_state(String teller) {
    CampaignPlan plan =
        Toys.plan(world -> lives(world, teller), 1, 1_000_000)
            .withStrategy(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET).withFaults(3));

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.findings()).as(String.valueOf(result.exploration())).isNotEmpty();
  }
}
